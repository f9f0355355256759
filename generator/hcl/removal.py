"""Edits that take something out of a file together with what belongs to it: its lines, its comment, its comma.

What stays keeps its bytes; only blank lines that would meet each other become one run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Edit, Span
from generator.hcl.json_removal import removed_object, removed_value
from generator.source.files import BYTE_ORDER_MARK

if TYPE_CHECKING:
    from generator.hcl.expressions import Expression, ObjectItem
    from generator.hcl.tree import Attribute, Block, Document

_BLANK = b" \t\r"


def removed_block(document: Document, block: Block) -> Edit:
    """The edit that takes a block out, with the comment that stands on the lines directly above it."""
    data, span = document.source.data, block.span
    if _is_json(span):
        place = Span(span.path, block.body_start - 1, block.body_end + 1)
        return removed_object(data, place, names=len(block.labels))
    lines = _own_lines(document, span.start, span.end)
    if lines is None:
        return Edit(span, "")
    return _without_lines(data, span.path, _comment_start(document, lines[0]), lines[1])


def with_comment(document: Document, block: Block) -> Span:
    """A block with the comment that stands on the lines directly above it."""
    start = _comment_start(document, _line_start(document.source.data, block.span.start))
    return Span(block.span.path, start, block.span.end)


def removed_attribute(document: Document, attribute: Attribute) -> Edit:
    """The edit that takes an argument out, with the comment above it where that can be about nothing else."""
    data, span = document.source.data, attribute.span
    if _is_json(span):
        return removed_value(data, span)
    lines = _own_lines(document, span.start, span.end)
    if lines is None:
        return Edit(Span(span.path, span.start, _past_blanks(data, span.end)), "")  # `block { argument = 1 }`
    start, end = lines
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
    start, end = _with_parentheses(document, start, last.end)
    at = _forth(document, end)  # behind a heredoc the comma stands on a line of its own
    has_comma = data[at : at + 1] == b","
    if has_comma:
        end = at + 1
    lines = _own_lines(document, start, end)
    if lines is not None:
        return _without_lines(data, last.path, *lines)
    if has_comma:
        return Edit(Span(last.path, start, _past_blanks(data, end)), "")
    before = data[:start].rstrip(_BLANK + b"\n")
    start = len(before) - 1 if before.endswith(b",") else start  # the last of several takes the comma before it along
    lines = _own_lines(document, start, end)  # `, last` on a line of its own
    return Edit(Span(last.path, start, end), "") if lines is None else _without_lines(data, last.path, *lines)


def _with_parentheses(document: Document, start: int, end: int) -> tuple[int, int]:
    """A place with the parentheses around what begins there and around what ends there, which no span covers."""
    data = document.source.data
    while data[(at := _back(document, start)) - 1 : at] == b"(":
        start = at - 1
    while data[(at := _forth(document, end)) : at + 1] == b")":
        end = at + 1
    return start, end


def _back(document: Document, at: int) -> int:
    """Before the blanks, line ends and comments that end at a place."""
    data, ends = document.source.data, {comment.span.end: comment.span.start for comment in document.comments}
    while at in ends or (at > 0 and data[at - 1 : at].isspace()):
        at = ends.get(at, at - 1)
    return at


def _forth(document: Document, at: int) -> int:
    """Behind the blanks, line ends and comments that begin at a place."""
    data, starts = document.source.data, {comment.span.start: comment.span.end for comment in document.comments}
    while at in starts or data[at : at + 1].isspace():
        at = starts.get(at, at + 1)
    return at


def _without_lines(data: bytes, path: str, start: int, end: int) -> Edit:
    """Lines gone, and with them the blank lines behind that would stand beside blank ones, or at a body's edge."""
    before = data[_first(data) : start].rstrip()
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
        start = max(_line_start(data, comment.span.start), _first(data))
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


def _own_lines(document: Document, start: int, end: int) -> tuple[int, int] | None:
    """The lines of what stands at a place, where nothing but comments stands beside it; else None."""
    data = document.source.data
    ends = {comment.span.end: comment.span.start for comment in document.comments}
    starts = {comment.span.start: comment.span.end for comment in document.comments}
    while start > _first(data) and data[start - 1 : start] != b"\n":
        if start not in ends and not data[start - 1 : start].isspace():
            return None
        start = ends.get(start, start - 1)
    while end < len(data) and data[end : end + 1] != b"\n":
        if end not in starts and not data[end : end + 1].isspace():
            return None
        end = starts.get(end, end + 1)
        if data[end - 1 : end] == b"\n":  # behind a comment that runs up to there
            return start, end
    return start, min(end + 1, len(data))


def _first(data: bytes) -> int:
    """Where the first line begins: behind a byte order mark, which is no part of it."""
    return len(BYTE_ORDER_MARK) if data.startswith(BYTE_ORDER_MARK) else 0


def _past_blanks(data: bytes, at: int) -> int:
    while data[at : at + 1] in {b" ", b"\t"}:
        at += 1
    return at
