"""The report for people puts the mark under what is meant, whatever the line holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.diagnostics import Diagnostic, Edit, Fix, Note, RuleInfo, Severity, Span
from generator.report.human import human_report, summary
from generator.source.files import SourceFile

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

INFO = RuleInfo("bad-word", "style", "a bad word", Severity.WARNING)


def frame(text: str, word: str) -> list[str]:
    """The two lines of the frame around `word`, without the gutter."""
    data = text.encode()
    at = data.index(word.encode())
    finding = INFO.at(Span("main.tf", at, at + len(word.encode())), "found")
    report = human_report([finding], {"main.tf": SourceFile("main.tf", data)})
    return [line.split("| ", 1)[1] for line in report.splitlines() if " | " in line]


def test_a_finding_with_a_related_place_and_a_fix(snapshot: SnapshotAssertion) -> None:
    text = 'locals {\n  first = "bad"\n\n  second = "bad"\n}\n'
    first, second = (Span("t/main.tf", at, at + 5) for at in (text.index('"bad"'), text.rindex('"bad"')))
    findings = [
        INFO.at(
            second,
            "`bad` is said twice; say it once",
            related=(Note("first said here", first),),
            fix=Fix("Say `good`", (Edit(second, '"good"'),), safe=True),
        ),
        INFO.at(first, "`bad` is said", severity=Severity.ERROR, fix=Fix("Say `good`", (), safe=False)),
    ]
    assert human_report(findings, {"t/main.tf": SourceFile("t/main.tf", text.encode())}) == snapshot


def test_colours_come_only_when_asked_for() -> None:
    sources = {"main.tf": SourceFile("main.tf", b"abc\n")}
    finding = INFO.at(Span("main.tf", 0, 3), "found")
    assert "\x1b" not in human_report([finding], sources)
    coloured = human_report([finding], sources, colour=True)
    assert "\x1b[1;33mwarning\x1b[0m" in coloured
    assert "\x1b[1;33m^^^\x1b[0m" in coloured


@pytest.mark.parametrize(
    ("text", "shown", "mark"),
    [
        ("a = bad\n", "a = bad", "    ^^^"),
        ("\ta =\tbad\n", " a = bad", "     ^^^"),
        ('a = "é" bad\n', 'a = "é" bad', "        ^^^"),
        ('a = "日本" bad\n', 'a = "日本" bad', "           ^^^"),
        ('a = "\U0001f600" bad\n', 'a = "\U0001f600" bad', "         ^^^"),
        ('a = "e\u0301" bad\n', 'a = "e\u0301" bad', "        ^^^"),
        ("\ufeffbad = 1\r\n", "bad = 1", "^^^"),
        ("a = \x1b[31m bad\n", "a = \ufffd[31m bad", "          ^^^"),
        ("a = \u202e bad\n", "a = \ufffd bad", "      ^^^"),
        ("x\nbad", "bad", "^^^"),
    ],
)
def test_the_mark_is_under_what_is_meant(text: str, shown: str, mark: str) -> None:
    assert frame(text, "bad") == [shown, mark]


def test_a_wide_word_has_a_wide_mark() -> None:
    assert frame("a = 日本\n", "日本")[1] == "    ^^^^"


def test_an_empty_place_has_a_mark_too() -> None:
    finding = INFO.at(Span("main.tf", 3, 3), "found")
    assert human_report([finding], {"main.tf": SourceFile("main.tf", b"abc")}).endswith("|    ^\n\n")


def test_what_spans_lines_is_marked_to_the_end_of_the_first() -> None:
    assert frame("a = [\n  1,\n]\n", "[\n  1,\n]") == ["a = [", "    ^"]


@pytest.mark.parametrize("before", [0, 100, 119, 120, 121, 500, 100_000])
def test_of_a_long_line_the_part_around_the_word_is_shown(before: int) -> None:
    shown, mark = frame(f"{'x' * before}bad{'y' * 500}", "bad")
    assert len(shown) <= 162
    assert shown[mark.index("^") :].startswith("bad")
    assert mark.count("^") == 3
    assert shown.startswith("…") == (before >= 120)
    assert shown.endswith("…")


def test_words_cannot_send_commands_to_a_terminal() -> None:
    finding = INFO.at(Span("\x1b[2J.tf", 0, 0), "say \x1b]0;x\x07", fix=Fix("\x1b[1m", (), safe=True))
    report = human_report([finding], {})
    assert all(character.isprintable() for character in report.replace("\n", ""))


def test_a_place_in_a_file_that_is_not_at_hand_has_no_frame() -> None:
    assert human_report([INFO.at(Span("gone.tf", 4, 5), "found")], {}) == ("gone.tf:1:1: warning: found [bad-word]\n\n")


def test_without_findings_there_is_no_report() -> None:
    assert human_report([], {}) == ""


def of(severity: Severity) -> Diagnostic:
    return INFO.at(Span("a", 0, 0), "found", severity=severity)


@pytest.mark.parametrize(
    ("severities", "words"),
    [
        ([], "1 template checked: no findings"),
        ([Severity.ERROR], "1 template checked: 1 error"),
        (
            [Severity.INFO, Severity.ERROR, Severity.WARNING, Severity.ERROR, Severity.INFO],
            "1 template checked: 2 errors, 1 warning, 2 info",
        ),
    ],
)
def test_the_summary_counts(severities: list[Severity], words: str) -> None:
    assert summary(map(of, severities), "1 template checked") == words
