"""task-mechanism-mismatch: an agent release, or a `coder_ai_task`, made for other Coder releases than the target."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.catalog.coder import PROMPT_PARAMETER, TASK_RESOURCE
from generator.diagnostics import Diagnostic, RuleInfo, Severity
from generator.template.task import reads_task_prompt
from generator.template.task_edits import advised, release_taken
from generator.template.task_resources import instances, runs_the_task, task_resources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.template.task import AgentCall

INFO = RuleInfo(
    "task-mechanism-mismatch",
    "task",
    "an agent release or `coder_ai_task` made for other Coder releases",
    Severity.ERROR,
    fixable=True,
)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at the version of the agent call, and at an `app_id` that the target does not know."""
    if not context.target.has_tasks:
        return
    if context.means_task:
        serving = [agent_call for agent_call in context.agent_calls if agent_call.mechanisms]
        if not any(_served(context, agent_call) for agent_call in serving):
            for agent_call in serving:
                if runs_the_task(context.template, agent_call):
                    yield _finding(context, agent_call)
    if TASK_RESOURCE not in context.target.serves:
        yield from _unknown_app_ids(context)


def _served(context: Context, agent_call: AgentCall) -> bool:
    """True when a mechanism of the release works on the target, or the template bridges the two.

    A release that makes its task itself works wherever `coder_ai_task` does, once the template hands it the prompt of
    `data.coder_task`. One that leaves the task to the template works with `sidebar_app` on older Coder.
    """
    if set(agent_call.mechanisms) & set(context.target.serves):
        return True
    if TASK_RESOURCE in context.target.serves:
        return reads_task_prompt(context.template)
    return any(task.sidebar_app is not None for task in task_resources(context.template))


def _finding(context: Context, agent_call: AgentCall) -> Diagnostic:
    advice, fix = advised(context.template, agent_call, context.target)
    mechanism = context.catalog.coder.mechanisms[agent_call.mechanisms[-1]]
    return INFO.at(
        agent_call.call.place,
        f"{release_taken(agent_call)} works by the {mechanism.name} mechanism of Coder {mechanism.coder}; {advice}",
        fix=fix,
    )


def _unknown_app_ids(context: Context) -> Iterator[Diagnostic]:
    first = context.catalog.coder.first_with(TASK_RESOURCE)
    for task in task_resources(context.template):
        if task.app_id is not None and task.sidebar_app is None and instances(context.template, task.block):
            yield INFO.at(
                task.app_id.name_span,
                f"Coder {context.target} refuses a `coder_ai_task` without `sidebar_app`: `app_id` came with Coder "
                f"{first.major}.{first.minor}; write `sidebar_app {{ id = ... }}`, or call an agent release that makes "
                f"its task by the {PROMPT_PARAMETER} mechanism",
            )
