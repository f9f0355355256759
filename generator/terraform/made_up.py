"""Which remarks hang on something that the trial made up, so that they say nothing of the template.

A trial gives a placeholder to a template variable without a default, to what a data source of a provider reads that is
not there, and to the outputs of stub modules; and the schema of a provider may be that of another release.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from generator.hcl.expressions import GetAttribute, traversals
from generator.template.addresses import address_of, resource_blocks
from generator.template.module_interface import type_text
from generator.terraform.needs import provider_sources, source_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from generator.catalog.catalog import Catalog
    from generator.diagnostics import Span
    from generator.hcl.expressions import Expression, Step, Traversal
    from generator.hcl.tree import Attribute, Block
    from generator.template.model import Template

_SERVED = ("resource", "data", "provider")
_REPEATERS = {"each": "for_each", "count": "count"}


class _Place(Struct, frozen=True):
    """An expression, the template that it stands in, and the block at the top of the file around it."""

    template: Template
    expression: Expression
    block: Block | None


class MadeUp(Struct, frozen=True):
    """What of a trial is made up.

    Attributes:
        template: The template that is tried.
        catalog: What is known of providers and of the import job.
        variables: The variables of the template that have a placeholder.
        substitutes: The providers whose schema is that of another release, without their host.
        stubs: True offline, where data sources and modules are stubs.
    """

    template: Template
    catalog: Catalog
    variables: Collection[str]
    substitutes: Collection[str]
    stubs: bool

    def schema_behind(self, part: Template, span: Span) -> str | None:
        """The provider of another release that a place in the template, or in a module in it, is about; else None."""
        if not self.substitutes:
            return None
        sources = provider_sources(part)
        for block in _blocks_at(part, span):
            if block.type in _SERVED and source_of(block, sources) in self.substitutes:
                return source_of(block, sources)
        blocks = resource_blocks(part)
        for attribute, _ in _attributes_at(part, span):
            for traversal in traversals(attribute.expression):
                address = address_of(traversal) if _overlap(traversal.span, span) else None
                named = None if address is None else blocks.get(address.key)
                if named is not None and source_of(named, sources) in self.substitutes:
                    return source_of(named, sources)
        return None

    def value_behind(self, part: Template, span: Span) -> str | None:
        """A name whose made-up value may be why Terraform refuses a place in `part`; None where there is none."""
        for block in _blocks_at(part, span):
            if block.type == "variable" and part is self.template and block.label(0) in self.variables:
                return f"var.{block.label(0)}"
        pending = [_Place(part, attribute.expression, block) for attribute, block in _attributes_at(part, span)]
        seen: set[Span] = set()
        while pending:
            place = pending.pop()
            if place.expression.span in seen:
                continue
            seen.add(place.expression.span)
            for traversal in traversals(place.expression):
                if self._is_made_up(place.template, traversal):
                    return ".".join(traversal.attributes[: 4 if traversal.root == "data" else 3])
                pending += self._behind(place, traversal)
        return None

    def _is_made_up(self, part: Template, traversal: Traversal) -> bool:
        names = traversal.attributes
        if len(names) < 2:
            return False
        if traversal.root == "var":
            return part is self.template and names[1] in self.variables
        if traversal.root == "module":
            return self.stubs and names[1] not in part.local_modules
        return self.stubs and traversal.root == "data" and not self._is_known(part, traversal)

    def _is_known(self, part: Template, traversal: Traversal) -> bool:
        """True when a data source reads there what it would read in an import job."""
        address = address_of(traversal)
        block = None if address is None else resource_blocks(part).get(address.key)
        if address is None or block is None:
            return True  # Terraform itself will refuse it
        type_ = address.key[1]
        name = traversal.attributes[3] if len(traversal.attributes) > 3 else ""
        source = source_of(block, provider_sources(part))
        schema = None if source is None else self.catalog.provider(source)
        held = None if schema is None else schema.type("data", type_)
        attribute = None if held is None else held.attribute(name)
        if attribute is not None and attribute.settable and name in block.body.attributes:
            return True
        coder = self.catalog.coder
        if source != coder.provider_source:
            return False
        return name in coder.import_job.get(type_, {}) or (type_, name) == ("coder_parameter", "value")

    def _behind(self, place: _Place, traversal: Traversal) -> Iterator[_Place]:
        """The expressions that what a traversal names is made from."""
        part, names = place.template, traversal.attributes
        second = names[1] if len(names) > 1 else ""
        if traversal.root == "local":
            if second in part.locals:
                yield _Place(part, part.locals[second], None)
        elif traversal.root == "var":
            yield from self._given(part, second)
        elif traversal.root == "module":
            inner = part.local_modules.get(second)
            if inner is not None and inner.template is not None and len(names) > 2:
                for block in inner.template.blocks("output", names[2]):
                    yield from _in_block(inner.template, block)
        elif traversal.root in _REPEATERS:
            repeated = None if place.block is None else place.block.body.expression(_REPEATERS[traversal.root])
            if repeated is not None:
                yield _Place(part, repeated, place.block)
        else:
            address = address_of(traversal)
            named = None if address is None else resource_blocks(part).get(address.key)
            if address is not None and named is not None:
                yield from _named_in(part, named, address.rest)

    def _given(self, inner: Template, name: str) -> Iterator[_Place]:
        """What the calls of a module in a folder of the template give to one of its variables."""
        for part in self.template.parts:
            for call in part.module_calls:
                called = part.local_modules.get(call.name)
                if called is not None and called.template is inner and name in call.inputs:
                    yield _Place(part, call.inputs[name].expression, call.block)


def part_with(template: Template, path: str) -> Template:
    """The template itself, or the module in a folder of it, that holds a file."""
    for part in template.modules_inside:
        if any(document.source.path == path for document in part.documents):
            return part
    return template


def _named_in(part: Template, block: Block, rest: Sequence[Step]) -> Iterator[_Place]:
    """What decides how many instances of a resource or data source there are, and what is taken from one of them."""
    name = next((step.name for step in rest if isinstance(step, GetAttribute)), None)
    name = "default" if (block.label(0), name) == ("coder_parameter", "value") else name
    for attribute in block.body.attributes.values():
        if name is None or attribute.name in {name, "count", "for_each"}:
            yield _Place(part, attribute.expression, block)
    for nested in block.body.blocks:
        if name is None or name in {nested.type, nested.label(0)}:
            yield from _in_block(part, nested)


def _in_block(part: Template, block: Block) -> Iterator[_Place]:
    for attribute in block.body.all_attributes():
        yield _Place(part, attribute.expression, block)


def _blocks_at(part: Template, span: Span) -> Iterator[Block]:
    for document in part.documents:
        if document.source.path == span.path:
            yield from (block for block in document.body.blocks if _overlap(block.span, span))


def _attributes_at(part: Template, span: Span) -> Iterator[tuple[Attribute, Block]]:
    for block in _blocks_at(part, span):
        for attribute in block.body.all_attributes():
            if _overlap(attribute.span, span):
                yield attribute, block


def _overlap(one: Span, other: Span) -> bool:
    return one.path == other.path and one.start <= other.end and other.start <= one.end


def placeholders(template: Template, given: Collection[str]) -> Mapping[str, str]:
    """A value for each variable that has neither a default nor a value in `given`, as `TF_VAR_` takes it."""
    from generator.terraform.module_stub import placeholder

    found = {}
    for name, block in template.variables.items():
        if "default" in block.body.attributes or name in given:
            continue
        found[name] = placeholder(type_text(template, block)).strip('"')
    return found
