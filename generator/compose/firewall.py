"""The firewall around an agent: what it lets through, which is nothing beside what is listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.compose.composition import Firewall
from generator.compose.values import written
from generator.hcl.literals import HclText, quoted
from generator.spec.model import Expr, FirewallSpec

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
    needed = [_rule(host, spec, part) for host in hosts or ()]
    asked = [rule if "=" in rule else f"domain={rule}" for rule in said.allow]
    return Firewall(tuple(dict.fromkeys((*needed, *asked))), said.jail or _JAIL)


def _rule(host: str, spec: AgentSpec, part: AgentPart) -> str | HclText:
    """The rule for a host, in which the name of a variable in braces stands for its value."""
    rule = f"domain={host}"
    asked = [] if part.auth is None else [v.variable for v in part.auth.values if f"{{{v.variable}}}" in host]
    if not asked:
        return rule
    text = str(quoted(rule))
    for variable in asked:
        worth = written((spec.values or {}).get(variable, Expr(f"var.{variable}", ())))
        inside = f"${{{worth}}}" if isinstance(worth, HclText) else str(quoted(str(worth)))[1:-1]
        text = text.replace(f"{{{variable}}}", inside)
    return HclText(text)
