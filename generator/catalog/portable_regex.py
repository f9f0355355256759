"""Go's regular expressions (RE2), as far as Python's mean the same; nothing is said of the rest."""

from __future__ import annotations

import re
from itertools import pairwise

# One part of a pattern that both languages read alike once \d, \w, \s and \b are ASCII.
_PART = re.compile(
    r"""
    \\[dDwWSbB.^$|?*+()\[\]{}/\-_@:,\#=!<>%&~"';]      # classes, and punctuation made plain (\s differs on \v)
    | \\[tnrf]
    | \[\^?\]?(?:\\[dDwWtnr.^$|?*+()\[\]{}/\-_]|[^\[\]\\&~|-]|-(?!-))*\]
    | \(\?[:i] | \(\?P<\w+> | \((?!\?)
    | \)
    | [*+?]\??(?![*+?])
    | \{\d{1,3}(?:,\d{0,3})?\}\??(?![*+?{])
    | [|^$.]
    | [^\\\[\](){}*+?|^$.]
    """,
    re.VERBOSE,
)
_REPEAT = re.compile(r"[*+]|\{\d+,")
_MOST_STEPS = 1_000_000
_MOST_REPEATED_GROUPS = 2
_LENGTH_FOR_GROUPS = 20


def searches(pattern: str, text: str) -> bool | None:
    """Whether Go finds `pattern` in `text`; None when Python may see it otherwise or would take too long to say."""
    parts = _parts(pattern)
    # In Python `$` also matches before a last newline, and outside ASCII the classes differ.
    if parts is None or not (text.isascii() and text.isprintable()) or not _is_quick(parts, len(text)):
        return None
    try:
        return re.search(pattern, text, re.ASCII) is not None
    except re.error:
        return None


def _parts(pattern: str) -> list[str] | None:
    parts: list[str] = []
    at = 0
    while at < len(pattern):
        match = _PART.match(pattern, at)
        if match is None:
            return None
        parts.append(match.group(0))
        at = match.end()
    # Python takes `(?i)` at the start only; in Go it may also switch from elsewhere on.
    return None if "(?i" in parts[1:] or (parts[:1] == ["(?i"] and parts[1:2] != [")"]) else parts


def _is_quick(parts: list[str], length: int) -> bool:
    """True when backtracking cannot take long: Go's matcher is linear whatever the pattern, Python's is not."""
    groups = sum(part == ")" and after[0] in "*+{" for part, after in pairwise(parts))
    if groups:
        return groups <= _MOST_REPEATED_GROUPS and "|" not in parts and length <= _LENGTH_FOR_GROUPS
    repeats = sum(bool(_REPEAT.match(part)) for part in parts)
    return bool((length + 1) ** (repeats + 1) <= _MOST_STEPS)
