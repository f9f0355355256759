"""`taskplate catalog` shows what is known, in tables for people and as data."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from generator.catalog.catalog import Catalog
from tests.helpers import run_cli

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion


def test_the_list_names_every_agent_module_and_blueprint(tmp_path: Path) -> None:
    code, out, err = run_cli(["catalog", "list"], tmp_path)
    assert (code, err) == (0, "")
    first = {line.split()[0] for line in out.splitlines() if line}
    assert {*Catalog().agent_ids, *Catalog().module_ids, "docker"} <= first


def test_the_list_as_data_is_the_same(tmp_path: Path) -> None:
    entries = json.loads(run_cli(["catalog", "list", "--format", "json"], tmp_path)[1])
    assert [entry["id"] for entry in entries["agents"]] == list(Catalog().agent_ids)
    assert set(entries) == {"agents", "modules", "blueprints"}


def test_releases_are_those_for_the_target(tmp_path: Path) -> None:
    def release(coder: str) -> object:
        args = ["catalog", "show", "claude-code", "--coder", coder, "--format", "json"]
        return json.loads(run_cli(args, tmp_path)[1])["release"]

    assert str(release("2.25")).startswith("3.")
    assert str(release("2.34")).startswith("4.")
    assert release("2.38") is None


def test_an_agent_is_shown_with_a_line_for_each_thing(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    out = run_cli(["catalog", "show", "gemini"], tmp_path)[1]
    assert out.split("\ninputs\n")[0] == snapshot


def test_no_line_of_a_table_is_out_of_sight(tmp_path: Path) -> None:
    for name in (*Catalog().agent_ids, *Catalog().module_ids, "docker"):
        out = run_cli(["catalog", "show", name], tmp_path)[1]
        assert max(map(len, out.splitlines())) < 200, name


@pytest.mark.parametrize("name", ["code-server", "docker", "coder/jetbrains", "custom"])
def test_whatever_is_listed_can_be_shown(tmp_path: Path, name: str) -> None:
    code, out, _ = run_cli(["catalog", "show", name], tmp_path)
    assert code == 0
    assert out.startswith("key ")
    assert json.loads(run_cli(["catalog", "show", name, "--format", "json"], tmp_path)[1])["id"] == name


def test_an_unknown_name_is_said_with_what_was_meant(tmp_path: Path) -> None:
    code, out, err = run_cli(["catalog", "show", "claud-code"], tmp_path)
    assert (code, out) == (2, "")
    assert "Did you mean `claude-code`?" in err
