"""refused-agent-name: an agent under a label that Coder does not take as its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.catalog.coder import in_force
from generator.diagnostics import Diagnostic, RuleInfo, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context

INFO = RuleInfo("refused-agent-name", "provider", "an agent with a label that Coder refuses as a name", Severity.ERROR)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at the label of each agent that some workspace may have, and whose name Coder refuses."""
    names = context.catalog.provider_checks.agent_names
    if not in_force(names.coder, context.target):
        return
    for agent in context.coder_blocks.of("coder_agent"):
        label = agent.label
        if names.pattern.fullmatch(label):
            continue
        better = label.strip("_-").replace("_", "-")
        offer = f", such as `{better}`" if names.pattern.fullmatch(better) else ""
        yield INFO.at(
            agent.top.labels[1].span,
            f"Coder {context.target} names the agent after its label, and refuses `{label}`: it must {names.means}; "
            f"give it another label{offer}",
        )
