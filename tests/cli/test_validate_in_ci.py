"""`taskplate validate` as continuous integration uses it: formats, configuration, changes, shards."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from generator.check import registry
from generator.check.rule import Rule
from generator.cli.validate import REPORTERS
from generator.diagnostics import RuleInfo, Severity
from tests.helpers import build_tree, run_cli

if TYPE_CHECKING:
    from pathlib import Path

CLEAN = "locals {\n  a = 1\n}\n"
WARNED = "# taskplate: ignore[no-such-rule]\nlocals {}\n"
PRESET = 'data "coder_workspace_preset" "%s" {\n  name = "P"\n}\n'
CODER = 'terraform {\n  required_providers {\n    coder = { source = "coder/coder" }\n  }\n}\n'
ERROR = PRESET % "a" + PRESET % "b" + CODER


@pytest.mark.parametrize("format_", list(REPORTERS))
@pytest.mark.parametrize("text", [CLEAN, ERROR])
def test_every_format_tells_the_finding_and_exits_alike(tmp_path: Path, format_: str, text: str) -> None:
    build_tree(tmp_path, {"t/main.tf": text})
    code, out, _ = run_cli(["validate", "t", "--format", format_], tmp_path)
    assert code == (text == ERROR)
    assert ("duplicate-preset-name" in out) is (text == ERROR)
    if format_ in {"json", "sarif"}:
        json.loads(out)
    if format_ == "junit":
        assert [suite.get("name") for suite in ET.fromstring(out)] == ["t"]

def test_one_run_writes_several_reports(tmp_path: Path) -> None:
    build_tree(tmp_path, {"t/main.tf": ERROR})
    asked = [word for format_ in REPORTERS for word in ("--report", f"{format_}=made.{format_}")]
    code, out, _ = run_cli(["validate", "t", "--format", "github", *asked], tmp_path)
    assert code == 1
    assert out == (tmp_path / "made.github").read_text()
    for format_ in REPORTERS:
        alone = run_cli(["validate", "t", "--format", format_], tmp_path)[1]
        assert (tmp_path / f"made.{format_}").read_text() == alone


@pytest.mark.parametrize("report", ["sarif", "sarif=", "=x", "pdf=x", "sarif=gone/x", "sarif=t"])
def test_a_report_that_cannot_be_written_is_refused(tmp_path: Path, report: str) -> None:
    build_tree(tmp_path, {"t/main.tf": CLEAN})
    assert run_cli(["validate", "t", "--report", report], tmp_path)[0] == 2



@pytest.mark.parametrize(
    ("config", "args", "code"),
    [
        ("", (), 1),
        ('ignore = ["preset"]', (), 0),
        ('select = ["security"]', (), 0),
        ('select = ["security"]\nextend-select = ["preset"]', (), 1),
        ('select = ["security"]', ("--extend-select", "preset"), 1),
        ('select = ["security"]', ("--select", "preset"), 1),
        ('ignore = ["preset"]', ("--select", "preset"), 1),
        ('fail-on = "never"', (), 0),
        ('fail-on = "never"', ("--fail-on", "error"), 1),
        ('severity.duplicate-preset-name = "warning"', (), 0),
        ('severity.duplicate-preset-name = "off"', ("--fail-on", "info"), 0),
        ('[per-folder.t]\nfail-on = "never"', (), 0),
        ('[per-folder.other]\nfail-on = "never"', (), 1),
        ('coder = "soon"', (), 2),
        ("coder = 2", (), 2),
    ],
)
def test_the_configuration_holds_unless_the_command_line_says_else(
    tmp_path: Path, config: str, args: tuple[str, ...], code: int
) -> None:
    build_tree(tmp_path, {"taskplate.toml": config, "t/main.tf": ERROR})
    assert run_cli(["validate", "t", *args], tmp_path)[0] == code


@pytest.mark.parametrize("config", ['ignore = ["unknown-suppression"]', 'severity.unknown-suppression = "off"'])
def test_rules_about_comments_can_be_left_out_too(tmp_path: Path, config: str) -> None:
    build_tree(tmp_path, {"taskplate.toml": config, "main.tf": WARNED})
    assert run_cli(["validate", ".", "--fail-on", "info"], tmp_path)[0] == 0


def test_only_what_changed_since_a_revision_is_reported(tmp_path: Path) -> None:
    build_tree(tmp_path, {"t/main.tf": ERROR, "u/main.tf": CLEAN})
    for arguments in (("init", "-q"), ("add", "."), ("commit", "-qm", "first")):
        identity = ("-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")
        subprocess.run(["git", *identity, *arguments], cwd=tmp_path, check=True, capture_output=True)
    assert run_cli(["validate", ".", "--diff-from", "HEAD"], tmp_path)[:2] == (0, "")
    build_tree(tmp_path, {"u/main.tf": ERROR, "t/other.tf": CLEAN})
    code, out, _ = run_cli(["validate", ".", "--diff-from", "HEAD"], tmp_path)
    assert code == 1
    assert [line.split(":")[0] for line in out.splitlines() if "error:" in line] == ["u/main.tf"]
    assert run_cli(["validate", ".", "--diff-from", "gone"], tmp_path)[0] == 2


def test_options_that_exclude_each_other_are_refused(tmp_path: Path) -> None:
    build_tree(tmp_path, {"main.tf": CLEAN})
    assert run_cli(["validate", ".", "--diff-from", "HEAD", "--fix"], tmp_path)[0] == 2
    assert run_cli(["validate", ".", "--diff-from", "HEAD", "--write-baseline", "x"], tmp_path)[0] == 2


def test_shards_share_the_folders_and_an_empty_one_is_clean(tmp_path: Path) -> None:
    build_tree(tmp_path, {"a/main.tf": CLEAN, "b/main.tf": ERROR})
    said = [run_cli(["validate", ".", "--shard", f"{index}/3"], tmp_path) for index in (1, 2, 3)]
    assert [code for code, _, _ in said] == [0, 1, 0]
    assert [err.split()[0] for _, _, err in said] == ["1", "1", "0"]


@pytest.mark.parametrize("format_", list(REPORTERS))
def test_a_rule_that_fails_is_named_beside_the_findings_of_others(
    tmp_path: Path, format_: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(context: object) -> list[object]:
        raise KeyError("lost")

    rule = Rule(RuleInfo("broken-rule", "task", "a rule that fails", Severity.ERROR), broken)
    monkeypatch.setattr("generator.app.folder_check.select", lambda *_: (*registry.all_rules(), rule))
    build_tree(tmp_path, {"t/main.tf": ERROR})
    code, out, err = run_cli(["validate", "t", "--format", format_, "--fail-on", "info"], tmp_path)
    assert code == 4
    assert "duplicate-preset-name" in out
    assert "the rule `broken-rule` failed: KeyError" in err
    if format_ in {"sarif", "github", "junit"}:
        assert "broken-rule" in out
