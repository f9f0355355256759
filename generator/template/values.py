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
    return _LocalNames(locals_, others)


class _LocalNames:
    """An object, since a function that calls itself would hold itself, and all it knows, until garbage is collected."""

    def __init__(self, locals_: Mapping[str, Expression], others: Names) -> None:
        self._locals = locals_
        self._others = others
        self._values: dict[str, object] = {}
        self._depth = 0

    def __call__(self, traversal: Traversal) -> tuple[object, int]:
        """What a name is worth, and how many of the steps from it that took."""
        match traversal:
            case Traversal(root="local", steps=(GetAttribute(name=name), *_)) if name in self._locals:
                if name not in self._values:
                    self._values[name] = UNKNOWN  # what a local is worth while it refers to itself
                    self._depth += 1
                    self._values[name] = evaluate(self._locals[name], self, self._depth)
                    self._depth -= 1
                return self._values[name], 1
            case _:
                return self._others(traversal)


def path_names(folder: str) -> Names:
    """Names of which `path.module` and `path.root` are known, for a module in a folder of the root's."""
    known = {"module": folder, "root": "."}

    def look(traversal: Traversal) -> tuple[object, int]:
        match traversal:
            case Traversal(root="path", steps=(GetAttribute(name=name), *_)) if name in known:
                return known[name], 1
            case _:
                return nothing_known(traversal)

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
