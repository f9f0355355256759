"""Fixes are made until none is left; fixes that chase each other change nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from generator.check.fix_loop import MAX_ROUNDS, fix_all
from generator.diagnostics import Diagnostic, Edit, Fix, RuleInfo, Severity, Span
from generator.source.files import SourceFile

INFO = RuleInfo("bad-word", "style", "a bad word", Severity.WARNING, fixable=True)
Check = Callable[[Mapping[str, SourceFile]], list[Diagnostic]]


def files(**texts: str) -> dict[str, SourceFile]:
    return {name: SourceFile(name, text.encode()) for name, text in texts.items()}


def finding(*edits: tuple[str, int, int, str], safe: bool = True) -> Diagnostic:
    made = tuple(Edit(Span(path, start, end), text) for path, start, end, text in edits)
    return INFO.at(made[0].span, "bad", fix=Fix("Mend it", made, safe=safe))


def replacing(old: str, new: str, *, safe: bool = True) -> Check:
    def check(sources: Mapping[str, SourceFile]) -> list[Diagnostic]:
        return [
            finding((path, at, at + len(old), new), safe=safe)
            for path, source in sources.items()
            if (at := source.text.find(old)) >= 0
        ]

    return check


def texts(sources: Mapping[str, SourceFile]) -> dict[str, str]:
    return {name: source.text for name, source in sources.items()}


def test_fixes_are_made_round_after_round() -> None:
    fixed = fix_all(files(a="x x x", b="y"), replacing("x", "o"))
    assert (texts(fixed.sources), fixed.applied, fixed.settled) == ({"a": "o o o", "b": "y"}, 3, True)


def test_without_fixes_nothing_changes() -> None:
    before = files(a="y")
    fixed = fix_all(before, replacing("x", "o"))
    assert (fixed.sources, fixed.applied, fixed.settled) == (before, 0, True)


def test_unsafe_fixes_are_made_only_when_asked_for() -> None:
    check = replacing("x", "o", safe=False)
    assert texts(fix_all(files(a="x"), check).sources) == {"a": "x"}
    assert texts(fix_all(files(a="x"), check, unsafe=True).sources) == {"a": "o"}


def test_of_fixes_that_overlap_the_first_goes_first() -> None:
    def check(sources: Mapping[str, SourceFile]) -> list[Diagnostic]:
        if sources["a"].text != "abcdef":
            return []
        return [finding(("a", 0, 3, "1")), finding(("a", 2, 5, "2")), finding(("a", 5, 6, "3"))]

    assert texts(fix_all(files(a="abcdef"), check).sources) == {"a": "1de3"}


def test_a_fix_is_made_whole_or_not_at_all() -> None:
    def check(sources: Mapping[str, SourceFile]) -> list[Diagnostic]:
        if sources["a"].text != "ab":
            return []
        return [finding(("a", 0, 1, "1")), finding(("b", 0, 1, "2"), ("a", 0, 2, "3"))]

    assert texts(fix_all(files(a="ab", b="b"), check).sources) == {"a": "1b", "b": "b"}


def test_insertions_at_one_place_wait_for_each_other() -> None:
    def check(sources: Mapping[str, SourceFile]) -> list[Diagnostic]:
        return [finding(("a", 1, 1, mark)) for mark in "12" if mark not in sources["a"].text]

    assert texts(fix_all(files(a="ab"), check).sources) == {"a": "a21b"}


def test_fixes_that_chase_each_other_change_nothing() -> None:
    def check(sources: Mapping[str, SourceFile]) -> list[Diagnostic]:
        return replacing("x", "y")(sources) or replacing("y", "x")(sources)

    before = files(a="x", b="z")
    fixed = fix_all(before, check)
    assert (fixed.sources, fixed.applied, fixed.settled) == (before, 0, False)


def test_a_fix_that_never_ends_changes_nothing() -> None:
    rounds = []

    def check(sources: Mapping[str, SourceFile]) -> list[Diagnostic]:
        rounds.append(sources)
        return [finding(("a", 0, 0, "x"))]

    before = files(a="x")
    fixed = fix_all(before, check)
    assert (fixed.sources, fixed.settled, len(rounds)) == (before, False, MAX_ROUNDS)


def test_a_fix_that_changes_nothing_is_not_made_for_ever() -> None:
    assert not fix_all(files(a="x"), replacing("x", "x")).settled


def test_fixes_that_break_a_file_together_are_made_one_by_one() -> None:
    def check(sources: Mapping[str, SourceFile]) -> list[Diagnostic]:
        text = sources["a"].text
        rename = [finding(("a", 0, 2, "on"))] if text.startswith("ON") else []
        return rename + ([] if "on" in text else [finding(("a", len(text), len(text), "on = true\n"))])

    fixed = fix_all(files(a="ON = true\n"), check)
    assert (texts(fixed.sources), fixed.applied, fixed.settled) == ({"a": "on = true\n"}, 1, True)


def test_a_fix_that_breaks_a_file_is_not_made() -> None:
    before = files(a="on = true\n")
    fixed = fix_all(before, replacing(" = ", " = ="))
    assert (fixed.sources, fixed.applied, fixed.settled) == (before, 0, False)
