"""metadata-target-twice: two `coder_metadata` for one resource."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, Note, RuleInfo, Severity
from generator.hcl.expressions import Traversal, unwrapped
from generator.template.addresses import address_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.hcl.tree import Block
    from generator.template.addresses import Address, Key
    from generator.template.coder_blocks import CoderBlock

INFO = RuleInfo("metadata-target-twice", "provider", "two `coder_metadata` for one resource", Severity.ERROR)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each `coder_metadata` that the import job plans for a resource which has one already.

    Coder looks for the nearest resource that it depends on, so only those that depend on a single one are judged.
    """
    first: dict[Key, CoderBlock] = {}
    for metadata in context.coder_blocks.of("coder_metadata"):
        inside = metadata.instance.module  # where only the module's own references tell what it depends on
        target = _target(context, metadata.top) if metadata.made and not inside else None
        if target is None:
            continue
        earlier = first.setdefault(target.key, metadata)
        place = metadata.attribute("resource_id")
        if earlier is metadata or place is None:
            continue
        again = earlier.top is metadata.top
        yield INFO.at(
            place.expression.span,
            f"`{_named(target)}` has a `coder_metadata` already, and Coder refuses two for one resource, all instances "
            "of which count as one; keep one",
            related=() if again else (Note("the first one", earlier.top.header),),
        )


def _target(context: Context, block: Block) -> Address | None:
    """The resource that a metadata block is surely for, and that the import job plans."""
    written = block.body.expression("resource_id")
    inner = None if written is None else unwrapped(written)
    target = address_of(inner) if isinstance(inner, Traversal) else None
    if target is None or not _is_compute(target):
        return None
    for reference in context.references:
        if reference.scope.block is not block:
            continue
        other = address_of(reference.traversal)
        if reference.traversal.root in {"local", "module"}:
            return None
        if other is not None and other.key != target.key and not other.key[1].startswith("coder_"):
            return None
    resource = context.resource_blocks.get(target.key)
    if resource is None or not any(instance.made for instance in context.coder_blocks.instances(resource)):
        return None
    return target


def _is_compute(address: Address) -> bool:
    return address.key[0] == "resource" and not address.key[1].startswith("coder_")


def _named(address: Address) -> str:
    return f"{address.key[1]}.{address.key[2]}"
