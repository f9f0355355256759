"""volume-replaced: a resource that holds the data of existing workspaces is replaced or goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, Note, RuleInfo, Severity
from generator.hcl.unknown import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.comparison import Change
    from generator.hcl.tree import Attribute, Block
    from generator.template.model import Template

INFO = RuleInfo(
    "volume-replaced",
    "compatibility",
    "a resource with the data of existing workspaces is replaced, or gone",
    Severity.ERROR,
)


def compare(change: Change) -> Iterator[Diagnostic]:
    """Points at the new block whose change replaces the resource, or at the old one that is gone without a `moved`."""
    facts = change.catalog.persistent_resources
    new = {(block.label(0), block.label(1)): block for block in change.new.blocks("resource")}
    moved = {str(block.body.expression("from")) for type_ in ("moved", "removed") for block in change.new.blocks(type_)}
    for block in change.old.blocks("resource"):
        address = (block.label(0), block.label(1))
        if block.label(0) not in facts or ".".join(address) in moved:
            continue
        if address not in new:
            message = f"`{'.'.join(address)}` is gone, and with it the data of existing workspaces; add a `moved` block"
            yield INFO.at(block.header, message)
            continue
        for argument in facts[block.label(0)]:
            yield from _replaced(change, block, new[address], argument)


def _replaced(change: Change, old: Block, new: Block, argument: str) -> Iterator[Diagnostic]:
    before, after = _argument(old, argument), _argument(new, argument)
    if before is None or after is None or _text(change.old, before) == _text(change.new, after):
        return
    name = f"{new.label(0)}.{new.label(1)}"
    yield INFO.at(
        after.expression.span,
        f"a new `{argument}` replaces `{name}`, and the data of existing workspaces is lost",
        related=(Note("as it was", before.expression.span),),
    )


def _argument(block: Block, path: str) -> Attribute | None:
    """An argument by its path; None where it is absent, or its changes are ignored."""
    for lifecycle in block.body.blocks_of("lifecycle"):
        if "ignore_changes" in lifecycle.body.attributes:
            return None
    *blocks, name = path.split(".")
    body = block.body
    for type_ in blocks:
        nested = next(body.blocks_of(type_), None)
        if nested is None:
            return None
        body = nested.body
    return body.attributes.get(name)


def _text(template: Template, attribute: Attribute) -> object:
    """What an argument is worth, or how it is written where that cannot be told."""
    value = template.value(attribute.expression)
    written = template.sources[attribute.span.path].slice(attribute.expression.span)
    return " ".join(written.split()) if value is UNKNOWN else value
