"""The JSON report is what its schema says, in places both of characters and of bytes."""

from __future__ import annotations

import json
from typing import Any

from jsonschema import Draft202012Validator

from generator import assets
from generator.diagnostics import Diagnostic, Edit, Fix, Note, RuleInfo, Severity, Span
from generator.report.json_report import json_report, json_text
from generator.source.files import SourceFile
from tests.report.samples import full

INFO = RuleInfo("bad-word", "style", "a bad word", Severity.WARNING)
SOURCES = {"main.tf": SourceFile("main.tf", 'é = 1\nb = "bad"\n'.encode())}
SPAN = Span("main.tf", 11, 16)


def reported(*findings: Diagnostic) -> Any:
    return valid(json_report(findings, SOURCES))


def valid(text: str) -> Any:
    document = json.loads(text)
    schema = json.loads((assets.schemas() / "diagnostics.schema.json").read_bytes())
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(document)
    return document


def test_a_bare_finding_holds_only_what_it_has() -> None:
    assert reported(INFO.at(SPAN, "say „good“")) == {
        "version": 1,
        "diagnostics": [
            {
                "rule": "bad-word",
                "family": "style",
                "severity": "warning",
                "message": "say „good“",
                "path": "main.tf",
                "start": {"line": 2, "column": 5, "byte": 11},
                "end": {"line": 2, "column": 10, "byte": 16},
            }
        ],
    }


def test_related_places_and_fixes_are_told() -> None:
    fix = Fix("Say `good`", (Edit(SPAN, '"good"'), Edit(Span("main.tf", 0, 0), "x")), safe=False)
    (finding,) = reported(INFO.at(SPAN, "bad", related=(Note("see", Span("main.tf", 0, 2)),), fix=fix))["diagnostics"]
    assert finding["related"][0]["message"] == "see"
    assert finding["related"][0]["end"] == {"line": 1, "column": 2, "byte": 2}
    assert (finding["fix"]["title"], finding["fix"]["safe"]) == ("Say `good`", False)
    assert [edit["replacement"] for edit in finding["fix"]["edits"]] == ['"good"', "x"]


def test_no_findings_are_an_empty_list() -> None:
    assert reported() == {"version": 1, "diagnostics": []}


def test_a_file_name_that_is_no_utf8_can_be_printed() -> None:
    text = json_report([INFO.at(Span("m\udcff.tf", 0, 0), "bad")], {})
    assert text.encode()
    assert json.loads(text)["diagnostics"][0]["path"] == "m\udcff.tf"


def test_what_could_not_be_checked_is_told() -> None:
    assert valid(json_text(full()))["failures"] == [
        "the rule `worse-word` failed: KeyError: 'x' (check, line 3)",
        "v/main.tf: there is no such file",
    ]
