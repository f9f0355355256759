"""The firewall around an agent: what it lets through, which is nothing beside what is listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.compose.composition import Firewall
from generator.spec.model import FirewallSpec

if TYPE_CHECKING:
    from generator.catalog.coder import CoderReleases, Target
    from generator.compose.agent_values import AgentPart
    from generator.compose.problems import Problems
    from generator.spec.model import AgentSpec

_JAIL = "landjail"  # needs no privilege, so that it works in every container whose kernel has it


def compose_firewall(
    spec: AgentSpec, part: AgentPart, coder: CoderReleases, target: Target, problems: Problems
) -> Firewall | None:
    """The firewall that the spec asks for; None where it asks for none, or after a problem was noted.

    Args:
        spec: What the spec says of the agent.
        part: The agent's part, its way to authenticate among it.
        coder: What is known of Coder releases.
        target: The target.
        problems: Where problems are noted.
    """
    if not spec.firewall:
        return None
    if target.release not in coder.agent_firewall:
        message = f"Coder {target} has no firewall for agents; the releases that do: {coder.agent_firewall}"
        problems.add("unsupported-setting", ("agent", "firewall"), message)
        return None
    said = spec.firewall if isinstance(spec.firewall, FirewallSpec) else FirewallSpec()
    hosts = part.auth.hosts if part.auth is not None else None
    if hosts is None and not said.allow:
        way = f"`{part.auth.id}`" if part.auth is not None else f"`{part.agent.id}`"
        message = f"`firewall` needs `allow`: what the agent must reach with {way} is not known, and all else is denied"
        problems.add("missing-key", ("agent", "firewall"), message)
        return None
    rules = [rule if "=" in rule else f"domain={rule}" for rule in (*(hosts or ()), *said.allow)]
    return Firewall(tuple(dict.fromkeys(rules)), said.jail or _JAIL)
