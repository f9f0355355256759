"""provider-floor: a provider constraint that a called module cannot live with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, Note, RuleInfo, Severity
from generator.template.provider import provider_requests

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.catalog.versions import Release
    from generator.check.rule import Context
    from generator.template.task import RegistryCall

INFO = RuleInfo("provider-floor", "module", "a coder provider too old for a called module", Severity.ERROR)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each constraint for the coder provider that admits no release which all called modules take."""
    coder = context.catalog.coder
    floors = sorted(_floors(context), key=lambda floor: floor[0], reverse=True)
    for request in provider_requests(context.template, context.catalog):
        missed = [floor for floor in floors if not request.admits_from(floor[0], coder.provider_releases)]
        if missed:
            highest, registry = missed[0]
            yield INFO.at(
                request.span,
                f"`{request.constraint}` admits no {coder.provider_source} provider from {highest} on, which "
                f"{registry.interface.address} {registry.release} needs; write `>= {highest}`",
                related=tuple(Note(f"needs {floor} or later", call.call.place) for floor, call in missed),
            )


def _floors(context: Context) -> Iterator[tuple[Release, RegistryCall]]:
    for registry in context.registry_calls:
        if registry.release is not None:
            yield context.catalog.provider_floor(registry.interface.address, registry.release), registry
