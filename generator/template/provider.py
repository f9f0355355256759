"""What a template itself asks of the coder provider."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from generator.catalog.versions import Constraint, Release
from generator.template.version_constraints import own_requirements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.catalog.catalog import Catalog
    from generator.diagnostics import Span
    from generator.template.model import Template


class ProviderRequest(Struct, frozen=True):
    """The version constraint for the coder provider in `required_providers`, and its place."""

    constraint: Constraint
    span: Span

    def admits_from(self, floor: Release) -> bool:
        """True when the constraint admits a release at or above `floor`, known or only thinkable."""
        return (self.constraint & Constraint.parse(f">= {floor}", provider=True)).lowest is not None


def provider_requests(template: Template, catalog: Catalog) -> Iterator[ProviderRequest]:
    """The constraints for the coder provider, in the order of the text; those that cannot be read are left out."""
    for requirement in own_requirements(template):
        if requirement.subject == catalog.coder.provider_source:
            yield ProviderRequest(requirement.constraint, requirement.span)
