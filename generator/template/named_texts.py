"""The texts of a template with the name that each is given under: as argument, as member, as environment variable."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from generator.hcl.expressions import Literal, ObjectCons, Template, children

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.hcl.expressions import Expression
    from generator.hcl.tree import Block, Body
    from generator.template import model

# `export NAME=value` and `NAME=value` on a line of a script, or as a whole text, as containers take their environment.
_SETTING = r"""^[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_]*)=(["']?)([^\s"'`\\$]+)\2[ \t]*(?:$|;|&&|#)"""


class NamedText(Struct, frozen=True):
    """A text, the name that it is given under, and the literal that holds it."""

    name: str
    text: str
    literal: Literal


def named_texts(template: model.Template) -> Iterator[NamedText]:
    """Every text whose name the template says, in the order of the text."""
    for document in template.documents:
        yield from _in_body(document.body)


def _in_body(body: Body) -> Iterator[NamedText]:
    for name, attribute in body.attributes.items():
        yield from _in_expression(name, attribute.expression)
    for block in body.blocks:
        yield from _by_block(block)
        yield from _in_body(block.body)


def _by_block(block: Block) -> Iterator[NamedText]:
    """The default of a variable, and the value of a block that names it beside it."""
    told, of_variable = block.body.expression("name"), block.type == "variable"
    name = block.label(0) if of_variable else told.value if isinstance(told, Literal) else None
    value = block.body.expression("default" if of_variable else "value")
    if isinstance(name, str) and isinstance(value, Literal) and isinstance(value.value, str):
        yield NamedText(name, value.value, value)


def _in_expression(name: str | None, expression: Expression) -> Iterator[NamedText]:
    match expression:
        case Literal(value=str() as text):
            if name is not None:
                yield NamedText(name, text, expression)
            yield from _settings(text, expression)
        case Template(parts=parts):
            for place, part in enumerate(parts):
                if isinstance(part, Literal) and isinstance(part.value, str):
                    # What an interpolation cuts off is no value of its own.
                    yield from _settings(part.value + ("$" if place + 1 < len(parts) else ""), part)
                else:
                    yield from _in_expression(None, part)
        case ObjectCons(items=items):
            for item in items:
                key = item.key.value if isinstance(item.key, Literal) else None
                yield from _in_expression(key if isinstance(key, str) else None, item.value)
        case _:
            for child in children(expression):
                yield from _in_expression(None, child)


def _settings(text: str, literal: Literal) -> Iterator[NamedText]:
    if "=" in text:
        for match in re.finditer(_SETTING, text, re.MULTILINE):
            yield NamedText(match[1], match[3], literal)
