"""A user's own folder is a blueprint like ours, and its faults are theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers import build_tree, run_cli

if TYPE_CHECKING:
    from pathlib import Path

SPEC = "name: mine\nblueprint: ./base\nagent: claude-code\n"
MANIFEST = """\
name: mine
display_name: Mine
description: A machine of our own.
icon: /icon/desktop.svg
tags: [mine]
os: linux
arch: '"amd64"'
home: /home/coder
providers: {}
features: [coder_workspace_owner]
holds: [curl, node, npm]
prerequisites: [A machine.]
options:
  size:
    type: string
    default: small
    display_name: Size
    description: How large.
"""
MAIN = """\
{% include "_shared/partials/terraform.tf.j2" %}

{% include "_shared/partials/agent.tf.j2" %}

resource "terraform_data" "machine" {
  count = data.coder_workspace.me.start_count
  input = { size = {{ options.size }}, token = coder_agent.main.token }
}
"""


def generated(folder: Path, **files: str) -> tuple[int, str, str]:
    own = {"base/blueprint.yaml": MANIFEST, "base/main.tf.j2": MAIN, "spec.yaml": SPEC}
    build_tree(folder, {**own, **files})
    return run_cli(["generate", "spec.yaml"], folder)


def test_a_folder_of_ones_own_makes_a_template(tmp_path: Path) -> None:
    code, _, err = generated(tmp_path)
    assert code == 0, err
    assert 'input = { size = "small", token' in (tmp_path / "mine" / "main.tf").read_text()
    assert (tmp_path / "mine" / "task.tf").exists()


def test_a_hostile_option_stays_text(tmp_path: Path) -> None:
    blueprint = '\n  name: ./base\n  options:\n    size: \'${file("/etc/passwd")}"\''
    code, _, err = generated(tmp_path, **{"spec.yaml": SPEC.replace(" ./base", blueprint)})
    assert code == 0, err
    assert 'size = "$${file(\\"/etc/passwd\\")}\\""' in (tmp_path / "mine" / "main.tf").read_text()


def test_a_folder_without_a_manifest_is_said_so(tmp_path: Path) -> None:
    build_tree(tmp_path, {"spec.yaml": SPEC})
    code, _, err = run_cli(["generate", "spec.yaml"], tmp_path)
    assert code == 2
    assert "spec.yaml:2:12: error: there is no blueprint `./base`: the folder holds no `blueprint.yaml`" in err


def test_a_manifest_that_does_not_fit_is_shown_with_its_place(tmp_path: Path) -> None:
    code, _, err = generated(tmp_path, **{"base/blueprint.yaml": MANIFEST.replace("os: linux", "os: plan9")})
    assert code == 2
    assert "base/blueprint.yaml:6:5" in err
    assert not (tmp_path / "mine").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ nothing }}", "'nothing' is undefined"),
        ("a = 1\n{% if %}", "line 2"),
        ("{{ ''.__class__.__mro__ }}", "unsafe"),
        ("{{ 1 + 'a' }}", "unsupported operand"),
        ("{% include '../spec.yaml' %}", "../spec.yaml"),
        ("{% include '/etc/passwd' %}", "/etc/passwd"),
    ],
)
def test_a_fault_in_its_files_is_the_users(tmp_path: Path, text: str, said: str) -> None:
    code, _, err = generated(tmp_path, **{"base/main.tf.j2": text})
    assert code == 2
    assert "blueprint `mine`" in err
    assert said in err
    assert "fault of taskplate" not in err
    assert not (tmp_path / "mine").exists()


def test_a_file_that_does_not_parse_is_the_users(tmp_path: Path) -> None:
    code, _, err = generated(tmp_path, **{"base/main.tf.j2": MAIN + 'resource "x" {\n'})
    assert code == 2
    assert "the blueprint `mine` makes a file that does not parse: main.tf:" in err
    assert not (tmp_path / "mine").exists()
