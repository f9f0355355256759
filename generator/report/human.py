"""The report for people: place first, so that terminals link it, then the line itself with what is meant marked."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import combining, east_asian_width

from msgspec import Struct

from generator.diagnostics import Severity
from generator.source.files import locate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from generator.diagnostics import Diagnostic, Span
    from generator.report.findings import Findings
    from generator.source.files import SourceFile

_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFO: "36"}
_WIDTH = 160  # characters of a line of code that a frame shows
_BEFORE = 40  # characters of it that stand before what is meant, where its beginning is cut off


class Style(Struct, frozen=True):
    """How text is set off; plain where colour is off."""

    colour: bool

    def bold(self, text: str) -> str:
        """Text that stands out."""
        return self._set("1", text)

    def dim(self, text: str) -> str:
        """Text that steps back."""
        return self._set("2", text)

    def severity(self, severity: Severity, text: str) -> str:
        """Text in the colour of a severity."""
        return self._set(f"1;{_COLOURS[severity]}", text)

    def _set(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour else text


def text_report(findings: Findings) -> str:
    """The report of a whole run; see `human_report`."""
    return human_report(findings.diagnostics, findings.sources, colour=findings.colour)


def human_report(diagnostics: Sequence[Diagnostic], sources: Mapping[str, SourceFile], *, colour: bool = False) -> str:
    """Every finding with its place, the line it is about, related places and the fix; empty without findings."""
    style = Style(colour)
    return "".join(f"{_finding(diagnostic, sources, style)}\n" for diagnostic in diagnostics)


def summary(diagnostics: Iterable[Diagnostic], subject: str) -> str:
    """The last line: what was checked and how many findings of each severity there are."""
    severities = [diagnostic.severity for diagnostic in diagnostics]
    counts = [(severities.count(severity), severity.value) for severity in Severity]
    said = ", ".join(f"{count} {name}{'s' if count != 1 and name != 'info' else ''}" for count, name in counts if count)
    return f"{subject}: {said or 'no findings'}"


def _finding(diagnostic: Diagnostic, sources: Mapping[str, SourceFile], style: Style) -> str:
    start, _ = locate(sources, diagnostic.primary)
    severity = style.severity(diagnostic.severity, diagnostic.severity.value)
    place = style.bold(f"{_visible(diagnostic.primary.path)}:{start}")
    lines = [f"{place}: {severity}: {_visible(diagnostic.message)} {style.dim(f'[{diagnostic.rule.name}]')}"]
    lines += _frame(diagnostic.primary, sources, style, lambda width: style.severity(diagnostic.severity, "^" * width))
    for note in diagnostic.related:
        where, _ = locate(sources, note.span)
        lines.append(style.dim(f"  note: {_visible(note.span.path)}:{where}: {_visible(note.message)}"))
        lines += _frame(note.span, sources, style, lambda width: style.dim("-" * width))
    if diagnostic.fix is not None:
        kind = "--fix does it" if diagnostic.fix.safe else "look before you do"
        lines.append(f"  fix: {_visible(diagnostic.fix.title)} ({kind})")
    return "\n".join(lines) + "\n"


def _frame(span: Span, sources: Mapping[str, SourceFile], style: Style, mark: Callable[[int], str]) -> list[str]:
    """The first line of a span with what is meant marked under it; of a long line the part that holds the mark."""
    source = sources.get(span.path)
    if source is None or not source.data:
        return []
    start, end = source.position(span.start), source.position(span.end)
    text = source.line_text(start.line)
    first = start.column - 1
    cut = 0 if first < _WIDTH - _BEFORE else first - _BEFORE
    last = min(end.column - 1 if end.line == start.line else len(text), cut + _WIDTH)
    before, marked, after = text[cut:first], text[first:last], text[last : cut + _WIDTH]
    left, right = "…" if cut else "", "…" if len(text) > cut + _WIDTH else ""
    shown = f"{left}{_visible(before)}{_visible(marked)}{_visible(after)}{right}"
    blanks = " " * (len(left) + _cells(_visible(before)))
    number = str(start.line)
    gutter = " " * len(number)
    return [
        f"  {style.dim(f'{number} |')} {shown}".rstrip(),
        f"  {style.dim(f'{gutter} |')} {blanks}{mark(max(1, _cells(_visible(marked))))}",
    ]


def _visible(text: str) -> str:
    """Text as a terminal may safely get it: tabs as one blank, nothing that moves the cursor or changes colours."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else " " if c == "\t" else "\ufffd" for c in text)


def _cells(text: str) -> int:
    """How many cells of a terminal visible text takes: two for wide characters, none for marks on the one before."""
    if text.isascii():
        return len(text)
    return sum(0 if combining(c) else 2 if east_asian_width(c) in {"W", "F"} else 1 for c in text)
