"""prompt-not-delivered: a task template whose agent never gets the prompt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.catalog.agents import delivery_for
from generator.diagnostics import Diagnostic, Fix, RuleInfo, Severity
from generator.template.arguments import set_argument
from generator.template.prompt_sources import prompt_sources, read_elsewhere, source_to_declare
from generator.template.task import prompt_reaches
from generator.template.task_edits import release_taken
from generator.template.task_resources import runs_the_task

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.catalog.agents import Delivery
    from generator.check.rule import Context
    from generator.template.task import AgentCall

INFO = RuleInfo(
    "prompt-not-delivered", "task", "the prompt of the task never reaches the agent", Severity.ERROR, fixable=True
)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at the version of the agent call, where no agent of the template gets the prompt in any way."""
    if not context.means_task or not context.target.has_tasks:
        return
    serving = [agent_call for agent_call in context.agent_calls if agent_call.mechanisms]
    if any(prompt_reaches(context.template, context.catalog, agent_call) is not False for agent_call in serving):
        return
    for agent_call in serving:
        delivery = delivery_for(agent_call.agent.prompt, agent_call.release)
        if delivery is None or not runs_the_task(context.template, agent_call):
            continue
        if not read_elsewhere(context.template, context.catalog, agent_call):
            yield _finding(context, agent_call, delivery, alone=len(context.agent_calls) == 1)


def _finding(context: Context, agent_call: AgentCall, delivery: Delivery, *, alone: bool) -> Diagnostic:
    sources = prompt_sources(context.template, context.catalog, context.target)
    declare, source = ("", sources[0]) if sources else source_to_declare(context.catalog, context.target, agent_call)
    if delivery.input is None:
        advice = f"set `{delivery.env}` in the agent's env to `{source}`"
    else:
        advice = f"write `{delivery.input} = {source}`"
    fix = None
    if delivery.input is not None and len(sources) == 1:
        fix = _insertion(context, agent_call, delivery.input, source, safe=alone)
    return INFO.at(
        agent_call.call.place,
        f"the prompt never reaches {release_taken(agent_call)}; {advice}{declare}",
        fix=fix,
    )


def _insertion(context: Context, agent_call: AgentCall, name: str, source: str, *, safe: bool) -> Fix | None:
    behind = "source" if agent_call.call.version is None else "version"
    edit = set_argument(context.template, agent_call.call.block, name, source, after=behind)
    return None if edit is None else Fix(f"Hand the prompt over as `{name}`", (edit,), safe=safe)
