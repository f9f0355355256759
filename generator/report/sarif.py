"""The report for code scanning: SARIF 2.1.0, which GitHub, GitLab, Azure DevOps and editors read.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html; what GitHub takes of
it: https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from generator import __version__, assets
from generator.diagnostics import Severity
from generator.source.fingerprint import numbered_fingerprints

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.diagnostics import Diagnostic, Fix, RuleInfo, Span
    from generator.report.findings import Findings
    from generator.source.files import SourceFile

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
TOOL = "taskplate"
_HOME = "https://taskplate.dev"  # also the home of the schemas' ids
_ROOT = "%SRCROOT%"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_PROBLEM_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "recommendation"}
_FINGERPRINT = "taskplateFinding/v1"

Json = dict[str, Any]


def sarif_report(findings: Findings) -> str:
    """Every finding as one run of one log, which is complete where no rule failed."""
    rules = {diagnostic.rule.name: diagnostic.rule for diagnostic in findings.diagnostics}
    indices = {name: index for index, name in enumerate(sorted(rules))}
    sources = findings.sources
    run = {
        "tool": {
            "driver": {
                "name": TOOL,
                "version": __version__,
                "informationUri": _HOME,
                "rules": [_descriptor(rules[name]) for name in indices],
            }
        },
        "invocations": [_invocation(findings)],
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The folder that taskplate was started in."}}},
        "columnKind": "unicodeCodePoints",
        "results": [
            _result(diagnostic, indices[diagnostic.rule.name], digest, sources)
            for diagnostic, digest in numbered_fingerprints(findings.diagnostics, sources)
        ],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    text = json.dumps(log, indent=2, ensure_ascii=False) + "\n"
    return text.encode(errors="backslashreplace").decode()  # a name of a file that is no UTF-8 becomes `\udcff`


def _descriptor(info: RuleInfo) -> Json:
    summary = f"{info.summary[0].upper()}{info.summary[1:]}."
    page = assets.rule_page(info.family, info.name.replace("-", "_"))
    words = page.read_text(encoding="utf-8") if page.is_file() else f"# {info.name}\n\n{summary}\n"
    return {
        "id": info.name,
        "shortDescription": {"text": summary},
        "fullDescription": {"text": _section(words, "What") or summary},
        "help": {"text": words, "markdown": words},
        "helpUri": f"{_HOME}/rules/{info.name}",
        "defaultConfiguration": {"level": _LEVELS[info.severity]},
        "properties": {"tags": [info.family], "problem.severity": _PROBLEM_LEVELS[info.severity]},
    }


def _section(page: str, title: str) -> str:
    """The first paragraph of a section of a rule's page, on one line; empty where there is no such section."""
    _, _, rest = page.partition(f"\n## {title}\n")
    return " ".join(rest.strip().partition("\n\n")[0].split())


def _invocation(findings: Findings) -> Json:
    notifications: list[Json] = [{"level": "error", "message": {"text": told}} for told in findings.failures]
    for fault, notification in zip(findings.faults, notifications, strict=False):  # they come first
        notification["associatedRule"] = {"id": fault.rule}
    invocation: Json = {"executionSuccessful": not notifications}
    if notifications:
        invocation["toolExecutionNotifications"] = notifications
    return invocation


def _result(diagnostic: Diagnostic, index: int, digest: str, sources: Mapping[str, SourceFile]) -> Json:
    result: Json = {
        "ruleId": diagnostic.rule.name,
        "ruleIndex": index,
        "level": _LEVELS[diagnostic.severity],
        "message": {"text": diagnostic.message},
        "locations": [{"physicalLocation": _place(diagnostic.primary, sources)}],
        "partialFingerprints": {_FINGERPRINT: digest},
    }
    if diagnostic.related:
        result["relatedLocations"] = [
            {"id": number, "message": {"text": note.message}, "physicalLocation": _place(note.span, sources)}
            for number, note in enumerate(diagnostic.related)
        ]
    fix = diagnostic.fix
    if fix is not None and fix.edits and all(edit.span.path in sources for edit in fix.edits):
        result["fixes"] = [_fix(fix, sources)]
    return result


def _place(span: Span, sources: Mapping[str, SourceFile]) -> Json:
    place: Json = {"artifactLocation": _artifact(span.path)}
    if span.path in sources:
        place["region"] = _region(span, sources[span.path])
    return place


def _region(span: Span, source: SourceFile) -> Json:
    start, end = source.position(span.start), source.position(span.end)
    return {
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
        "byteOffset": span.start,
        "byteLength": span.end - span.start,
    }


def _artifact(path: str) -> Json:
    if Path(path).is_absolute():
        return {"uri": f"file://{quote(os.fsencode(path))}"}
    first, slash, rest = quote(os.fsencode(path)).partition("/")
    first = first.replace(":", "%3A")  # or `a:b` would be read as a scheme
    return {"uri": f"{first}{slash}{rest}", "uriBaseId": _ROOT}


def _fix(fix: Fix, sources: Mapping[str, SourceFile]) -> Json:
    by_path: dict[str, list[Json]] = {}
    for edit in fix.edits:
        region = _region(edit.span, sources[edit.span.path])
        replacement = {"deletedRegion": region, "insertedContent": {"text": edit.replacement}}
        by_path.setdefault(edit.span.path, []).append(replacement)
    return {
        "description": {"text": fix.title},
        "artifactChanges": [
            {"artifactLocation": _artifact(path), "replacements": changes} for path, changes in by_path.items()
        ],
        "properties": {"safe": fix.safe},
    }
