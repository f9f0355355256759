"""What a template itself asks of the coder provider."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.catalog.versions import Constraint, Release
from generator.hcl.expressions import ObjectCons

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.catalog.catalog import Catalog
    from generator.diagnostics import Span
    from generator.template.model import Template


@dataclass(frozen=True, slots=True)
class ProviderRequest:
    """The version constraint for the coder provider in `required_providers`, and its place."""

    constraint: Constraint
    span: Span

    def admits_from(self, floor: Release, known: tuple[Release, ...]) -> bool:
        """True when the constraint admits a release at or above `floor`, known or only thinkable.

        A set of comparisons that admits any such release admits one of those tried here: a known one, the floor, or one
        next to a version that the constraint names.
        """
        tried = {floor, *known}
        for release in (floor, *(term.release for term in self.constraint.terms)):
            core = Release(release.major, release.minor, release.patch)
            tried |= {release, core, Release(core.major, core.minor, core.patch + 1)}
            tried |= {Release(core.major, core.minor + 1), Release(core.major + 1)}
        return any(release >= floor and self.constraint.allows(release) for release in tried)


def provider_requests(template: Template, catalog: Catalog) -> Iterator[ProviderRequest]:
    """The constraints for the coder provider, in the order of the text; those that cannot be read are left out."""
    for block in template.blocks("terraform"):
        for required in block.body.blocks_of("required_providers"):
            for attribute in required.body.attributes.values():
                entry = attribute.expression
                if not isinstance(entry, ObjectCons) or not _is_coder(template, catalog, entry):
                    continue
                version = entry.get("version")
                text = None if version is None else template.value(version.value)
                if version is not None and isinstance(text, str):
                    try:
                        constraint = Constraint.parse(text, provider=True)
                    except ValueError:
                        continue
                    yield ProviderRequest(constraint, version.value.span)


def _is_coder(template: Template, catalog: Catalog, entry: ObjectCons) -> bool:
    source = entry.get("source")
    text = None if source is None else template.value(source.value)
    if not isinstance(text, str):
        return False
    return text.lower().removeprefix("registry.terraform.io/") == catalog.coder.provider_source
