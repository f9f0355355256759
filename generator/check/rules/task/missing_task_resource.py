"""missing-task-resource: an agent waits for the prompt of a task, and nothing makes the template a task template."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.catalog.agents import delivery_for
from generator.catalog.coder import PROMPT_PARAMETER, TASK_RESOURCE
from generator.diagnostics import Diagnostic, RuleInfo, Severity
from generator.template.task import handed_over, prompt_origins
from generator.template.task_resources import AI_TASK, module_holds, modules_are_known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.template.task import AgentCall

INFO = RuleInfo("missing-task-resource", "task", "the prompt of a task without a `coder_ai_task`", Severity.ERROR)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at what hands the prompt over."""
    if TASK_RESOURCE not in context.target.serves or context.template.ai_tasks:
        return
    if not modules_are_known(context.template, context.known_calls) or any(
        module_holds(context.catalog, known, AI_TASK) is not False for known in context.known_calls
    ):
        return
    for agent_call in context.agent_calls:
        if TASK_RESOURCE in agent_call.mechanisms:
            yield from _waiting(context, agent_call)


def _waiting(context: Context, agent_call: AgentCall) -> Iterator[Diagnostic]:
    # Where Coder no longer fills in the parameter, ai-prompt-unread speaks of it.
    awaited = {TASK_RESOURCE, PROMPT_PARAMETER} & {TASK_RESOURCE, *context.target.serves}
    output = delivery_for(agent_call.agent.app_id, agent_call.release)
    app_id = "the id of the agent's app" if output is None else f"`module.{agent_call.call.name}.{output.text}`"
    for expression in handed_over(context.template, agent_call):
        if prompt_origins(context.template, context.catalog, expression) & awaited:
            yield INFO.at(
                expression.span,
                f"the agent waits for the prompt of a task, but without a `coder_ai_task` Coder {context.target} never "
                f"offers this template for tasks; add one with `app_id` set to {app_id}",
            )
