"""Applies fixes until nothing is left to fix, or gives up and changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from generator.hcl.edits import apply_edits
from generator.hcl.syntax import syntax_problem
from generator.source.files import SourceFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from generator.diagnostics import Diagnostic, Edit

MAX_ROUNDS = 10


class Fixed(Struct, frozen=True):
    """What a fix loop came to.

    Attributes:
        sources: Every file, fixed where there was something to fix.
        applied: How many edits were made.
        settled: False when the fixes chased each other; then nothing was changed.
    """

    sources: Mapping[str, SourceFile]
    applied: int
    settled: bool


def fix_all(
    sources: Mapping[str, SourceFile],
    check: Callable[[Mapping[str, SourceFile]], Iterable[Diagnostic]],
    *,
    unsafe: bool = False,
) -> Fixed:
    """Check, apply what can be fixed, and again, up to `MAX_ROUNDS` times.

    Args:
        sources: The files by path.
        check: What finds; it is called with the files as they are after each round.
        unsafe: Apply unsafe fixes too.

    Returns:
        The files as they are when no fix is left. When a text comes back, the rounds run out or a fix alone would break
        a file, the files as they were.
    """
    current = dict(sources)
    seen = [{path: source.data for path, source in current.items()}]
    applied = 0
    for _ in range(MAX_ROUNDS):
        fixable = [d for d in check(current) if d.fix is not None and (d.fix.safe or unsafe)]
        if not fixable:
            return Fixed(current, applied, settled=True)
        chosen = _choose(fixable)
        after = _applied(current, chosen)
        if _breaks(current, after):  # two fixes may each be right and together write an argument twice
            chosen = _choose(fixable[:1])
            after = _applied(current, chosen)
            if _breaks(current, after):
                break
        current = after
        applied += sum(len(edits) for edits in chosen.values())
        now = {path: source.data for path, source in current.items()}
        if now in seen:
            break
        seen.append(now)
    return Fixed(dict(sources), 0, settled=False)


def _applied(sources: Mapping[str, SourceFile], edits: Mapping[str, list[Edit]]) -> dict[str, SourceFile]:
    made = {path: SourceFile(path, apply_edits(sources[path].data, each)) for path, each in edits.items()}
    return {**sources, **made}


def _breaks(before: Mapping[str, SourceFile], after: Mapping[str, SourceFile]) -> bool:
    """True when a file that could be read no longer can."""
    changed = (path for path, source in after.items() if source is not before[path])
    return any(syntax_problem(after[path]) is not None and syntax_problem(before[path]) is None for path in changed)


def _choose(diagnostics: list[Diagnostic]) -> dict[str, list[Edit]]:
    """The edits of every fix that overlaps no fix before it; the others get their turn in the next round."""
    chosen: dict[str, list[Edit]] = {}
    for diagnostic in diagnostics:
        edits = diagnostic.fix.edits if diagnostic.fix is not None else ()
        if any(_overlap(edit, other) for edit in edits for other in chosen.get(edit.span.path, ())):
            continue
        for edit in edits:
            chosen.setdefault(edit.span.path, []).append(edit)
    return chosen


def _overlap(edit: Edit, other: Edit) -> bool:
    if edit.span == other.span:
        return True
    return edit.span.start < other.span.end and other.span.start < edit.span.end
