"""Edits that give a block an argument, in either of Terraform's syntaxes, however the block is laid out."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from generator.diagnostics import Edit, Span
from generator.hcl.expressions import Literal, ObjectCons, TupleCons
from generator.hcl.expressions import Template as Interpolated
from generator.hcl.json_values import json_text
from generator.hcl.literals import literal
from generator.hcl.tree import parse_template
from generator.template.arguments import set_argument
from generator.template.task_resources import written_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.hcl.expressions import Expression, Traversal
    from generator.hcl.tree import Attribute, Block
    from generator.template.model import Template


def argument_edit(template: Template, block: Block, name: str, value: str, *, after: str | None = None) -> Edit:
    """The edit that sets an argument of a block.

    Args:
        template: Where the block is.
        block: The block.
        name: The argument.
        value: Its value as Terraform text.
        after: The argument behind which a new one goes, where the block has that.
    """
    if _is_json(block.span):
        return _in_json(template, block, name, value)
    return set_argument(template, block, name, value, after=after) or _unfolded(template, block, name, value)


def renamed_argument(attribute: Attribute, name: str) -> Edit:
    """The edit that gives an argument another name."""
    return Edit(attribute.name_span, name)


def text_of_value(template: Template, expression: Expression) -> str:
    """An expression as Terraform text, whichever syntax its file is in."""
    if not _is_json(expression.span):
        return written_text(template, expression)
    text = written_text(template, expression)
    escaped = text.startswith('"')  # then the span is that of the whole text
    match expression:
        case Literal(value=value):
            return literal(value)
        case Interpolated():
            return _quoted_template(json.loads(text) if escaped else text) or (text if escaped else f'"{text}"')
        case TupleCons(items=items):
            return f"[{', '.join(text_of_value(template, item) for item in items)}]"
        case ObjectCons(items=members):
            pairs = (f"{text_of_value(template, m.key)} = {text_of_value(template, m.value)}" for m in members)
            return "{ " + ", ".join(pairs) + " }"
        case _ if escaped:
            return str(json.loads(text)).strip().removeprefix("${").removesuffix("}").strip()
        case _:
            return text


def reference_edits(template: Template, uses: Iterable[Traversal], written: str, value: str) -> list[Edit]:
    """The edits that put a value, as Terraform text, in the place of references.

    Args:
        template: Where they are.
        uses: The references.
        written: What all of them are, as Terraform text.
        value: What takes their place.
    """
    edits = {}
    for use in uses:
        text = written_text(template, use)
        if _is_json(use.span) and text.startswith('"'):  # a text with escapes, in which nothing has a place of its own
            found = re.compile(rf"(?<![\w.-]){re.escape(written)}(?![\w.-])")
            edits[use.span] = Edit(use.span, found.sub(lambda _: value, text))
        else:
            edits[use.span] = Edit(use.span, value)
    return list(edits.values())


def _quoted_template(text: str) -> str | None:
    """A text with interpolations as a quoted one of Terraform's own syntax; None where it holds directives."""
    data = text.encode()
    at = len(data) + 64  # somewhere in a file, since what stands around the text is read too
    read = parse_template(text, "", at=at)
    if not isinstance(read, Interpolated) or read.directives:
        return None
    parts = (
        literal(part.value)[1:-1]
        if isinstance(part, Literal) and isinstance(part.value, str)
        else f"${{{data[part.span.start - at : part.span.end - at].decode()}}}"
        for part in read.parts
    )
    return f'"{"".join(parts)}"'


def _is_json(span: Span) -> bool:
    return span.path.endswith(".json")


def _in_json(template: Template, block: Block, name: str, value: str) -> Edit:
    data, path = template.sources[block.span.path].data, block.span.path
    present = block.body.attributes.get(name)
    if present is not None:
        colon = data.index(b":", present.name_span.end)
        start = colon + 1 + len(data[colon + 1 : present.span.end]) - len(data[colon + 1 : present.span.end].lstrip())
        return Edit(Span(path, start, present.span.end), json_text(value))
    inside = data[block.body_start : block.body_end]
    first = inside.lstrip()
    blanks = inside[: len(inside) - len(first)].decode() if first else ""
    member = f'{blanks}"{name}": {json_text(value)}' + ("," if first else "")
    return Edit(Span(path, block.body_start, block.body_start), member)


def _unfolded(template: Template, block: Block, name: str, value: str) -> Edit:
    """A block that stands on one line, spread over several."""
    data, path = template.sources[block.span.path].data, block.span.path
    line = data.rfind(b"\n", 0, block.span.start) + 1
    indent = data[line : block.span.start].decode(errors="replace")
    indent = indent if not indent.strip() else ""
    newline = "\r\n" if b"\r\n" in data else "\n"
    inside = data[block.body_start : block.body_end].decode(errors="replace").strip()
    lines = [*([f"{indent}  {inside}"] if inside else []), f"{indent}  {name} = {value}"]
    text = newline + "".join(f"{each}{newline}" for each in lines) + indent
    return Edit(Span(path, block.body_start, block.body_end), text)
