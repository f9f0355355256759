"""Override files merged into the files that they change, as Terraform merges them.

https://developer.hashicorp.com/terraform/language/files/override, and internal/configs/module_merge.go of Terraform.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from generator.hcl.tree import Body

if TYPE_CHECKING:
    from generator.hcl.tree import Attribute, Block, Document

# Blocks of which there is one, so that the arguments of an override are merged into those that are there.
_SINGLE = frozenset({"lifecycle", "required_providers"})


class Override(Struct, frozen=True):
    """A block of an override file.

    Attributes:
        block: The block, as it is written.
        base: What it changes, before the change; None where there is no such block.
        unmatched: Of `locals`, those that no other file declares.
    """

    block: Block
    base: Block | None
    unmatched: tuple[Attribute, ...] = ()


def is_override(path: str) -> bool:
    """True for a file whose blocks change those of the other files instead of adding to them."""
    name = path.rpartition("/")[2].removesuffix(".json").removesuffix(".tf")
    return name == "override" or name.endswith("_override")


def merged(documents: tuple[Document, ...]) -> tuple[tuple[Document, ...], tuple[Override, ...]]:
    """The documents as Terraform sees them, and the blocks of override files.

    A changed block keeps its place, and each argument its own. What an override file adds without a base stays in its
    document; the rest of it is gone from there.
    """
    changing = [document for document in documents if is_override(document.source.path)]
    if not changing:
        return documents, ()
    bodies = {d.source.path: list(d.body.blocks) for d in documents if d not in changing}
    overrides: list[Override] = []
    for document in changing:
        alone: list[Block] = []
        for block in document.body.blocks:
            override = _apply_locals(bodies, block) if block.type == "locals" else _apply(bodies, block)
            overrides.append(override)
            if override.base is None:
                alone.append(block)
        bodies[document.source.path] = alone
    now = (replace(d, body=Body(d.body.attributes, tuple(bodies[d.source.path]))) for d in documents)
    return tuple(now), tuple(overrides)


def _apply(bodies: dict[str, list[Block]], override: Block) -> Override:
    """Changes the block that an override means."""
    for blocks in bodies.values():
        for i, block in enumerate(blocks):
            if _same(block, override):
                blocks[i] = replace(block, body=_merged_body(block.body, override.body))
                return Override(override, block)
    return Override(override, None)


def _apply_locals(bodies: dict[str, list[Block]], override: Block) -> Override:
    """Changes each local where it is declared; those that nowhere are join the first block."""
    places = [(blocks, i) for blocks in bodies.values() for i, block in enumerate(blocks) if block.type == "locals"]
    if not places:
        return Override(override, None, tuple(override.body.attributes.values()))
    first = places[0][0][places[0][1]]
    unmatched = []
    for name, attribute in override.body.attributes.items():
        place = next((p for p in places if name in p[0][p[1]].body.attributes), None)
        if place is None:
            unmatched.append(attribute)
        blocks, i = place or places[0]
        attributes = {**blocks[i].body.attributes, name: attribute}
        blocks[i] = replace(blocks[i], body=Body(attributes, blocks[i].body.blocks))
    return Override(override, first, tuple(unmatched))


def _same(block: Block, override: Block) -> bool:
    if block.type != override.type:
        return False
    if block.type == "provider" and _alias(block) != _alias(override):
        return False
    return block.label_texts == override.label_texts


def _alias(block: Block) -> object:
    return getattr(block.body.expression("alias"), "value", None)


def _merged_body(base: Body, override: Body) -> Body:
    """Arguments replace arguments; the blocks of a type replace all of it, but for types of which there is one."""
    replaced = {_made(block) for block in override.blocks if block.type not in _SINGLE}
    blocks = [block for block in base.blocks if _made(block) not in replaced]
    for block in override.blocks:
        at = next((i for i, b in enumerate(blocks) if b.type == block.type and b.type in _SINGLE), None)
        if at is None:
            blocks.append(block)
        else:
            blocks[at] = replace(blocks[at], body=_merged_body(blocks[at].body, block.body))
    return Body({**base.attributes, **override.attributes}, tuple(blocks))


def _made(block: Block) -> str:
    """The type of block that a block is, or that a dynamic one makes."""
    return block.label(0) if block.type == "dynamic" else block.type
