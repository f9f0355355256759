"""conflicting-arguments: two things in one block that exclude each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, Note, RuleInfo, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.diagnostics import Span
    from generator.template.coder_blocks import CoderBlock

INFO = RuleInfo("conflicting-arguments", "provider", "two things in one block that exclude each other", Severity.ERROR)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each argument or block that another one written beside it excludes, the later of the two."""
    for conflict in context.catalog.provider_checks.conflicts:
        where = conflict.where
        for block in context.coder_blocks.checked(where, context.target):
            for other in conflict.others:
                if not (block.writes(where.name) and block.writes(other)):
                    continue
                one, two = sorted([(_place(block, where.name), where.name), (_place(block, other), other)])
                yield INFO.at(
                    two[0],
                    f"`{two[1]}` may not be written beside `{one[1]}`, whatever its value; remove one of them",
                    related=(Note(f"`{one[1]}` is written here", one[0]),),
                )


def _place(block: CoderBlock, name: str) -> Span:
    attribute = block.attribute(name)
    return block.nested[name][0].block.header if attribute is None else attribute.span
