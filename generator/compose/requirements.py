"""What a composition needs: the least releases of the coder provider and of Terraform that all of it works with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.catalog.versions import Release
from generator.compose.composition import Provider
from generator.compose.releases import terraform_floor

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from generator.catalog.catalog import Catalog
    from generator.compose.agent_values import AgentPart
    from generator.compose.composition import App, EnvironmentVariable, ModuleCall, Parameter, Preset
    from generator.spec.model import TaskSpec


def coder_provider(catalog: Catalog, mechanism: str, calls: Sequence[ModuleCall], features: set[str]) -> Provider:
    """The coder provider with the least release that everything in the template works with."""
    floors = [catalog.coder.mechanisms[mechanism].provider, catalog.coder.provider_floor(features)]
    floors += [catalog.provider_floor(address, release) for address, release in _pinned(catalog, calls)]
    return Provider("coder", catalog.coder.provider_source, f">= {max(floors)}")


def terraform_constraint(catalog: Catalog, calls: Sequence[ModuleCall]) -> str:
    """The constraint for the least Terraform release that every called module works with."""
    floors = [terraform_floor(catalog, address, release) for address, release in _pinned(catalog, calls)]
    floor = max([Release(1), *floors])
    return f">= {floor.major}.{floor.minor}"


def _pinned(catalog: Catalog, calls: Iterable[ModuleCall]) -> Iterator[tuple[str, Release]]:
    """The address and release of each call of a registry module."""
    for call in calls:
        address = catalog.address_of(call.source)
        if address is not None:
            yield address, Release.parse(call.version)


def features(
    spec: TaskSpec,
    parameters: Iterable[Parameter],
    presets: Iterable[Preset],
    apps: Iterable[App],
    agent: AgentPart | None,
    env: Iterable[EnvironmentVariable],
) -> set[str]:
    """The types and attributes of the coder provider that the composition uses, as coder_releases.yaml names them."""
    used = set(agent.features) if agent is not None else set()
    for parameter in parameters:
        used |= {f"coder_parameter.{name}" for name in parameter.arguments}
        if parameter.count is not None:  # a form that changes with what is chosen is as old as its kinds of fields
            used.add("coder_parameter.form_type")
    for preset in presets:
        used |= {"coder_workspace_preset", *(f"coder_workspace_preset.{name}" for name in preset.arguments)}
        if preset.prebuilds is not None:
            used.add("coder_workspace_preset.prebuilds")
            if preset.prebuilds.ttl is not None:
                used.add("coder_workspace_preset.prebuilds.expiration_policy")
            if preset.prebuilds.schedules:
                used.add("coder_workspace_preset.prebuilds.scheduling")
    for app in apps:
        used |= {f"coder_app.{name}" for name in app.arguments}
    if spec.workspace_tags:
        used.add("coder_workspace_tags")
    if spec.external_auth or (agent is not None and agent.provider is not None):
        used.add("coder_external_auth")
    if any(True for _ in env):
        used.add("coder_env")
    return used
