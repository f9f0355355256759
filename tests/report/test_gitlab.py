"""The Code Quality report is what GitLab reads, and tells findings apart that look alike."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from generator.diagnostics import Span
from generator.report.findings import Findings
from generator.report.gitlab import gitlab_report
from generator.source.files import SourceFile
from tests.report.samples import INFO, PATH, TEXT, full, one, span_of

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion


def issues(findings: Findings) -> list[dict[str, Any]]:
    read: list[dict[str, Any]] = json.loads(gitlab_report(findings))
    return read


def test_findings(snapshot: SnapshotAssertion) -> None:
    assert gitlab_report(full()) == snapshot


def test_without_findings_the_list_is_empty() -> None:
    assert gitlab_report(Findings((), {})) == "[]\n"


def test_fingerprints_differ_within_a_run_and_stay_when_lines_move() -> None:
    found = INFO.at(span_of('"bad"'), "said")
    folder = replace(one(found).folders[0], diagnostics=(found, found, INFO.at(span_of('"bad"', last=True), "said")))
    before = issues(Findings((folder,), {PATH: SourceFile(PATH, TEXT.encode())}))
    assert len({issue["fingerprint"] for issue in before}) == 3
    moved = "\n\n" + TEXT
    after = issues(one(INFO.at(span_of('"bad"', text=moved), "said"), moved))
    assert (after[0]["fingerprint"], after[0]["location"]["lines"]) == (
        before[0]["fingerprint"],
        {"begin": 4, "end": 4},
    )


@given(st.text(), st.text(min_size=1))
def test_any_text_parses_back(message: str, path: str) -> None:
    (issue,) = json.loads(gitlab_report(one(INFO.at(Span(path, 0, 0), message))).encode())
    assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}
