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
    root, steps = traversal.root, traversal.steps
    if root in _NO_TYPE:
        return None
    named_by = 2 if root in {"data", "resource"} else 1  # `resource.a.b` is the long form of `a.b`
    names = [step.name for step in steps[:named_by] if isinstance(step, GetAttribute)]
    if len(names) < named_by:
        return None
    type_ = root if named_by == 1 else names[0]
    return Address(("data" if root == "data" else "resource", type_, names[-1]), steps[named_by:])


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
