"""What a reference names: the resource or data source, and the steps taken from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from generator.hcl.expressions import GetAttribute

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from generator.hcl.expressions import Step, Traversal
    from generator.hcl.tree import Block
    from generator.template.model import Template

Key = tuple[str, str, str]
"""Kind (`resource` or `data`), type and name."""

_NO_TYPE = frozenset({"var", "local", "module", "each", "count", "self", "path", "terraform", "ephemeral", "action"})


class Address(Struct, frozen=True):
    """A resource or data source that a traversal names; `rest` is what it takes from there."""

    key: Key
    rest: tuple[Step, ...]

    def __str__(self) -> str:
        kind, type_, name = self.key
        return f"data.{type_}.{name}" if kind == "data" else f"{type_}.{name}"


def address_of(traversal: Traversal) -> Address | None:
    """The address that a traversal begins with, or None where it begins with something else."""
    if traversal.root in _NO_TYPE:
        return None
    steps = traversal.steps
    kind = "data" if traversal.root == "data" else "resource"
    words = [] if traversal.root in {"data", "resource"} else [traversal.root]
    at = 0
    while len(words) < 2:
        step = steps[at] if at < len(steps) else None
        if not isinstance(step, GetAttribute):
            return None
        words.append(step.name)
        at += 1
    return Address((kind, words[0], words[1]), steps[at:])


def resource_blocks(template: Template) -> Mapping[Key, Block]:
    """The `resource` and `data` blocks at the top of the files by their address."""
    return {
        (kind, block.label(0), block.label(1)): block
        for kind in ("resource", "data")
        for block in template.blocks(kind)
    }


def named(traversal: Traversal, roots: Collection[str]) -> str | None:
    """The address of what a traversal names: a resource, a data source, or what stands behind one of `roots`.

    None for everything else, such as `var.x` where `var` is no root asked for.
    """
    if traversal.root in roots:
        step = traversal.steps[0] if traversal.steps else None
        return f"{traversal.root}.{step.name}" if isinstance(step, GetAttribute) else None
    address = address_of(traversal)
    return None if address is None else str(address)
