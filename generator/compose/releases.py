"""Which release of a module is pinned: the newest that serves the target, unless the spec says one that can."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.catalog.versions import Constraint, Release
from generator.errors import ToolError

if TYPE_CHECKING:
    from generator.catalog.agents import Agent
    from generator.catalog.catalog import Catalog
    from generator.catalog.coder import Target
    from generator.catalog.interface import ModuleInterface
    from generator.compose.problems import Problems
    from generator.source.yaml_tree import Path


@dataclass(frozen=True, slots=True)
class Choice:
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
    agent: Agent, interface: ModuleInterface, target: Target, pinned: str | None, problems: Problems, path: Path
) -> Choice | None:
    """The release to pin and how it makes tasks, or None after a problem was noted.

    Args:
        agent: The agent.
        interface: The interface of its module.
        target: What the template is for; it has Tasks.
        pinned: The release that the spec pins; None leaves the choice.
        problems: Where problems are noted.
        path: The place of the pin in the spec.
    """
    mechanism = target.mechanism
    newest = agent.newest(interface.releases, {mechanism} if mechanism else ())
    if pinned is None:
        if newest is None or mechanism is None:
            problems.add("unusable-agent", ("agent",), f"no release of {agent.module} serves Tasks on Coder {target}")
            return None
        return Choice(newest, mechanism)
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


def choose_release(interface: ModuleInterface, pinned: str | None, problems: Problems, path: Path) -> Release | None:
    """The release of a helper module to pin: the newest, or the one the spec names; None after a problem was noted."""
    if pinned is None:
        return interface.newest
    release = Release.parse(pinned)
    if release not in interface.releases:
        problems.add(
            "unknown-release", path, f"{_no_such_release(interface, release)}; the newest is {interface.newest}"
        )
        return None
    return release


def terraform_floor(catalog: Catalog, address: str, release: Release) -> Release:
    """The least Terraform release that a module release declares; 0.0.0 when it declares none."""
    interface = catalog.interface(address)
    constraint = None if interface is None else interface.release(release).terraform
    floor = Constraint.parse(constraint).floor if constraint else None
    return floor or Release(0)


def _no_such_release(interface: ModuleInterface, release: Release) -> str:
    if release > interface.newest:
        return f"the catalog knows no release {release} of {interface.address}"
    return f"{interface.address} has no release {release}"


def _why_not(agent: Agent, release: Release, target: Target) -> str:
    mechanisms = agent.mechanisms_of(release)
    if not mechanisms:
        return "it has no Tasks"
    return f"it makes them by {mechanisms[0]}, which Coder {target} does not serve"
