"""repeated-agent-name: two agents with one name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.catalog.coder import in_force
from generator.diagnostics import Diagnostic, Note, RuleInfo, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.template.coder_blocks import CoderBlock

INFO = RuleInfo("repeated-agent-name", "provider", "two agents with one name", Severity.ERROR)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each agent that the import job plans beside another of its name, in whatever case that is written."""
    if not in_force(context.catalog.provider_checks.agent_names.coder, context.target):
        return
    first: dict[str, CoderBlock] = {}
    for agent in context.coder_blocks.of("coder_agent"):
        if not agent.made:
            continue
        earlier = first.setdefault(agent.label.lower(), agent)
        if earlier is agent:
            continue
        if earlier.top is agent.top and earlier.instance.module != agent.instance.module:
            yield INFO.at(
                agent.top.labels[1].span,
                f"each instance of this module makes an agent named `{agent.label}`, and Coder {context.target} "
                "refuses two of one name; call the module once",
            )
        elif earlier.top is agent.top:
            number = agent.attribute("count") or agent.attribute("for_each")
            yield INFO.at(
                agent.top.header if number is None else number.span,
                f"this makes more than one agent, all named `{agent.label}` after their label, and Coder "
                f"{context.target} refuses that; write one block for each agent",
            )
        else:
            yield INFO.at(
                agent.top.labels[1].span,
                f"Coder {context.target} takes `{agent.label}` and `{earlier.label}` for one name of two agents, and "
                "refuses that; give one another label",
                related=(Note("the first agent of that name", earlier.top.header),),
            )
