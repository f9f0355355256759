"""unformatted: lines that `terraform fmt` writes otherwise."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

from generator.diagnostics import Diagnostic, Edit, Fix, RuleInfo, Severity, Span
from generator.hcl.format import format_hcl

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.check.rule import Context

INFO = RuleInfo("unformatted", "style", "lines that `terraform fmt` writes otherwise", Severity.INFO, fixable=True)


class _Hunk(NamedTuple):
    """Lines of the file, from `start` up to `end`, and the lines from `new_start` up to `new_end` in their place."""

    start: int
    end: int
    new_start: int
    new_end: int


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each run of lines that is not in Terraform's format, in every file that parses."""
    template = context.template
    refused = {problem.span.path for each in template.parts for problem in each.problems}
    for path, source in template.sources.items():
        if path.endswith(".tf") and path not in refused:
            formatted = format_hcl(source.data)
            if formatted != source.data:
                yield from _hunks_of(path, source.data, formatted)


def _hunks_of(path: str, data: bytes, formatted: bytes) -> Iterator[Diagnostic]:
    before, after = data.splitlines(keepends=True), formatted.splitlines(keepends=True)
    starts = [0]
    for line in before:
        starts.append(starts[-1] + len(line))
    for hunk in _independent(_hunks(before, after), before, after):
        text = b"".join(after[hunk.new_start : hunk.new_end]).decode()
        edit = Edit(Span(path, starts[hunk.start], starts[hunk.end]), text)
        shown = data[edit.span.start : edit.span.end].rstrip()
        yield INFO.at(
            Span(path, edit.span.start, edit.span.start + len(shown)),
            "not as `terraform fmt` writes it; run `taskplate fmt`",
            fix=Fix("Format these lines", (edit,), safe=True),
        )


def _hunks(before: Sequence[bytes], after: Sequence[bytes]) -> Iterator[_Hunk]:
    for tag, start, end, new_start, new_end in SequenceMatcher(None, before, after).get_opcodes():
        if tag != "equal":
            yield _Hunk(start, end, new_start, new_end)


def _independent(hunks: Iterator[_Hunk], before: Sequence[bytes], after: Sequence[bytes]) -> list[_Hunk]:
    """The hunks, those that change more than blanks as one: a bracket in one may close what another opens."""
    blanks: list[_Hunk] = []
    other: list[_Hunk] = []
    for hunk in hunks:
        old, new = before[hunk.start : hunk.end], after[hunk.new_start : hunk.new_end]
        (blanks if _inked(old) == _inked(new) else other).append(hunk)
    if not other:
        return blanks
    whole = _Hunk(other[0].start, other[-1].end, other[0].new_start, other[-1].new_end)
    return sorted([whole, *(hunk for hunk in blanks if hunk.end <= whole.start or hunk.start >= whole.end)])


def _inked(lines: Sequence[bytes]) -> bytes:
    return b"".join(b"".join(lines).split())
