"""Edits that take something out of a file together with what belongs to it: its lines, its comment, its comma.

What stays keeps its bytes; only blank lines that would meet each other become one run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Edit, Span
from generator.hcl.json_removal import removed_value

if TYPE_CHECKING:
    from generator.hcl.expressions import Expression, ObjectItem
    from generator.hcl.tree import Attribute, Block, Document

_BLANK = b" \t\r"


def removed_block(document: Document, block: Block) -> Edit:
    """The edit that takes a block out, with the comment that stands on the lines directly above it."""
    data, span = document.source.data, block.span
    if _is_json(span):
        return removed_value(data, span)
    return _without_lines(data, span.path, with_comment(document, block).start, _line_end(data, span.end))


def with_comment(document: Document, block: Block) -> Span:
    """A block with the comment that stands on the lines directly above it."""
    start = _comment_start(document, _line_start(document.source.data, block.span.start))
    return Span(block.span.path, start, block.span.end)


def removed_attribute(document: Document, attribute: Attribute) -> Edit:
    """The edit that takes an argument out, with the comment above it where that can be about nothing else."""
    data, span = document.source.data, attribute.span
    if _is_json(span):
        return removed_value(data, span)
    start, end = _line_start(data, span.start), _line_end(data, span.end)
    if data[start : span.start].strip() or not _ends_line(data, span.end):
        return Edit(Span(span.path, span.start, _past_blanks(data, span.end)), "")  # `block { argument = 1 }`
    following = data[end : _line_end(data, end)].strip()
    if not following or following.startswith((b"}", b"#", b"//", b"/*")):
        start = _comment_start(document, start)
    return _without_lines(data, span.path, start, end)


def removed_item(document: Document, item: ObjectItem) -> Edit:
    """The edit that takes one member out of an object."""
    return _removed_member(document, item.key.span.start, item.value.span)


def removed_element(document: Document, element: Expression) -> Edit:
    """The edit that takes one element out of a list."""
    return _removed_member(document, element.span.start, element.span)


def _removed_member(document: Document, start: int, last: Span) -> Edit:
    data = document.source.data
    if _is_json(last):
        return removed_value(data, Span(last.path, start, last.end))
    end = last.end
    at = _past_blanks(data, end)
    has_comma = data[at : at + 1] == b","
    if has_comma:
        end = at + 1
    line = _line_start(data, start)
    if not data[line:start].strip() and _ends_line(data, end):
        return _without_lines(data, last.path, line, _line_end(data, end))
    if has_comma:
        return Edit(Span(last.path, start, _past_blanks(data, end)), "")
    before = data[:start].rstrip(_BLANK + b"\n")
    start = len(before) - 1 if before.endswith(b",") else start  # the last of several takes the comma before it along
    return Edit(Span(last.path, start, end), "")


def _without_lines(data: bytes, path: str, start: int, end: int) -> Edit:
    """Lines gone, and with them the blank lines behind that would stand beside blank ones, or at a body's edge."""
    before = data[:start].rstrip()
    if not before or before.endswith(b"{") or _blank_before(data, start):
        while end < len(data) and not data[end : _line_end(data, end)].strip():
            end = _line_end(data, end)
    rest = data[end:].lstrip()
    if not rest or rest.startswith(b"}"):
        while start > 0 and _blank_before(data, start):
            start = _line_start(data, start - 1)
    return Edit(Span(path, start, end), "")


def _blank_before(data: bytes, start: int) -> bool:
    """True when the line that ends at `start` is blank."""
    return start > 0 and not data[_line_start(data, start - 1) : start].strip()


def _comment_start(document: Document, start: int) -> int:
    """Where the comments on the lines directly above `start` begin; `start` itself where there are none."""
    data = document.source.data
    for comment in reversed(document.comments):
        if comment.span.end > start:
            continue
        between = data[comment.span.end : start]
        if not comment.alone or between.strip() or between.count(b"\n") > 1:
            break
        start = _line_start(data, comment.span.start)
    return start


def _is_json(span: Span) -> bool:
    return span.path.endswith(".json")


def _line_start(data: bytes, at: int) -> int:
    return data.rfind(b"\n", 0, at) + 1


def _line_end(data: bytes, at: int) -> int:
    """Behind the end of the line that `at` stands in, or that it ends."""
    if at > 0 and data[at - 1 : at] == b"\n" and at >= len(data):
        return at
    found = data.find(b"\n", at)
    return len(data) if found < 0 else found + 1


def _ends_line(data: bytes, at: int) -> bool:
    """True when nothing but a comment follows on the line."""
    rest = data[at : _line_end(data, at)].strip()
    return not rest or rest.startswith((b"#", b"//"))


def _past_blanks(data: bytes, at: int) -> int:
    while data[at : at + 1] in {b" ", b"\t"}:
        at += 1
    return at
