"""Which release of a module is pinned: the newest that serves the target, unless the spec says one that can."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from generator.catalog.versions import Constraint, Release
from generator.errors import ToolError

if TYPE_CHECKING:
    from generator.catalog.agents import Agent
    from generator.catalog.catalog import Catalog
    from generator.catalog.coder import Target
    from generator.catalog.interface import ModuleInterface
    from generator.catalog.modules import HelperModule
    from generator.compose.problems import Problems
    from generator.source.yaml_tree import Path


class Choice(Struct, frozen=True):
    """A release and the task mechanism that it serves on the target."""

    release: Release
    mechanism: str


def known_interface(catalog: Catalog, address: str) -> ModuleInterface:
    """The interface of a module that the curated catalog names.

    Raises:
        ToolError: The catalog does not hold it, which its own tests rule out.
    """
    interface = catalog.interface(address)
    if interface is None:
        raise ToolError(f"the catalog names `{address}` but holds no interface of it")
    return interface


def choose_agent_release(
    agent: Agent, catalog: Catalog, target: Target, pinned: str | None, problems: Problems, path: Path
) -> Choice | None:
    """The release to pin and how it makes tasks, or None after a problem was noted.

    Args:
        agent: The agent.
        catalog: The catalog, which holds the interface of its module and the other agents.
        target: What the template is for; it has Tasks.
        pinned: The release that the spec pins; None leaves the choice.
        problems: Where problems are noted.
        path: The place of the pin in the spec.
    """
    mechanism = target.mechanism
    interface = known_interface(catalog, agent.module)
    newest = agent.newest(interface.releases, {mechanism} if mechanism else ())
    newest = newest or agent.newest(interface.releases, target.serves)
    if pinned is None:
        if newest is None or mechanism is None:
            problems.add("unusable-agent", ("agent",), _not_offered(agent, catalog, target))
            return None
        by = agent.mechanisms_of(newest)
        return Choice(newest, mechanism if mechanism in by else by[0])
    release = Release.parse(pinned)
    if release not in interface.releases:
        serving = f"; {newest} serves Coder {target}" if newest else ""
        problems.add("unknown-release", path, _no_such_release(interface, release) + serving)
        return None
    served = [m for m in agent.mechanisms_of(release) if m in target.serves]
    if not served:
        refusal = f"{agent.module} {release} cannot serve Tasks on Coder {target}: {_why_not(agent, release, target)}"
        problems.add("unusable-release", path, f"{refusal}; {newest} can" if newest else refusal)
        return None
    return Choice(release, served[0])


def choose_release(
    module: HelperModule, interface: ModuleInterface, target: Target, pinned: str | None, problems: Problems, path: Path
) -> Release | None:
    """The release of a helper module to pin: the newest that serves the target, or the one the spec names.

    Returns:
        None after a problem was noted.
    """
    newest = module.newest(interface.releases, target.release)
    if pinned is None:
        if newest is None:
            why = module.refusal(interface.newest, target.release)
            message = f"no release of {interface.address} serves Coder {target} ({interface.newest}: {why})"
            problems.add("unusable-module", path[:-1], message)
        return newest
    release = Release.parse(pinned)
    if release not in interface.releases:
        serving = f"; {newest} serves Coder {target}" if newest else ""
        problems.add("unknown-release", path, _no_such_release(interface, release) + serving)
        return None
    why = module.refusal(release, target.release)
    if why is not None:
        refusal = f"{interface.address} {release} does not serve Coder {target}: {why}"
        problems.add("unusable-release", path, f"{refusal}; {newest} does" if newest else refusal)
        return None
    return release


def terraform_floor(catalog: Catalog, address: str, release: Release) -> Release:
    """The least Terraform release that a module release works with, as far as is known: 0.0.0 for any."""
    interface = catalog.interface(address)
    constraint = None if interface is None else interface.release(release).terraform
    floors = [Constraint.parse(constraint).floor if constraint else None]
    agent = catalog.agent_for(address)
    if agent is not None:
        floors += [Release.parse(known.text) for known in agent.terraform if release in known.releases]
    return max(filter(None, floors), default=Release(0))


def _no_such_release(interface: ModuleInterface, release: Release) -> str:
    if release > interface.newest:
        return f"the catalog knows no release {release} of {interface.address}"
    return f"{interface.address} has no release {release}"


def _not_offered(agent: Agent, catalog: Catalog, target: Target) -> str:
    """That no release of an agent serves a target: what its releases need, and which agents can."""
    start = f"no release of {agent.module} serves Tasks on Coder {target}"
    served = " or ".join(f"{name} (Coder {catalog.coder.mechanisms[name].coder})" for name in agent.tasks)
    others = [id_ for id_ in catalog.agent_ids if target.mechanism in catalog.agent(id_).tasks]
    return f"{start}: it has them by {served} only; these agents can: {', '.join(others)}"


def _why_not(agent: Agent, release: Release, target: Target) -> str:
    mechanisms = agent.mechanisms_of(release)
    if not mechanisms:
        return "it has no Tasks"
    refused = "is not what `mechanism` asks for" if target.asked else f"Coder {target} does not serve"
    return f"it makes them by {mechanisms[0]}, which {refused}"
