"""absent-in-provider-release: what the provider release that the template gets does not have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, RuleInfo, Severity
from generator.hcl.expressions import GetAttribute
from generator.template.addresses import address_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.catalog.versions import ReleaseRange
    from generator.check.rule import Context
    from generator.diagnostics import Span
    from generator.template.providers import ProviderUse

INFO = RuleInfo(
    "absent-in-provider-release",
    "language",
    "a type, argument or attribute that the provider release which the template gets does not have",
    Severity.ERROR,
)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each type, argument, block and attribute that other releases of the provider have."""
    yield from _types(context)
    yield from _members(context)
    yield from _attributes(context)


def _types(context: Context) -> Iterator[Diagnostic]:
    for kind in ("resource", "data"):
        for block in context.template.blocks(kind):
            use = context.providers.of(block)
            if use is None or (use.current and block.label(0) in use.schema.types(kind)):
                continue
            releases = use.lacks(kind, block.label(0))
            if releases is not None:
                yield _finding(use, block.labels[0].span, block.label(0), releases)


def _members(context: Context) -> Iterator[Diagnostic]:
    for body in context.schema_bodies:
        use = body.provider
        if use is None or body.top.type == "provider":
            continue
        kind, type_ = body.top.type, body.top.label(0)
        written = [(name, attribute.name_span) for name, attribute in body.body.attributes.items()]
        written += [(name, block.header) for name, block, _ in body.children()]
        for name, place in written:
            known = body.schema.attribute(name) is not None or body.schema.block(name) is not None
            if (use.current and known) or not body.dated(name) or use.lacks(kind, type_) is not None:
                continue
            releases = use.lacks(kind, type_, body.member(name))
            if releases is not None:
                yield _finding(use, place, f"{type_}.{body.member(name)}", releases)


def _attributes(context: Context) -> Iterator[Diagnostic]:
    for reference in context.references:
        address = address_of(reference.traversal)
        block = None if address is None else context.resource_blocks.get(address.key)
        use = None if block is None else context.providers.of(block)
        if address is None or use is None:
            continue
        first = next((step for step in address.rest if isinstance(step, GetAttribute)), None)
        kind, type_, _ = address.key
        schema = use.schema.type(kind, type_)
        if first is None or (use.current and schema is not None and schema.attribute(first.name) is not None):
            continue
        history = use.history(kind, type_)
        if history is None or first.name not in history.members or use.lacks(kind, type_) is not None:
            continue
        releases = use.lacks(kind, type_, first.name)
        if releases is not None:
            yield _finding(use, reference.traversal.span, f"{type_}.{first.name}", releases)


def _finding(use: ProviderUse, place: Span, name: str, releases: ReleaseRange) -> Diagnostic:
    constraint = "" if use.constraint is None else f", which `{use.constraint}` admits,"
    return INFO.at(
        place, f"{use.schema.source} {use.release}{constraint} has no `{name}`; the releases {releases} have it"
    )
