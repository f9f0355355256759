"""`taskplate explain` says in words what a rule, agent, module or blueprint is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.check.registry import rule_names
from tests.helpers import run_cli

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion


@pytest.mark.parametrize("name", rule_names())
def test_every_rule_is_explained(tmp_path: Path, name: str) -> None:
    code, out, err = run_cli(["explain", name], tmp_path)
    assert (code, err) == (0, "")
    assert out.startswith(f"# {name}\n\n")


def test_a_rule_says_its_family_and_severity(tmp_path: Path) -> None:
    out = run_cli(["explain", "duplicate-preset-name"], tmp_path)[1]
    assert "Family `preset`, error" in out.splitlines()[2]


@pytest.mark.parametrize("name", ["gemini", "docker"])
def test_what_an_agent_and_a_blueprint_are(tmp_path: Path, name: str, snapshot: SnapshotAssertion) -> None:
    assert run_cli(["explain", name], tmp_path)[1].split("\n## Inputs")[0] == snapshot


def test_inputs_say_their_type_and_what_is_special(tmp_path: Path) -> None:
    lines = run_cli(["explain", "claude-code"], tmp_path)[1].splitlines()
    assert "- `agent_id` (string, required)" in lines
    assert "- `claude_code_oauth_token` (string, sensitive)" in lines
    assert "- `model` (string)" in lines


def test_an_unknown_name_is_said_with_what_was_meant(tmp_path: Path) -> None:
    code, out, err = run_cli(["explain", "duplicate-presets-name"], tmp_path)
    assert (code, out) == (2, "")
    assert "Did you mean `duplicate-preset-name`?" in err
