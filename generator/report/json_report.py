"""The report for programs: JSON, stable, described by `schemas/diagnostics.schema.json`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from generator.source.files import locate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from generator.diagnostics import Diagnostic, Span
    from generator.report.findings import Findings
    from generator.source.files import SourceFile

FORMAT_VERSION = 1


def json_text(findings: Findings) -> str:
    """The report of a whole run; see `json_report`."""
    return json_report(findings.diagnostics, findings.sources, findings.failures)


def json_report(
    diagnostics: Sequence[Diagnostic], sources: Mapping[str, SourceFile], failures: Sequence[str] = ()
) -> str:
    """Every finding in the total order, as one JSON document that ends in a newline.

    Args:
        diagnostics: The findings.
        sources: The files that they point into.
        failures: What could not be checked, in sentences.
    """
    document: dict[str, object] = {
        "version": FORMAT_VERSION,
        "diagnostics": [_finding(diagnostic, sources) for diagnostic in diagnostics],
    }
    if failures:
        document["failures"] = list(failures)
    text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    return text.encode(errors="backslashreplace").decode()  # a name of a file that is no UTF-8 becomes `\udcff`


def _finding(diagnostic: Diagnostic, sources: Mapping[str, SourceFile]) -> dict[str, object]:
    found: dict[str, object] = {
        "rule": diagnostic.rule.name,
        "family": diagnostic.rule.family,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        **_place(diagnostic.primary, sources),
    }
    if diagnostic.related:
        found["related"] = [{"message": note.message, **_place(note.span, sources)} for note in diagnostic.related]
    if diagnostic.fix is not None:
        edits = [{**_place(edit.span, sources), "replacement": edit.replacement} for edit in diagnostic.fix.edits]
        found["fix"] = {"title": diagnostic.fix.title, "safe": diagnostic.fix.safe, "edits": edits}
    return found


def _place(span: Span, sources: Mapping[str, SourceFile]) -> dict[str, object]:
    start, end = locate(sources, span)
    return {
        "path": span.path,
        "start": {"line": start.line, "column": start.column, "byte": span.start},
        "end": {"line": end.line, "column": end.column, "byte": span.end},
    }
