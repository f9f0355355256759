"""Findings have one total order, and a span runs forward in one file."""

from __future__ import annotations

from random import Random

import pytest

from generator.diagnostics import Diagnostic, RuleInfo, Severity, Span, in_order

A = RuleInfo("a-rule", "style", "a", Severity.INFO)
B = RuleInfo("b-rule", "style", "b", Severity.ERROR)

ORDERED = [
    A.at(Span("a.tf", 0, 1), "x", severity=Severity.ERROR),
    A.at(Span("a.tf", 0, 1), "x", severity=Severity.WARNING),
    A.at(Span("a.tf", 0, 1), "x"),
    A.at(Span("a.tf", 0, 1), "y"),
    A.at(Span("a.tf", 0, 2), "x", severity=Severity.ERROR),
    B.at(Span("a.tf", 10, 11), "x"),
    A.at(Span("b.tf", 2, 3), "x"),
]


@pytest.mark.parametrize("seed", range(20))
def test_findings_come_in_one_order_and_once(seed: int) -> None:
    shuffled: list[Diagnostic] = [*ORDERED, *ORDERED]
    Random(seed).shuffle(shuffled)
    assert in_order(shuffled) == ORDERED


def test_a_finding_is_as_bad_as_its_rule_unless_it_says_otherwise() -> None:
    span = Span("a.tf", 0, 0)
    assert A.at(span, "x").severity is Severity.INFO
    assert A.at(span, "x", severity=Severity.ERROR).severity is Severity.ERROR


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 2)])
def test_a_span_that_runs_backward_is_none(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="runs forward from 0"):
        Span("a.tf", start, end)


@pytest.mark.parametrize(
    ("inner", "inside"),
    [(Span("a", 2, 4), True), (Span("a", 0, 5), True), (Span("a", 4, 6), False), (Span("b", 2, 3), False)],
)
def test_a_span_contains_what_lies_wholly_in_it(inner: Span, inside: bool) -> None:
    assert Span("a", 0, 5).contains(inner) is inside


def test_severities_are_ordered_from_the_worst() -> None:
    assert [severity.value for severity in sorted(Severity, key=lambda s: s.rank)] == ["error", "warning", "info"]
    assert Severity.ERROR.at_least(Severity.WARNING)
    assert Severity.WARNING.at_least(Severity.WARNING)
    assert not Severity.INFO.at_least(Severity.WARNING)
