"""too-many-blocks: more blocks of a kind than a block may hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, Note, RuleInfo, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context

INFO = RuleInfo("too-many-blocks", "language", "more blocks of a kind than there may be", Severity.ERROR)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at the first block of a kind that is one too many; those of dynamic blocks are not counted."""
    for body in context.schema_bodies:
        for name in dict.fromkeys(block.type for block in body.body.blocks):
            nested = body.schema.block(name)
            if nested is None or nested.most is None:
                continue
            blocks = list(body.body.blocks_of(name))
            if len(blocks) > nested.most:
                allowed = f"one `{name}` block" if nested.most == 1 else f"{nested.most} `{name}` blocks"
                yield INFO.at(
                    blocks[nested.most].header,
                    f"`{body.name}` takes {allowed} at most",
                    related=(Note("the first one", blocks[0].header),),
                )
