"""The report for people: place first, so that terminals link it, then the line itself with what is meant marked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.diagnostics import Severity
from generator.source.files import locate

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from generator.diagnostics import Diagnostic, Span
    from generator.source.files import SourceFile

_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFO: "36"}
_WIDTH = 160  # characters of a line of code that a frame shows


@dataclass(frozen=True, slots=True)
class Style:
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
    head = f"{style.bold(f'{diagnostic.primary.path}:{start}')}: {severity}: {diagnostic.message}"
    lines = [f"{head} {style.dim(f'[{diagnostic.rule.name}]')}"]
    lines += _frame(diagnostic.primary, sources, style, style.severity(diagnostic.severity, "^"))
    for note in diagnostic.related:
        place, _ = locate(sources, note.span)
        lines.append(style.dim(f"  note: {note.span.path}:{place}: {note.message}"))
        lines += _frame(note.span, sources, style, style.dim("-"))
    if diagnostic.fix is not None:
        kind = "--fix does it" if diagnostic.fix.safe else "look before you do"
        lines.append(f"  fix: {diagnostic.fix.title} ({kind})")
    return "\n".join(lines) + "\n"


def _frame(span: Span, sources: Mapping[str, SourceFile], style: Style, mark: str) -> list[str]:
    source = sources.get(span.path)
    if source is None or not source.data:
        return []
    start, end = source.position(span.start), source.position(span.end)
    text = source.line_text(start.line)
    stop = end.column if end.line == start.line else len(text) + 1
    width = max(1, min(stop, _WIDTH + 1) - start.column)
    number = str(start.line)
    gutter = " " * len(number)
    shown = "".join(" " if character == "\t" else _visible(character) for character in text[:_WIDTH])
    return [
        f"  {style.dim(f'{number} |')} {shown}{'…' if len(text) > _WIDTH else ''}",
        f"  {style.dim(f'{gutter} |')} {' ' * (start.column - 1)}{mark * width if start.column <= _WIDTH else ''}",
    ]


def _visible(character: str) -> str:
    """A character as a terminal may safely get it: one column, nothing that moves the cursor."""
    return character if character.isprintable() else "\ufffd"
