"""`taskplate merge`: the reports of all shards are together what one run writes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from generator.report.findings import Findings, FolderFindings, RuleFault
from generator.report.sarif import sarif_report
from tests.helpers import build_tree, run_cli

if TYPE_CHECKING:
    from pathlib import Path

PRESET = 'data "coder_workspace_preset" "%s" {\n  name = "P"\n}\n'
CODER = 'terraform {\n  required_providers {\n    coder = { source = "coder/coder" }\n  }\n}\n'
TWICE = PRESET % "a" + PRESET % "b" + CODER
WARNED = "# taskplate: ignore[no-such-rule]\nlocals {}\n"


@pytest.fixture
def shards(tmp_path: Path) -> list[str]:
    """Reports of three shards of templates with findings of several rules, beside that of one run: `whole.sarif`."""
    build_tree(tmp_path, {"a/main.tf": TWICE, "b/main.tf": WARNED, "c/main.tf": TWICE, "d/main.tf": "locals {}\n"})
    names = [f"{part}.sarif" for part in (1, 2, 3)]
    for name in names:
        run_cli(["validate", ".", "--shard", f"{name[0]}/3", "--report", f"sarif={name}"], tmp_path)
    run_cli(["validate", ".", "--report", "sarif=whole.sarif"], tmp_path)
    return names


@pytest.mark.parametrize("order", [1, -1])
def test_shards_together_are_the_whole(tmp_path: Path, shards: list[str], order: int) -> None:
    code, out, err = run_cli(["merge", *shards[::order], "--output", "all.sarif"], tmp_path)
    assert (code, out, err) == (0, "", "")
    assert (tmp_path / "all.sarif").read_text() == (tmp_path / "whole.sarif").read_text()
    assert len(json.loads((tmp_path / "all.sarif").read_text())["runs"][0]["results"]) == 3


def test_it_is_printed_where_no_file_is_named(tmp_path: Path, shards: list[str]) -> None:
    assert run_cli(["merge", "whole.sarif"], tmp_path)[1] == (tmp_path / "whole.sarif").read_text()


def test_a_shard_in_which_a_rule_failed_leaves_the_whole_incomplete(tmp_path: Path, shards: list[str]) -> None:
    failed = Findings((FolderFindings("x", (), (RuleFault("bad-rule", "KeyError"),)),), {})
    build_tree(tmp_path, {"4.sarif": sarif_report(failed), "5.sarif": sarif_report(failed)})
    merged = json.loads(run_cli(["merge", *shards, "4.sarif", "5.sarif"], tmp_path)[1])
    (invocation,) = merged["runs"][0]["invocations"]
    assert invocation["executionSuccessful"] is False
    assert [each["associatedRule"]["id"] for each in invocation["toolExecutionNotifications"]] == ["bad-rule"]


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", "[" * 100_000, '{"runs": []}', '{"runs": [{"tool": {"driver": {"name": "other"}}}]}', "null"],
)
def test_what_is_no_report_is_refused(tmp_path: Path, shards: list[str], text: str) -> None:
    build_tree(tmp_path, {"x.sarif": text})
    code, out, err = run_cli(["merge", shards[0], "x.sarif"], tmp_path)
    assert (code, out) == (2, "")
    assert err == "taskplate: x.sarif: is no SARIF report of taskplate\n"


def test_files_that_cannot_be_used_are_said(tmp_path: Path, shards: list[str]) -> None:
    assert run_cli(["merge", "gone.sarif"], tmp_path)[0] == 2
    assert run_cli(["merge", *shards, "--output", "gone/all.sarif"], tmp_path)[0] == 2
