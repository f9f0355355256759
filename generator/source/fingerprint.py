"""What a finding is recognised by when the lines around it have moved: the text of its line and its message."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from generator.diagnostics import Diagnostic
    from generator.source.files import SourceFile

_DIGITS = 16  # of hexadecimal: 64 bits, of findings of one rule in one file


def fingerprint(diagnostic: Diagnostic, sources: Mapping[str, SourceFile]) -> str:
    """A short digest of the line that a finding starts on, blanks apart, and of its message.

    Neither rule nor path is in it; those who compare fingerprints compare them besides. Where the file is not among
    the sources, the message alone counts.
    """
    source = sources.get(diagnostic.primary.path)
    line = "" if source is None else source.line_text(source.position(diagnostic.primary.start).line)
    told = "\0".join((" ".join(line.split()), diagnostic.message))
    return hashlib.sha256(told.encode(errors="backslashreplace")).hexdigest()[:_DIGITS]


def numbered_fingerprints(
    diagnostics: Iterable[Diagnostic], sources: Mapping[str, SourceFile]
) -> Iterator[tuple[Diagnostic, str]]:
    """Every finding with its fingerprint and which of its like it is, from 1: `0123456789abcdef:1`."""
    seen: Counter[tuple[str, str, str]] = Counter()
    for diagnostic in diagnostics:
        digest = fingerprint(diagnostic, sources)
        key = (diagnostic.rule.name, diagnostic.primary.path, digest)
        seen[key] += 1
        yield diagnostic, f"{digest}:{seen[key]}"
