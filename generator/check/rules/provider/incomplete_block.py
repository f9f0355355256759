"""incomplete-block: a block that must hold one of some things."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, RuleInfo, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.template.coder_blocks import CoderBlock

INFO = RuleInfo("incomplete-block", "provider", "a block without any of the things it needs one of", Severity.ERROR)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each block that surely holds none of the things it needs one of, or two where it takes one."""
    for needs in context.catalog.provider_checks.one_of:
        where = needs.where
        path = f"{where.path}.{where.name}".strip(".")
        for block in context.coder_blocks.of(where.type, path):
            if not where.applies(block.release, context.target):
                continue
            there = [_holds(block, name) for name in needs.names]
            listed = " or ".join(f"`{name}`" for name in needs.names)
            named = f"`{where.name or where.type}`"
            if not any(held is not False for held in there):
                yield INFO.at(block.block.header, f"{named} needs {listed}, and has none of them")
            elif needs.only and sum(held is True for held in there) > 1:
                yield INFO.at(block.block.header, f"{named} takes {listed}, and not both")


def _holds(block: CoderBlock, name: str) -> bool | None:
    """Whether a block of that name is there, or an argument that is not empty; None where it cannot be told."""
    if name not in block.nested and not block.closed:
        return None
    if name not in block.block.body.attributes:
        return block.writes(name)
    value = block.value(name)
    if value is None or value == "":
        return False
    return True if isinstance(value, str) else None
