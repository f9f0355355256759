"""The report for test dashboards (JUnit XML): a suite for each template folder, a case for each rule that spoke."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from generator.source.files import locate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from generator.diagnostics import Diagnostic
    from generator.report.findings import Findings, FolderFindings
    from generator.source.files import SourceFile

# What XML 1.0 has no way to say, not even as an escape (https://www.w3.org/TR/xml/#charsets), and the carriage return,
# which parsers read as a line feed.
_UNSPEAKABLE = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

CLEAN_CASE = "taskplate"
"""The name of the case that stands for a folder in which no rule spoke."""


def junit_report(findings: Findings) -> str:
    """One XML document. A rule fails where one of its findings is at or above the folder's threshold.

    What is below the threshold is output of a case that passes; a rule that failed itself is an error, and so is a
    folder that cannot be read.
    """
    root = ET.Element("testsuites", name="taskplate")
    totals = dict.fromkeys(("tests", "failures", "errors"), 0)
    for folder in findings.folders:
        suite = _suite(folder, findings.sources)
        for name in totals:
            totals[name] += int(suite.get(name, "0"))
        root.append(suite)
    for name, total in totals.items():
        root.set(name, str(total))
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _suite(folder: FolderFindings, sources: Mapping[str, SourceFile]) -> ET.Element:
    name = _speakable(folder.name)
    by_rule: dict[str, list[Diagnostic]] = {}
    for diagnostic in folder.diagnostics:
        by_rule.setdefault(diagnostic.rule.name, []).append(diagnostic)
    cases = [_case(rule, name, found, folder, sources) for rule, found in sorted(by_rule.items())]
    for fault in folder.faults:
        case = ET.Element("testcase", name=fault.rule, classname=name)
        ET.SubElement(case, "error", message=_speakable(fault.reason), type="fault")
        cases.append(case)
    if folder.unreadable:
        case = ET.Element("testcase", name=CLEAN_CASE, classname=name)
        ET.SubElement(case, "error", message=_speakable(folder.unreadable), type="unreadable")
        cases.append(case)
    cases = cases or [ET.Element("testcase", name=CLEAN_CASE, classname=name)]
    counts = {
        "tests": len(cases),
        "failures": sum(case.find("failure") is not None for case in cases),
        "errors": sum(case.find("error") is not None for case in cases),
    }
    suite = ET.Element("testsuite", {"name": name, **{key: str(count) for key, count in counts.items()}})
    suite.extend(cases)
    return suite


def _case(
    rule: str, classname: str, found: Sequence[Diagnostic], folder: FolderFindings, sources: Mapping[str, SourceFile]
) -> ET.Element:
    first = found[0]
    start, _ = locate(sources, first.primary)
    place = {"file": _speakable(first.primary.path), "line": str(start.line)}
    case = ET.Element("testcase", {"name": rule, "classname": classname, **place})
    failing = [diagnostic for diagnostic in found if folder.fails(diagnostic)]
    told = "\n".join(line for diagnostic in found for line in _lines(diagnostic, sources))
    if failing:
        worst = min(failing, key=lambda diagnostic: diagnostic.severity.rank)
        message = {"message": _speakable(worst.message), "type": worst.severity.value}
        ET.SubElement(case, "failure", message).text = _speakable(told)
    else:
        ET.SubElement(case, "system-out").text = _speakable(told)
    return case


def _lines(diagnostic: Diagnostic, sources: Mapping[str, SourceFile]) -> list[str]:
    start, _ = locate(sources, diagnostic.primary)
    notes = [f"  note: {note.span.path}:{locate(sources, note.span)[0]}: {note.message}" for note in diagnostic.related]
    return [f"{diagnostic.primary.path}:{start}: {diagnostic.severity.value}: {diagnostic.message}", *notes]


def _speakable(text: str) -> str:
    """Text that XML can hold: what it cannot is replaced by U+FFFD."""
    return _UNSPEAKABLE.sub("\ufffd", text)
