"""Near matches for names that people mistype."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def near_match(name: str, known: Iterable[str]) -> str | None:
    """The known name that `name` was most likely meant to be, or None when nothing is near."""
    names = sorted(known)
    folded = {candidate.lower().replace("_", "-"): candidate for candidate in reversed(names)}
    exact = folded.get(name.lower().replace("_", "-"))
    if exact is not None and exact != name:
        return exact
    matches = get_close_matches(name, names, n=1, cutoff=0.7)
    return matches[0] if matches else None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The sentence ` Did you mean `x`?` with a leading blank, or an empty string when nothing is near."""
    match = near_match(name, known)
    return f" Did you mean `{match}`?" if match else ""
