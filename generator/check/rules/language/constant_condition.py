"""constant-condition: a condition that refers to nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, RuleInfo, Severity
from generator.hcl.expressions import legible, traversals

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.hcl.expressions import Traversal
    from generator.hcl.tree import Block

INFO = RuleInfo("constant-condition", "language", "a condition that refers to nothing", Severity.ERROR)

_CHECKS = frozenset({"precondition", "postcondition", "assert", "validation"})


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each condition of a check that is the same whatever the template is given."""
    for document in context.template.documents:
        for top in document.body.blocks:
            for block in _checks(top):
                condition = block.body.expression("condition")
                if condition is None or not legible(condition):
                    continue
                found = list(traversals(condition))
                if not found:
                    yield INFO.at(
                        condition.span, f"this {block.type} refers to nothing, so it would always say the same"
                    )
                elif top.type == "variable" and not any(_is_own(top.label(0), each) for each in found):
                    yield INFO.at(condition.span, f"this validation must refer to `var.{top.label(0)}`")


def _checks(top: Block) -> Iterator[Block]:
    for block in top.body.blocks:
        if block.type in _CHECKS and top.type in {"variable", "check", "output"}:
            yield block
        elif block.type == "lifecycle":
            yield from (nested for nested in block.body.blocks if nested.type in _CHECKS)


def _is_own(name: str, traversal: Traversal) -> bool:
    return traversal.root == "var" and traversal.attributes[1:2] == (name,)
