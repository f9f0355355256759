"""agent-without-tasks: a task template that calls a release of its agent which has no Tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, RuleInfo, Severity
from generator.template.task_edits import advised, release_taken
from generator.template.task_resources import AI_TASK, module_holds, modules_are_known, runs_the_task

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.template.task import AgentCall

INFO = RuleInfo(
    "agent-without-tasks", "task", "an agent release without Tasks in a task template", Severity.ERROR, fixable=True
)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at the version of each agent call without Tasks, where nothing else in the template runs the task."""
    if not context.means_task or not context.target.has_tasks or _another_serves(context):
        return
    for agent_call in context.agent_calls:
        if _has_no_tasks(context, agent_call) and runs_the_task(context.template, agent_call):
            yield _finding(context, agent_call)


def _another_serves(context: Context) -> bool:
    """True when an agent serves tasks, or a module that is no agent of the catalog may."""
    agents = {agent_call.call.name for agent_call in context.agent_calls}
    others = [known for known in context.known_calls if known.call.name not in agents]
    return (
        not modules_are_known(context.template, context.known_calls)
        or any(not _has_no_tasks(context, agent_call) for agent_call in context.agent_calls)
        or any(module_holds(context.catalog, known, AI_TASK) is not False for known in others)
    )


def _has_no_tasks(context: Context, agent_call: AgentCall) -> bool:
    return not agent_call.mechanisms and module_holds(context.catalog, agent_call.registry, AI_TASK) is False


def _finding(context: Context, agent_call: AgentCall) -> Diagnostic:
    advice, fix = advised(context.template, agent_call, context.target)
    return INFO.at(
        agent_call.call.place,
        f"{release_taken(agent_call)} has no Tasks; {advice}",
        fix=fix,
    )
