"""The edit that takes a value out of a JSON text: with its comma, and with the objects that it leaves empty."""

from __future__ import annotations

import re

from generator.diagnostics import Edit, Span

_SPACE = b" \t\r\n"
_TEXT = re.compile(rb'"(?:[^"\\]|\\.)*"')


def removed_object(data: bytes, span: Span, names: int) -> Edit:
    """The edit that takes out an object, with its key where it has one.

    Args:
        data: The text.
        span: The object.
        names: How many objects around it do nothing but name it, and go too where they are empty then.
    """
    return removed_value(data, Span(span.path, _with_key(data, span.start), span.end), names)


def removed_value(data: bytes, span: Span, names: int = 0) -> Edit:
    """The edit that takes out what a span covers: a member with its key, or an element of an array.

    Of a text, the span may cover what is in it. An array that is empty then goes too, with its key; of the objects
    around it, as many as do nothing but name it.
    """
    start, end = span.start, span.end
    for text in _TEXT.finditer(data):
        if text.start() < start < text.end():
            start = text.start()
        if text.start() < end < text.end():
            end = text.end()
    while True:
        before, behind = _back(data, start), _forth(data, end)
        opens, closes = data[before - 1 : before], data[behind : behind + 1]
        if (opens, closes) == (b"{", b"}"):
            if not names:
                return Edit(Span(span.path, before, behind), "")
            names -= 1
        elif (opens, closes) != (b"[", b"]"):
            break
        start, end = _with_key(data, before - 1), behind + 1
    if closes == b",":
        following = _forth(data, behind + 1)
        return Edit(Span(span.path, start, following), "")
    if opens == b",":
        return Edit(Span(span.path, _back(data, before - 1), end), "")
    return Edit(Span(span.path, start, end), "")


def _with_key(data: bytes, at: int) -> int:
    """Where the key of the value that begins at `at` begins; `at` where it has none."""
    colon = _back(data, at)
    if data[colon - 1 : colon] != b":":
        return at
    quote = _back(data, colon - 1) - 1
    opening = data.rfind(b'"', 0, quote)
    while opening > 0 and data[opening - 1 : opening] == b"\\":
        opening = data.rfind(b'"', 0, opening)
    return opening


def _back(data: bytes, at: int) -> int:
    """Before the blanks that end at `at`."""
    return len(data[:at].rstrip(_SPACE))


def _forth(data: bytes, at: int) -> int:
    """Behind the blanks that begin at `at`."""
    return len(data) - len(data[at:].lstrip(_SPACE))
