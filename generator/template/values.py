"""What an expression is worth before anything runs: literals and locals folded, everything else unknown.

Variables are unknown even where they have a default, since an operator may set them; so is all that Coder or a provider
says. No rule may conclude anything from an unknown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.hcl.evaluation import evaluate, nothing_known, wholly_known
from generator.hcl.expressions import GetAttribute, Literal, Traversal, children, traversals
from generator.hcl.unknown import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.hcl.evaluation import Names
    from generator.hcl.expressions import Expression


def fold(expression: Expression | None, names: Names = nothing_known) -> object:
    """The value of an expression as plain Python data, wholly known, or `UNKNOWN`.

    Args:
        expression: None stands for an absent argument and is Terraform's null.
        names: What the names in it are worth.
    """
    value = evaluate(expression, names)
    return value if wholly_known(value) else UNKNOWN


def local_names(locals_: Mapping[str, Expression], others: Names = nothing_known) -> Names:
    """Names of which the locals are known, as far as their expressions are, and `others` what else is."""
    values: dict[str, object] = {}
    depth = 0

    def look(traversal: Traversal) -> tuple[object, int]:
        nonlocal depth
        match traversal:
            case Traversal(root="local", steps=(GetAttribute(name=name), *_)) if name in locals_:
                if name not in values:
                    values[name] = UNKNOWN  # what a local is worth while it refers to itself
                    depth += 1
                    values[name] = evaluate(locals_[name], look, depth)
                    depth -= 1
                return values[name], 1
            case _:
                return others(traversal)

    return look


def holding(names: Names, held: Mapping[str, object]) -> Names:
    """Names with more of them known, by the first word."""

    def look(traversal: Traversal) -> tuple[object, int]:
        return (held[traversal.root], 0) if traversal.root in held else names(traversal)

    return look


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
