"""The blocks inside a block, however deep, by the name that their provider knows them by."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.hcl.tree import Block


def inner_blocks(block: Block) -> Iterator[tuple[str, Block]]:
    """A block and every block in it, each with its name: that of the outermost is empty.

    A dynamic block goes by the name of what it makes, and what it may make is the `content` in it.
    """
    yield "", block
    yield from _below(block)


def _below(block: Block) -> Iterator[tuple[str, Block]]:
    for inner in block.body.blocks:
        contents = inner.body.blocks_of("content") if inner.type == "dynamic" else (inner,)
        name = inner.label(0) if inner.type == "dynamic" else inner.type
        for content in contents:
            yield name, content
            yield from _below(content)
