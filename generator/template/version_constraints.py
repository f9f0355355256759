"""What a template and the modules it calls ask of the releases of providers and of Terraform."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from generator.catalog.catalog import registry_address
from generator.catalog.provider_schemas import REGISTRY
from generator.catalog.versions import Constraint
from generator.hcl.expressions import ObjectCons

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.catalog.catalog import Catalog
    from generator.catalog.versions import Release
    from generator.diagnostics import Span
    from generator.hcl.expressions import Expression
    from generator.template.model import Template
    from generator.template.task import RegistryCall

TERRAFORM = "terraform"
"""The subject of `required_version`; no provider's source looks like it, since those have a namespace."""


class Requirement(Struct, frozen=True):
    """A constraint for the releases of a provider, or of Terraform, and where a person can change it.

    Attributes:
        subject: The provider's source without the host of the public registry (`coder/coder`), or `TERRAFORM`.
        span: The constraint in the template; for that of a called module, what chooses the module's release.
        asked_by: The module releases from the template's call down to the one that asks, the inner ones first
            (`coder/agentapi 1.2.0 in coder/claude-code 3.4.4`); empty for the template itself.
        call: The call of the module; None for the template itself.
    """

    subject: str
    constraint: Constraint
    span: Span
    asked_by: str = ""
    call: RegistryCall | None = None


class _Asked(Struct, frozen=True):
    """A constraint of a module release: of what, which, and the releases down to it."""

    subject: str
    constraint: Constraint
    by: str


def own_requirements(template: Template) -> Iterator[Requirement]:
    """What the template itself asks for, in the order of the text; what cannot be read is left out."""
    sources = dict(named_sources(template))
    for block in template.blocks("terraform"):
        attribute = block.body.attributes.get("required_version")
        if attribute is not None:
            yield from _read(template, TERRAFORM, attribute.expression)
        for required in block.body.blocks_of("required_providers"):
            for name, entry in required.body.attributes.items():
                source, version = sources.get(name), version_in(entry.expression)
                if source is not None and version is not None:
                    yield from _read(template, source, version)
    for block in template.blocks("provider"):  # the old place of a constraint, which counts as well
        name, version = block.label(0), block.body.expression("version")
        source = sources.get(name) if name in sources else f"hashicorp/{name}"
        if source is not None and version is not None:
            yield from _read(template, source, version)


def called_requirements(catalog: Catalog, call: RegistryCall, release: Release) -> Iterator[Requirement]:
    """What one release of a called module asks for, and the modules that it calls in turn."""
    for asked in _asked(catalog, call.interface.address, release, ()):
        yield Requirement(asked.subject, asked.constraint, call.call.place, asked.by, call)


def _read(template: Template, subject: str, expression: Expression) -> Iterator[Requirement]:
    text = template.value(expression)
    if isinstance(text, str):
        constraint = _parsed(text, subject)
        if constraint is not None:
            yield Requirement(subject, constraint, expression.span)


def _parsed(text: str | None, subject: str) -> Constraint | None:
    if text is None:
        return None
    try:
        return Constraint.parse(text, provider=subject != TERRAFORM)
    except ValueError:
        return None


def named_sources(template: Template) -> Iterator[tuple[str, str | None]]:
    """The local name of each required provider with its source; None for a source that cannot be told."""
    for name, attribute in template.required_providers():
        entry = attribute.expression
        item = entry.get("source") if isinstance(entry, ObjectCons) else None
        source = f"hashicorp/{name}" if item is None else template.value(item.value)
        yield name, _plain(source) if isinstance(source, str) else None


def _plain(source: str) -> str:
    """A source in the one form that Terraform brings all of its forms to."""
    source = source.lower().removeprefix(REGISTRY)
    return source if "/" in source else f"hashicorp/{source}"


def version_in(entry: Expression) -> Expression | None:
    """The constraint in an entry of `required_providers`; in the old form it is the entry."""
    if not isinstance(entry, ObjectCons):
        return entry
    item = entry.get("version")
    return None if item is None else item.value


def _asked(catalog: Catalog, address: str, release: Release, within: tuple[str, ...]) -> Iterator[_Asked]:
    interface = catalog.interface(address)
    by = f"{address} {release}"
    if interface is None or release not in interface.releases or by in within:
        return
    held, path = interface.release(release), (by, *within)
    asks = [(_plain(provider.source), provider.constraint) for provider in held.providers]
    for subject, text in [*asks, (TERRAFORM, held.terraform)]:
        constraint = _parsed(text, subject)
        if constraint is not None:
            yield _Asked(subject, constraint, " in ".join(path))
    for nested in held.modules:
        inner = registry_address(nested.source)
        known = None if inner is None else catalog.interface(inner)
        if inner is not None and known is not None and nested.version is not None:
            admitted = known.matching(Constraint.parse(nested.version))
            if admitted:
                yield from _asked(catalog, inner, admitted[-1], path)
