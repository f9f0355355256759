"""The report for GitHub Actions: a workflow command for each finding, which becomes an annotation of its line.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.source.files import locate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.diagnostics import Diagnostic
    from generator.report.findings import Findings
    from generator.source.files import SourceFile

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}

# As @actions/core has it (packages/core/src/command.ts); the percent sign comes first.
_IN_DATA = (("%", "%25"), ("\r", "%0D"), ("\n", "%0A"))
_IN_PROPERTIES = (*_IN_DATA, (":", "%3A"), (",", "%2C"))


def github_report(findings: Findings) -> str:
    """One line for each finding, each rule that failed, each folder that cannot be read; empty without any."""
    lines = [_annotation(diagnostic, findings.sources) for diagnostic in findings.diagnostics]
    lines += [
        _command("error", {"title": f"taskplate {fault.rule}"}, f"the rule `{fault.rule}` failed: {fault.reason}")
        for fault in findings.faults
    ]
    lines += [_command("error", {"title": "taskplate"}, reason) for reason in findings.unreadable]
    text = "".join(f"{line}\n" for line in lines)
    return text.encode(errors="backslashreplace").decode()


def _annotation(diagnostic: Diagnostic, sources: Mapping[str, SourceFile]) -> str:
    start, end = locate(sources, diagnostic.primary)
    properties: dict[str, str | int] = {"file": diagnostic.primary.path, "line": start.line, "endLine": end.line}
    if start.line == end.line:  # GitHub takes no columns of what spans lines
        properties |= {"col": start.column, "endColumn": end.column}
    properties["title"] = f"taskplate {diagnostic.rule.name}"
    notes = [f"{note.span.path}:{locate(sources, note.span)[0]}: {note.message}" for note in diagnostic.related]
    return _command(_COMMANDS[diagnostic.severity], properties, "\n".join([diagnostic.message, *notes]))


def _command(name: str, properties: Mapping[str, str | int], message: str) -> str:
    told = ",".join(f"{key}={_escaped(str(value), _IN_PROPERTIES)}" for key, value in properties.items())
    return f"::{name} {told}::{_escaped(message, _IN_DATA)}"


def _escaped(text: str, escapes: tuple[tuple[str, str], ...]) -> str:
    for character, escape in escapes:
        text = text.replace(character, escape)
    return text
