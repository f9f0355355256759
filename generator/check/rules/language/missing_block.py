"""missing-block: a block without a block that it must hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, RuleInfo, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.template.schema_bodies import SchemaBody

INFO = RuleInfo("missing-block", "language", "fewer blocks of a kind than there must be", Severity.ERROR)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each block that holds too few of a kind of block; dynamic blocks may make any number."""
    for body in context.schema_bodies:
        if body.top.type == "provider":
            continue
        for name, least in _demanded(body):
            written = body.body.expression(name) is not None or any(body.body.dynamic_of(name))
            count = sum(1 for _ in body.body.blocks_of(name))
            if count < least and not written:
                needed = f"a `{name}` block" if least == 1 else f"{least} `{name}` blocks"
                yield INFO.at(body.block.header, f"`{body.name}` needs {needed}")


def _demanded(body: SchemaBody) -> Iterator[tuple[str, int]]:
    for name in body.schema.demanded:
        nested = body.schema.block(name)
        if nested is not None:
            yield name, nested.least
    yield from ((name, 1) for name in body.required_then if body.schema.block(name) is not None)
