"""Near matches for names that people mistype."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_SURELY, _APART = 0.8, 0.05
"""How like the meant name must be, of 1, and how much less like the next one."""


def near_match(name: str, known: Iterable[str]) -> str | None:
    """The known name that `name` was most likely meant to be, or None when nothing is near."""
    names = sorted(known)
    folded = {candidate.lower().replace("_", "-"): candidate for candidate in reversed(names)}
    exact = folded.get(name.lower().replace("_", "-"))
    if exact is not None and exact != name:
        return exact
    from difflib import get_close_matches

    matches = get_close_matches(name, _of_like_length(name, names), n=1, cutoff=0.7)
    return matches[0] if matches else None


def likeness(one: str, other: str) -> float:
    """How alike two texts are, from 0 to 1."""
    from difflib import SequenceMatcher

    return SequenceMatcher(None, one, other).ratio()


def sole_match(name: str, known: Iterable[str]) -> str | None:
    """The known name that `name` was surely meant to be: near, and no other is about as near; else None."""
    ratios = sorted(((likeness(each, name), each) for each in _of_like_length(name, known)), reverse=True)
    if not ratios or ratios[0][0] < _SURELY or ratios[0][1] == name:
        return None
    return ratios[0][1] if len(ratios) == 1 or ratios[0][0] - ratios[1][0] >= _APART else None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The sentence ` Did you mean `x`?` with a leading blank, or an empty string when nothing is near."""
    match = near_match(name, known)
    return f" Did you mean `{match}`?" if match else ""


def _of_like_length(name: str, known: Iterable[str]) -> list[str]:
    """Those whose length alone lets them be more than two thirds alike; comparing the others would take long."""
    return [each for each in known if abs(len(each) - len(name)) * 3 <= len(each) + len(name)]
