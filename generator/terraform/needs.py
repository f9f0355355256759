"""What a template needs for a trial offline: what of it is at hand, under which releases, and what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from generator.template.providers import local_name
from generator.template.version_constraints import named_sources, own_requirements

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.catalog.catalog import Catalog
    from generator.catalog.versions import Constraint, Release
    from generator.diagnostics import Span
    from generator.hcl.tree import Block
    from generator.template.model import ModuleCall, Template
    from generator.terraform.provider_mirror import ProviderMirror

_OWN = "terraform"  # the provider that is part of Terraform
_BUILT_IN = f"terraform.io/builtin/{_OWN}"
_SERVED = ("resource", "data", "ephemeral", "provider")


class Lack(Struct, frozen=True):
    """Something without which Terraform cannot judge, where the template names it, and why it is not at hand."""

    span: Span
    message: str


class Needs(Struct, frozen=True):
    """What a trial of a template takes.

    Attributes:
        lacks: What is missing; empty where the template can be tried.
        substitutes: Providers without their host whose release at hand the template does not admit, to one it admits.
    """

    lacks: tuple[Lack, ...]
    substitutes: Mapping[str, Release]


def needs_of(template: Template, catalog: Catalog, mirror: ProviderMirror) -> Needs:
    """What a template and the modules in it need of the stubs of a mirror and of the modules of the catalog."""
    substitutes = _substitutes(template.parts, mirror, template.locked_providers)
    lacks: dict[Span, Lack] = {}
    for part in template.parts:
        named = dict(_provider_places(part))
        for source, span in named.items():
            if source not in mirror.releases and source != _BUILT_IN:
                lacks.setdefault(span, Lack(span, f"the provider `{source}` is not at hand"))
        for block in part.blocks("ephemeral"):
            lacks.setdefault(block.header, Lack(block.header, "stub providers know no ephemeral resources"))
        for block in _of_unknown_type(part, catalog, mirror):
            message = f"the schema of `{block.label(0)}` is not at hand"
            lacks.setdefault(block.header, Lack(block.header, message))
        for call in part.module_calls:
            if call.name not in part.local_modules and _is_out_of_reach(call, catalog):
                span = call.source_place
                lacks.setdefault(span, Lack(span, f"the module `{call.source}` is not in the catalog"))
    return Needs(tuple(lacks.values()), substitutes)


def provider_sources(template: Template) -> Mapping[str, str | None]:
    """The source of each provider that a template requires, without the host, by its local name."""
    return dict(named_sources(template))


def source_of(block: Block, sources: Mapping[str, str | None]) -> str | None:
    """The source of the provider that serves a block; None where it cannot be told.

    Args:
        block: A `resource`, `data`, `ephemeral` or `provider` block.
        sources: As `provider_sources` gives them.
    """
    name = local_name(block)
    if name in sources:
        return sources[name]
    return _BUILT_IN if name == _OWN else f"hashicorp/{name}"


def _provider_places(template: Template) -> Iterator[tuple[str, Span]]:
    """The providers that Terraform will install for a template, each with the first place that asks for it last."""
    sources = provider_sources(template)
    for kind in _SERVED:
        for block in template.blocks(kind):
            source = source_of(block, sources)
            if source is not None and local_name(block) not in sources:
                yield source, block.header
    for name, attribute in template.required_providers():
        source = sources.get(name)
        if source is not None:
            yield source, attribute.span


def _of_unknown_type(template: Template, catalog: Catalog, mirror: ProviderMirror) -> Iterator[Block]:
    """The blocks of types that a release may well have and that the schema at hand does not tell."""
    sources = provider_sources(template)
    for kind in ("resource", "data"):
        for block in template.blocks(kind):
            source, type_ = source_of(block, sources), block.label(0)
            schema = None if source is None or source not in mirror.releases else catalog.provider(source)
            if schema is None or type_ in schema.types(kind):
                continue
            history = schema.history.get((kind, type_))
            held = None if history is None else history.releases
            if not schema.complete or (
                held is not None and any(each in held for each in mirror.releases[schema.source])
            ):
                yield block


def _is_out_of_reach(call: ModuleCall, catalog: Catalog) -> bool:
    if call.source is None:
        return False
    return call.address is None or catalog.interface(call.address) is None


def _substitutes(
    parts: tuple[Template, ...], mirror: ProviderMirror, locked: Mapping[str, Release]
) -> dict[str, Release]:
    asked: dict[str, Constraint] = {}
    for part in parts:
        for requirement in own_requirements(part):
            if requirement.subject in mirror.releases:
                before = asked.get(requirement.subject)
                asked[requirement.subject] = (
                    requirement.constraint if before is None else before & requirement.constraint
                )
    found = {}
    for source, releases in mirror.releases.items():
        constraint, held = asked.get(source), locked.get(source)
        if held is not None and (constraint is None or constraint.allows(held)):
            if held not in releases:
                found[source] = held
        elif constraint is not None and not any(map(constraint.allows, releases)) and constraint.lowest is not None:
            found[source] = constraint.lowest
    return found
