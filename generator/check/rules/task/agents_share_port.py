"""agents-share-port: two agents of one machine that listen on the same port."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, Note, RuleInfo, Severity
from generator.template.agent_ports import agent_servers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.template.agent_ports import AgentServer

INFO = RuleInfo("agents-share-port", "task", "two agents of one machine that listen on one port", Severity.ERROR)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at the second of two module calls that surely start AgentAPI on one port under one workspace agent."""
    servers = list(agent_servers(context.template, context.catalog, context.registry_calls))
    told: set[str] = set()
    for first, second in combinations(servers, 2):
        if not _clash(first, second) or second.registry.call.name in told:
            continue
        told.add(second.registry.call.name)
        one, other = first.registry.call.name, second.registry.call.name
        yield INFO.at(
            second.span,
            f"`module.{other}` and `module.{one}` both start AgentAPI on port {second.port}, so only one of the two "
            f"agents runs and both apps show it; {_advice(first, second)}",
            related=(Note("the other agent on the port", first.span),),
        )


def _clash(first: AgentServer, second: AgentServer) -> bool:
    """True when both are surely there at once, on one machine and port."""
    known = None not in (first.port, first.machine, first.condition)
    return known and (first.port, first.machine, first.condition) == (second.port, second.machine, second.condition)


def _advice(first: AgentServer, second: AgentServer) -> str:
    for server in (second, first):
        if server.input is not None:
            return f"give `module.{server.registry.call.name}` another port by `{server.input}`"
    return "keep one agent, or give each a workspace agent on a machine of its own"
