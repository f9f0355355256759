"""`taskplate catalog` shows what is known, in tables for people and as data."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from generator.catalog.catalog import Catalog
from tests.helpers import build_tree, run_cli

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


def test_a_module_is_shown_with_what_it_asks_for_and_stands_beside(tmp_path: Path) -> None:
    entry = json.loads(run_cli(["catalog", "show", "vault-token", "--format", "json"], tmp_path)[1])
    assert entry["variables"] == ["vault_addr", "vault_token"]
    assert entry["excludes"] == ["vault-cli", "vault-github", "vault-jwt"]
    assert entry["needs"] == ["curl or wget or busybox", "unzip or busybox"]
    entry = json.loads(run_cli(["catalog", "show", "code-server", "--format", "json"], tmp_path)[1])
    assert (entry["several"], entry["excludes"]) == ("each with its own slug and port", [])


def test_a_module_is_shown_with_the_release_that_serves_the_target(tmp_path: Path) -> None:
    def shown(name: str, coder: str) -> tuple[str | None, list[str]]:
        entry = json.loads(run_cli(["catalog", "show", name, "--coder", coder, "--format", "json"], tmp_path)[1])
        return entry["release"], list(entry["refused"])

    assert shown("jfrog-oauth", "2.34") == ("1.2.3", ["1.2.4..1.2.5"])
    assert shown("agent-firewall", "2.27") == (None, ["0.0.1.."])
    assert shown("agent-firewall", "2.34")[0] == "0.0.3"


@pytest.mark.parametrize("id_", Catalog().module_ids)
def test_the_example_of_a_module_is_a_key_of_a_spec(tmp_path: Path, id_: str) -> None:
    entry = json.loads(run_cli(["catalog", "show", id_, "--format", "json"], tmp_path)[1])
    spec = f"name: demo\nblueprint: docker\ncoder: '2.38'\n{entry['example']}\n"
    build_tree(tmp_path, {"spec.yaml": spec})
    code, _, err = run_cli(["generate", "spec.yaml"], tmp_path)
    assert code == 0, err
