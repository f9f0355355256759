"""A user's own folder is a blueprint like ours, and its faults are theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers import build_tree, run_cli

if TYPE_CHECKING:
    from pathlib import Path

SPEC = "name: mine\nblueprint: ./base\nagent: claude-code\n"
CUSTOM = SPEC.replace("claude-code", "{id: custom, start_command: x}")
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
        ("{{ 'x' * 10 ** 9 }}", "`*` makes more than 1,000,000 characters here"),
        ("{{ [0] * 100000000 }}", "`*` makes more than 1,000,000 characters here"),
        ("{{ 9 ** 9999999 }}", "`**` makes more than 1,000,000 characters here"),
        ("{{ '%999999999d' % 1 }}", "`%` makes more than 1,000,000 characters here"),
        ("{{ '%*d' % (999999999, 1) }}", "`%` makes more than 1,000,000 characters here"),
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


@pytest.mark.parametrize("name", ["main.tf.j2", "README.md.j2", "agentapi-start.sh.j2", "parts/more.tf.j2"])
def test_a_link_out_of_the_folder_is_not_read(tmp_path: Path, name: str) -> None:
    build_tree(tmp_path, {"secret": "{{ hunter2 }}"})
    main = MAIN + "{% include 'parts/more.tf.j2' %}\n" if name.startswith("parts/") else MAIN
    build_tree(tmp_path, {"base/blueprint.yaml": MANIFEST, "base/main.tf.j2": main, "spec.yaml": CUSTOM})
    link = tmp_path / "base" / name
    link.parent.mkdir(exist_ok=True)
    link.unlink(missing_ok=True)
    link.symlink_to(tmp_path / "secret")
    code, _, err = run_cli(["generate", "spec.yaml"], tmp_path)
    assert code == 2
    assert f"`{name}` is a link that leads out of the blueprint's folder" in err
    assert "hunter2" not in err


def test_a_link_inside_of_the_folder_is_read(tmp_path: Path) -> None:
    build_tree(tmp_path, {"base/blueprint.yaml": MANIFEST, "base/parts/main.tf.j2": MAIN, "spec.yaml": SPEC})
    (tmp_path / "base" / "main.tf.j2").symlink_to("parts/main.tf.j2")
    assert run_cli(["generate", "spec.yaml"], tmp_path)[0] == 0


def test_the_folder_itself_may_be_a_link(tmp_path: Path) -> None:
    build_tree(tmp_path, {"elsewhere/blueprint.yaml": MANIFEST, "elsewhere/main.tf.j2": MAIN, "spec.yaml": SPEC})
    (tmp_path / "base").symlink_to("elsewhere")
    assert run_cli(["generate", "spec.yaml"], tmp_path)[0] == 0


def test_a_manifest_that_is_a_link_out_is_not_read(tmp_path: Path) -> None:
    build_tree(tmp_path, {"secret": "hunter2", "base/main.tf.j2": MAIN, "spec.yaml": SPEC})
    (tmp_path / "base" / "blueprint.yaml").symlink_to(tmp_path / "secret")
    for command in (["generate", "spec.yaml"], ["explain", "./base"]):
        code, _, err = run_cli(command, tmp_path)
        assert code == 2
        assert "blueprint.yaml` is a link that leads out of the blueprint's folder" in err
        assert "hunter2" not in err


def test_it_is_explained_with_its_page(tmp_path: Path) -> None:
    build_tree(tmp_path, {"base/blueprint.yaml": MANIFEST, "base/blueprint.md": "## What it makes\n\nA machine.\n"})
    code, out, err = run_cli(["explain", "./base"], tmp_path)
    assert (code, err) == (0, "")
    assert out.startswith("# Mine\n\nA machine of our own.\n")
    assert "- `size` (string, default small): How large.\n" in out
    assert out.endswith("## What it makes\n\nA machine.\n")


def test_a_path_without_a_blueprint_is_said_so(tmp_path: Path) -> None:
    code, _, err = run_cli(["explain", "./base"], tmp_path)
    assert code == 2
    assert "there is no blueprint `./base`: the folder holds no `blueprint.yaml`" in err


def test_a_file_of_another_kind_is_said_so(tmp_path: Path) -> None:
    code, _, err = generated(tmp_path, **{"base/data.json.j2": "{}"})
    assert code == 2
    assert (
        "blueprint `mine`: cannot render `data.json.j2`; its files are *.tf.j2, *.example.j2, *.md.j2, *.sh.j2" in err
    )
