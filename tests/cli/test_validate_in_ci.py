"""`taskplate validate` as continuous integration uses it: formats, configuration, changes, shards."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from generator.check import registry
from generator.check.rule import Rule
from generator.cli.validate import REPORTERS
from generator.diagnostics import RuleInfo, Severity
from tests.helpers import build_tree, commit_all, run_cli

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
    commit_all(tmp_path)
    assert run_cli(["validate", ".", "--diff-from", "HEAD"], tmp_path)[:2] == (0, "")
    build_tree(tmp_path, {"u/main.tf": ERROR, "t/other.tf": CLEAN})
    code, out, _ = run_cli(["validate", ".", "--diff-from", "HEAD"], tmp_path)
    assert code == 1
    assert [line.split(":")[0] for line in out.splitlines() if "error:" in line] == ["u/main.tf"]
    assert run_cli(["validate", ".", "--diff-from", "gone"], tmp_path)[0] == 2


@pytest.mark.parametrize("gone", ["other.tf", "m/main.tf"])
def test_what_a_change_breaks_elsewhere_is_reported_too(tmp_path: Path, gone: str) -> None:
    """Of what was wrong before nothing is, though it says the same in another place."""
    main = (
        'module "m" {\n  source = "./m"\n}\n\noutput "x" {\n  value = var.x\n}\n\n'
        'output "y" {\n  value = var.y\n}\n\noutput "z" {\n  value = module.m.z\n}\n'
    )
    inner = 'output "z" {\n  value = 1\n}\n'
    build_tree(tmp_path, {"t/main.tf": main, "t/other.tf": 'variable "x" {}\n', "t/m/main.tf": inner})
    commit_all(tmp_path)
    assert run_cli(["validate", ".", "--diff-from", "HEAD"], tmp_path)[:2] == (0, "")
    (tmp_path / "t" / gone).unlink()
    code, out, _ = run_cli(["validate", "t", "--diff-from", "HEAD", "--format", "json"], tmp_path)
    assert code == 1
    found = {(each["rule"], each["start"]["line"]) for each in json.loads(out)["diagnostics"]}
    assert found == ({("undeclared-reference", 6)} if gone == "other.tf" else {("missing-module-folder", 2)})


REPOSITORY = {
    "templates/a/main.tf": ERROR,
    "templates/a/notes/why.md": "so",
    "templates/b/main.tf": ERROR,
    "templates/b/modules/m/main.tf": CLEAN,
    "templates/c/main.tf": ERROR,
    "README.md": "x",
    ".gitignore": ".terraform/",
}


@pytest.mark.parametrize(
    ("changes", "checked"),
    [
        ({}, ""),
        ({"README.md": "y", "templates/README.md": "y"}, ""),
        ({"templates/a/main.tf": ERROR + "\n"}, "a"),
        ({"templates/a/new.tf": CLEAN, "templates/c/main.tf": None}, "a"),
        ({"templates/c/new.tf": CLEAN, "templates/c/main.tf": None}, "c"),
        ({"templates/a/notes/why.md": None}, "a"),
        ({"templates/b/modules/m/main.tf": ERROR}, "b"),
        ({"templates/a/.terraform/modules/x.tf": ERROR}, ""),
        ({"templates/d/main.tf": ERROR}, "d"),
        ({"taskplate.toml": ""}, "abc"),
        ({"templates/b/taskplate.toml": ""}, "b"),
        ({"pyproject.toml": "[project]"}, ""),
        ({"pyproject.toml": "[tool.taskplate]\nignore = ['style']"}, "abc"),
        ({"taskplate.toml": "catalog = 'own'", "own/agents/README": ""}, "abc"),
    ],
)
def test_only_templates_that_changed_since_a_revision_are_checked(
    tmp_path: Path, changes: dict[str, str | None], checked: str
) -> None:
    commit_all(build_tree(tmp_path, REPOSITORY))
    for name, text in changes.items():
        if text is None:
            (tmp_path / name).unlink()
        else:
            build_tree(tmp_path, {name: text})
    args = ["validate", "templates", "--changed-from", "HEAD", "--select", "preset", "--fail-on", "never"]
    code, out, err = run_cli([*args, "--format", "junit"], tmp_path)
    assert (code, err) == (0, "")
    assert [suite.get("name") for suite in ET.fromstring(out)] == [f"templates/{name}" for name in checked]
    parts = [run_cli([*args, "--format", "junit", "--shard", f"{part}/2"], tmp_path)[1] for part in (1, 2)]
    shared = sorted(str(suite.get("name")) for part in parts for suite in ET.fromstring(part))
    assert shared == [f"templates/{name}" for name in checked]


def test_a_configuration_that_was_taken_away_changes_templates_too(tmp_path: Path) -> None:
    build_tree(tmp_path, REPOSITORY | {"taskplate.toml": "ignore = ['preset']", "own/agents/README": ""})
    commit_all(tmp_path)
    args = ["validate", "templates", "--changed-from", "HEAD"]
    assert run_cli(args, tmp_path)[0] == 0
    build_tree(tmp_path, {"own/agents/README": "more"})
    assert run_cli([*args, "--catalog", "own"], tmp_path)[2].startswith("3 templates checked")
    (tmp_path / "taskplate.toml").unlink()
    code, _, err = run_cli(args, tmp_path)
    assert (code, err.split(":")[0]) == (1, "3 templates checked")


@pytest.mark.parametrize("revision", ["gone", "--output=x", ""])
def test_a_revision_to_compare_with_must_be_there(tmp_path: Path, revision: str) -> None:
    commit_all(build_tree(tmp_path, REPOSITORY))
    assert run_cli(["validate", "templates", f"--changed-from={revision}"], tmp_path)[0] == 2
    assert not (tmp_path / "x").exists()


CALL = 'module "m" {\n  source = "./modules/m"\n}\n'


@pytest.mark.parametrize(
    ("files", "checked"),
    [
        (["a/main.tf"], ["a"]),
        (["a/modules/m/main.tf", "a/main.tf", "a/modules/m/n/main.tf"], ["a"]),
        (["a/modules/other/main.tf"], ["a/modules/other"]),
        (["a/scripts/deep/boot.sh"], ["a"]),
        (["a/modules/m/scripts/boot.sh", "a/README.md"], ["a"]),
        (["a/modules/m"], ["a/modules/m"]),
    ],
)
def test_a_file_stands_for_the_template_that_reads_it(tmp_path: Path, files: list[str], checked: list[str]) -> None:
    build_tree(
        tmp_path,
        {
            "main.tf": CLEAN,  # what pushes the templates, say
            "a/main.tf": CALL,
            "a/modules/m/main.tf": 'module "n" {\n  source = "./n"\n}\n',
            "a/modules/m/n/main.tf": CLEAN,
            "a/modules/other/main.tf": CLEAN,
            "a/README.md": "",
            "a/scripts/deep/boot.sh": "",
            "a/modules/m/scripts/boot.sh": "",
        },
    )
    for names in (files, [tmp_path / name for name in files]):
        _, out, _ = run_cli(["validate", *names, "--format", "junit"], tmp_path)
        found = [str(suite.get("name")).removeprefix(f"{tmp_path}/") for suite in ET.fromstring(out)]
        assert found == checked


def test_options_that_exclude_each_other_are_refused(tmp_path: Path) -> None:
    build_tree(tmp_path, {"main.tf": CLEAN})
    assert run_cli(["validate", ".", "--diff-from", "HEAD", "--fix"], tmp_path)[0] == 2
    assert run_cli(["validate", ".", "--diff-from", "HEAD", "--write-baseline", "x"], tmp_path)[0] == 2
    assert run_cli(["validate", ".", "--changed-from", "HEAD", "--write-baseline", "x"], tmp_path)[0] == 2


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
