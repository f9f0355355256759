"""The JUnit report is XML that parses back, with a suite for each folder and a case for each rule that spoke."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from generator.diagnostics import Severity, Span
from generator.report.findings import Findings
from generator.report.junit import CLEAN_CASE, junit_report
from tests.report.samples import INFO, full, one

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion


def test_failures_faults_and_clean_folders(snapshot: SnapshotAssertion) -> None:
    assert junit_report(full()) == snapshot


def test_counts_are_those_of_the_cases() -> None:
    root = ET.fromstring(junit_report(full()))
    for node in (root, *root.findall("testsuite")):
        assert int(node.get("tests", "")) == len(node.findall(".//testcase"))
        assert int(node.get("failures", "")) == len(node.findall(".//failure"))
        assert int(node.get("errors", "")) == len(node.findall(".//error"))
    assert [case.get("name") for case in root.findall("testsuite[@name='u']/testcase")] == [CLEAN_CASE]


@pytest.mark.parametrize(
    ("threshold", "fails"),
    [(Severity.ERROR, False), (Severity.WARNING, True), (Severity.INFO, True), (None, False)],
)
def test_a_warning_fails_where_the_threshold_says_so(threshold: Severity | None, fails: bool) -> None:
    findings = one(INFO.at(Span("t/main.tf", 0, 1), "bad"))
    findings = Findings((replace(findings.folders[0], threshold=threshold),), findings.sources)
    root = ET.fromstring(junit_report(findings))
    assert (root.find(".//failure") is not None) is fails
    assert (root.find(".//system-out") is None) is fails


@given(st.text(), st.text(min_size=1))
def test_any_text_parses_back(message: str, path: str) -> None:
    root = ET.fromstring(junit_report(one(INFO.at(Span(path, 0, 0), message, severity=Severity.ERROR))).encode())
    failure = root.find(".//failure")
    assert failure is not None
    said = failure.get("message")
    assert said is not None
    assert len(said) == len(message)
    assert all(read in (meant, "\ufffd") for read, meant in zip(said, message, strict=True))
