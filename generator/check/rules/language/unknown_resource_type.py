"""unknown-resource-type: a resource or data source that its provider never had."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, Edit, Fix, RuleInfo, Severity, Span
from generator.hcl.expressions import GetAttribute
from generator.source.near import near_match, sole_match
from generator.template.addresses import address_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from generator.check.rule import Context
    from generator.hcl.expressions import Traversal
    from generator.hcl.tree import Block

INFO = RuleInfo(
    "unknown-resource-type",
    "language",
    "a resource or data source that its provider does not have",
    Severity.ERROR,
    fixable=True,
)

_OTHER = {"resource": "data", "data": "resource"}
_WORDS = {"resource": "resource", "data": "data source"}


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each type that a provider whose every type is known does not have."""
    for kind, word in _WORDS.items():
        for block in context.template.blocks(kind):
            type_ = block.label(0)
            use = context.providers.of(block)
            if use is None or not use.schema.complete or type_ in use.schema.types(kind):
                continue
            if use.history(kind, type_) is not None:
                continue
            release = f"{use.schema.source} {use.schema.version}"
            message = f"{release} has no {word} `{type_}`"
            if type_ in use.schema.types(_OTHER[kind]):
                yield INFO.at(block.labels[0].span, f"{message}, but a {_WORDS[_OTHER[kind]]} of that name")
                continue
            known = use.schema.types(kind)
            near = near_match(type_, known)
            hint = "" if near is None else f"; did you mean `{near}`?"
            yield INFO.at(block.labels[0].span, message + hint, fix=_rename(context, kind, block, known))


def _rename(context: Context, kind: str, block: Block, known: Collection[str]) -> Fix | None:
    """The type that alone is near, at the block and where it is referred to; the template cannot load as it stands."""
    type_, name = block.label(0), block.label(1)
    match = sole_match(type_, known)
    if match is None or (kind, match, name) in context.resource_blocks:
        return None
    edits = [Edit(block.labels[0].span, f'"{match}"')]
    for traversal in context.template.references:
        address = address_of(traversal)
        if address is not None and address.key == (kind, type_, name):
            edits.append(Edit(_type_in(traversal, type_), match))
    return Fix(f"Rename `{type_}` to `{match}`", tuple(edits), safe=True)


def _type_in(traversal: Traversal, type_: str) -> Span:
    """The type in an address: what it begins with, or the first step behind `data` or `resource`."""
    size, whole = len(type_.encode()), traversal.span
    if traversal.root == type_:
        return Span(whole.path, whole.start, whole.start + size)
    step = next(step for step in traversal.steps if isinstance(step, GetAttribute))
    return Span(whole.path, step.span.end - size, step.span.end)
