"""Edits that give a block an argument, laid out as its neighbours are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Edit, Span

if TYPE_CHECKING:
    from generator.hcl.tree import Attribute, Block
    from generator.template.model import Template


def set_argument(template: Template, block: Block, name: str, value: str, *, after: str | None = None) -> Edit | None:
    """The edit that sets an argument of a block, on a line of its own where the block does not have it yet.

    Args:
        template: Where the block is.
        block: The block.
        name: The argument's name.
        value: Its value as Terraform text.
        after: The argument behind which a new line goes; the last one where absent or None.

    Returns:
        None where there is no place for a line: the block is written on one line, shares its lines with others, or is
        in JSON.
    """
    if block.span.path.endswith(".json"):
        return None
    present = block.body.attributes.get(name)
    if present is not None:
        return Edit(present.expression.span, value)
    data = template.sources[block.span.path].data
    if b"\n" not in data[block.body_start : block.body_end]:
        return None
    path = block.span.path  # what an override file gives stands there
    attributes = {name: each for name, each in block.body.attributes.items() if each.span.path == path}
    anchor = attributes.get(after or "") or max(attributes.values(), key=lambda a: a.span.end, default=None)
    return _in_empty(data, block, name, value) if anchor is None else _behind(data, anchor, name, value)


def _behind(data: bytes, anchor: Attribute, name: str, value: str) -> Edit | None:
    path, start = anchor.span.path, anchor.span.start
    indent = data[data.rfind(b"\n", 0, start) + 1 : start].decode(errors="replace")
    end = data.find(b"\n", anchor.span.end - 1)
    rest = data[anchor.span.end : end].strip()
    if indent.strip() or end < 0 or (rest and not rest.startswith((b"#", b"//"))):
        return None
    aligned = b"\n" not in data[start : anchor.span.end - 1]
    width = data.index(b"=", anchor.name_span.end) - start if aligned else 0
    written = name.ljust(width) if len(name) < width else f"{name} "
    line_end = "\r\n" if data[end - 1 : end] == b"\r" else "\n"
    return Edit(Span(path, end + 1, end + 1), f"{indent}{written}= {value}{line_end}")


def _in_empty(data: bytes, block: Block, name: str, value: str) -> Edit | None:
    first = data.find(b"\n", block.body_start)
    start = data.rfind(b"\n", 0, block.span.start) + 1
    indent = data[start : block.span.start].decode(errors="replace")
    if indent.strip():
        return None
    line_end = "\r\n" if data[first - 1 : first] == b"\r" else "\n"
    return Edit(Span(block.span.path, first + 1, first + 1), f"{indent}  {name} = {value}{line_end}")
