"""What the text of HCL strings and heredocs means: escapes undone, indentation taken off."""

from __future__ import annotations

import re

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


def flushed(text: str) -> str:
    """The value of a `<<-` heredoc: the least indent of its lines taken off each; blank lines stay as they are."""
    lines = text.split("\n")
    indent = min((len(line) - len(line.lstrip(" \t")) for line in lines if line.strip(" \t\r")), default=0)
    return "\n".join(line[indent:] if line.strip(" \t\r") else line for line in lines)
