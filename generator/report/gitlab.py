"""The report for GitLab's merge requests: Code Quality, a list of issues.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.source.files import locate
from generator.source.fingerprint import numbered_fingerprints

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.diagnostics import Diagnostic
    from generator.report.findings import Findings
    from generator.source.files import SourceFile

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def gitlab_report(findings: Findings) -> str:
    """One issue for each finding; its fingerprint stays the same where lines move. Rules that failed have no place."""
    issues = [
        _issue(diagnostic, digest, findings.sources)
        for diagnostic, digest in numbered_fingerprints(findings.diagnostics, findings.sources)
    ]
    text = json.dumps(issues, indent=2, ensure_ascii=False) + "\n"
    return text.encode(errors="backslashreplace").decode()


def _issue(diagnostic: Diagnostic, digest: str, sources: Mapping[str, SourceFile]) -> dict[str, object]:
    start, end = locate(sources, diagnostic.primary)
    path, rule = diagnostic.primary.path, diagnostic.rule.name
    known_by = f"{rule}\0{path}\0{digest}"
    return {
        "description": diagnostic.message,
        "check_name": rule,
        "fingerprint": hashlib.sha256(known_by.encode(errors="backslashreplace")).hexdigest(),
        "severity": _SEVERITIES[diagnostic.severity],
        "location": {"path": path, "lines": {"begin": start.line, "end": end.line}},
    }
