"""Each finding is one workflow command that the runner of GitHub Actions reads back as it was meant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from generator.diagnostics import Span
from generator.report.findings import Findings
from generator.report.github import github_report
from tests.report.samples import INFO, full, one

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

_DATA = {"%25": "%", "%0D": "\r", "%0A": "\n"}
_PROPERTY = {**_DATA, "%3A": ":", "%2C": ","}


def read_command(line: str) -> tuple[str, dict[str, str], str]:
    """As the runner does (actions/runner ActionCommand.TryParseV2)."""
    _, head, message = line.split("::", 2)
    name, _, told = head.partition(" ")
    properties = dict(pair.split("=", 1) for pair in told.split(","))
    read = {key: re.sub("%(25|0D|0A|3A|2C)", lambda m: _PROPERTY[m[0]], value) for key, value in properties.items()}
    return name, read, re.sub("%(25|0D|0A)", lambda m: _DATA[m[0]], message)


def test_findings_notes_and_faults(snapshot: SnapshotAssertion) -> None:
    assert github_report(full()) == snapshot


def test_what_spans_lines_has_no_columns() -> None:
    commands = [read_command(line)[1] for line in github_report(full()).splitlines()]
    placed = [properties for properties in commands if "line" in properties]
    assert [("col" in properties) for properties in placed] == [True, True, False]
    assert all(("col" in properties) is (properties["line"] == properties["endLine"]) for properties in placed)


def test_without_findings_nothing_is_said() -> None:
    assert github_report(Findings((), {})) == ""


@given(
    st.text(st.characters(exclude_categories=("Cs",)), min_size=1), st.text(st.characters(exclude_categories=("Cs",)))
)
def test_any_text_is_one_line_and_arrives(path: str, message: str) -> None:
    report = github_report(one(INFO.at(Span(path, 0, 0), message)))
    assert report.endswith("\n")
    assert not set(report[:-1]) & {"\n", "\r"}
    name, properties, said = read_command(report[:-1])
    assert (name, properties["file"], said) == ("warning", path, message)
