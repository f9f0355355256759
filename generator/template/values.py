"""What an expression is worth before anything runs: literals and locals folded, everything else unknown.

Variables are unknown even where they have a default, since an operator may set them; so is all that Coder or a provider
says. No rule may conclude anything from an unknown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.hcl.expressions import (
    GetAttribute,
    Literal,
    ObjectCons,
    Template,
    Traversal,
    TupleCons,
    children,
    traversals,
)
from generator.hcl.unknown import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.hcl.expressions import Expression

_MAX_DEPTH = 40


def fold(expression: Expression | None, locals_: Mapping[str, Expression], depth: int = 0) -> object:
    """The value of an expression as plain Python data, or `UNKNOWN`.

    Args:
        expression: None stands for an absent argument and is Terraform's null.
        locals_: The template's locals by name.
        depth: How many locals have been followed, so that a cycle ends.
    """
    if depth > _MAX_DEPTH:
        return UNKNOWN
    match expression:
        case None:
            return None
        case Literal(value=value):
            return value
        case Template(parts=parts, directives=False):
            return _text([fold(part, locals_, depth + 1) for part in parts])
        case Traversal(root="local", steps=(GetAttribute(name=name),)) if name in locals_:
            return fold(locals_[name], locals_, depth + 1)
        case TupleCons(items=items):
            folded = [fold(item, locals_, depth + 1) for item in items]
            return UNKNOWN if UNKNOWN in folded else folded
        case ObjectCons(items=members):
            pairs = [(fold(m.key, locals_, depth + 1), fold(m.value, locals_, depth + 1)) for m in members]
            if any(key is UNKNOWN or value is UNKNOWN for key, value in pairs):
                return UNKNOWN
            return {text_of(key): value for key, value in pairs}
        case _:
            return UNKNOWN


def text_of(value: object) -> str:
    """A known scalar as Terraform turns it into a string."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _text(parts: list[object]) -> object:
    if len(parts) == 1:
        return parts[0]
    if any(part is UNKNOWN or part is None or isinstance(part, list | dict) for part in parts):
        return UNKNOWN
    return "".join(text_of(part) for part in parts)


def reach(expression: Expression, locals_: Mapping[str, Expression]) -> Iterator[Traversal]:
    """Every traversal that an expression's value may come from, locals followed; a local itself is not among them."""
    seen: set[str] = set()
    pending = [expression]
    while pending:
        for traversal in traversals(pending.pop()):
            name = traversal.attributes[1] if len(traversal.attributes) > 1 else ""
            if traversal.root == "local" and name in locals_:
                if name not in seen:
                    seen.add(name)
                    pending.append(locals_[name])
            else:
                yield traversal


def literal_strings(expression: Expression) -> Iterator[Literal]:
    """The string literals in an expression, the fixed parts of templates among them, in the order of the text."""
    if isinstance(expression, Literal):
        if isinstance(expression.value, str):
            yield expression
        return
    for child in children(expression):
        yield from literal_strings(child)
