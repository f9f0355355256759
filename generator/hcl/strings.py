"""What the text of HCL strings and heredocs means: escapes undone, indentation taken off."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))|\$\$\{|%%\{", re.DOTALL)
_NAMED = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_MARKERS = re.compile(r"\$\$\{|%%\{")


def unescaped_quoted(text: str) -> str:
    """The value of the text between the quotes of a string: newlines, Unicode escapes and `$${` undone."""

    def replace(match: re.Match[str]) -> str:
        short, long, named = match.group(1), match.group(2), match.group(3)
        if short or long:
            code = int(short or long, 16)
            return chr(code) if code <= 0x10FFFF else "\ufffd"
        if named:
            return _NAMED.get(named, match.group(0))
        return match.group(0)[1:]

    return _ESCAPE.sub(replace, text)


def unescaped_heredoc(text: str) -> str:
    """The value of text inside a heredoc, where only `$${` and `%%{` are escapes."""
    return _MARKERS.sub(lambda match: match.group(0)[1:], text)


_LINE = re.compile(r"[^\n]*\n|[^\n]+")


def flushed(texts: Sequence[str | None]) -> list[str | None]:
    """The parts of a `<<-` heredoc, the least indent of its lines taken off each line; blank lines stay as they are.

    Args:
        texts: The text of each part in order; None for an interpolation, so that a line it begins has no indent.
    """
    pieces: list[list[str] | None] = [None if text is None else _LINE.findall(text) for text in texts]
    indents: list[int] = []
    indented: set[tuple[int, int]] = set()
    begins = True
    for i, lines in enumerate(pieces):
        if lines is None:
            indents += [0] if begins else []
            begins = False
            continue
        for j, line in enumerate(lines):
            blank = line.endswith("\n") and not line.strip()
            if begins and not blank:
                indents.append(len(line) - len(line.lstrip()))
                indented.add((i, j))
            begins = line.endswith("\n")
    least = min(indents, default=0)
    return [
        None if lines is None else "".join(line[least:] if (i, j) in indented else line for j, line in enumerate(lines))
        for i, lines in enumerate(pieces)
    ]
