"""Prebuilds with schedules, workspace tags, and files of the user's own beside those that are made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers import build_tree, run_cli

if TYPE_CHECKING:
    from pathlib import Path

SPEC = "name: demo\nblueprint: docker\nagent: claude-code\n"
PRESET = """\
presets:
  - name: Ready
    prebuilds:
      instances: 1
      ttl: 86400
      timezone: %s
      schedules:
        - {cron: "* 8-17 * * 1-5", instances: 3}
        - {cron: "%s", instances: 0}
"""


def generate(folder: Path, spec: str) -> tuple[int, str]:
    build_tree(folder, {"spec.yaml": spec})
    code, _, err = run_cli(["generate", "spec.yaml"], folder)
    return code, err


def test_schedules_stand_in_the_preset(tmp_path: Path) -> None:
    assert generate(tmp_path, SPEC + PRESET % ("Europe/Berlin", "* * * * 6,0"))[0] == 0
    made = (tmp_path / "demo" / "presets.tf").read_text()
    assert '      timezone = "Europe/Berlin"\n' in made
    assert '        cron      = "* 8-17 * * 1-5"\n        instances = 3\n' in made


@pytest.mark.parametrize(
    ("zone", "cron", "said"),
    [
        ("UTC", "0 8 * * *", "the minute must be `*`"),
        ("UTC", "* 9-10 * * 2", "no hour may be in two schedules"),
        ("Mars/Olympus", "* * * * 6", "`Mars/Olympus` is no time zone"),
    ],
)
def test_what_the_provider_refuses_is_said_at_its_place(tmp_path: Path, zone: str, cron: str, said: str) -> None:
    code, err = generate(tmp_path, SPEC + PRESET % (zone, cron))
    assert code == 2
    assert said in err
    assert not (tmp_path / "demo").exists()


def test_tags_choose_the_provisioner(tmp_path: Path) -> None:
    tags = 'workspace_tags: {zone: eu, "a b": {expr: "data.coder_workspace_owner.me.name"}}\n'
    assert generate(tmp_path, SPEC + tags)[0] == 0
    made = (tmp_path / "demo" / "workspace.tf").read_text()
    assert '    zone  = "eu"\n    "a b" = data.coder_workspace_owner.me.name\n' in made


def test_a_file_of_the_users_own_is_checked_with_ours_and_kept(tmp_path: Path) -> None:
    assert generate(tmp_path, SPEC)[0] == 0
    own = tmp_path / "demo" / "own.tf"
    own.write_text('data "coder_task" "me" {}\n')
    code, err = generate(tmp_path, SPEC)
    assert code == 1
    assert "`data.coder_task.me` is declared twice" in err
    own.write_text("locals {\n  mine = 1\n}\n")
    assert generate(tmp_path, SPEC)[0] == 0
    assert own.read_text() == "locals {\n  mine = 1\n}\n"
