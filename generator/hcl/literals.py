"""Python values to HCL text. HCL text is a type of its own, so that a value can never pass for it unquoted."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from generator.escapes import hcl, hcl_text, normal

IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
"""The identifiers that we write; HCL takes more (any Unicode identifier)."""

# Text, which `re` compiles when it is first needed: a check loads this module and seldom writes a literal.
_HEREDOC_UNSAFE = r"[\x00-\x08\x0b-\x1f\x7f\u0085\u2028\u2029\ufeff]|\$\$\{|%%\{"


class HclText(str):
    """Text that is HCL already: an expression. Only code makes it, never data."""

    __slots__ = ()


def quoted(text: str) -> HclText:
    """A quoted HCL string whose value is `text`, `${` and `%{` in it inert, in Unicode normal form C."""
    return HclText(hcl_text(text))


def heredoc(text: str, depth: int = 1) -> HclText | None:
    """An indented heredoc whose value is `text`, or None where only a quoted string keeps it unchanged.

    A heredoc ends in a newline, cannot escape control characters, is not read by tree-sitter's grammar with `$$${` in
    it, and takes the least indent off every line but blank ones (tried with Terraform 1.11), so some line must start
    without blanks.

    Args:
        text: The value.
        depth: How many blocks the argument stands in; the end marker is indented for it, the text one level more.
    """
    text = normal(text)
    if not text.endswith("\n") or re.search(_HEREDOC_UNSAFE, text):
        return None
    lines = text[:-1].split("\n")
    if not any(line and not line[0].isspace() for line in lines):
        return None
    marker = "EOT"
    while any(line.strip() == marker for line in lines):
        marker += "_"
    escaped = re.sub(r"[$%]\{", lambda match: match.group(0)[0] + match.group(0), text[:-1])
    return HclText(
        f"<<-{marker}\n"
        + "".join(_indented(line, depth + 1) for line in escaped.split("\n"))
        + f"{'  ' * depth}{marker}"
    )


def literal(value: object) -> HclText:
    """The HCL literal of a Python value: str, bool, int, float, None, mappings and sequences of these.

    `HclText` anywhere in it stays as it is.

    Raises:
        TypeError: The value, or one in it, is of another type.
        ValueError: A number is not finite; HCL has no text for it.
    """
    match value:
        case HclText():
            return value
        case str() | bool() | None | int() | float():
            return HclText(hcl(value))
        case Mapping():
            return _object(value)
        case Sequence() if not isinstance(value, bytes | bytearray):
            return _tuple(value)
        case _:
            raise TypeError(f"{type(value).__name__} has no HCL literal")


def object_key(key: str) -> str:
    """A key of an object as people write it: bare where it may be, quoted where it must be."""
    return key if IDENTIFIER.fullmatch(key) and key not in {"for", "true", "false", "null"} else quoted(key)


def _tuple(values: Sequence[object]) -> HclText:
    texts = [literal(value) for value in values]
    one_line = f"[{', '.join(texts)}]"
    if len(one_line) <= 80 and "\n" not in one_line:
        return HclText(one_line)
    return HclText("[\n" + "".join(f"{text},\n" for text in texts) + "]")


def _object(values: Mapping[object, object]) -> HclText:
    if not values:
        return HclText("{}")
    lines = [f"{object_key(str(key))} = {literal(value)}\n" for key, value in values.items()]
    return HclText("{\n" + "".join(lines) + "}")


def _indented(line: str, depth: int) -> str:
    return f"{'  ' * depth}{line}\n" if line.strip() else f"{line}\n"
