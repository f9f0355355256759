"""ai-prompt-unread: a template that waits for its prompt in a parameter which Coder no longer fills in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.catalog.coder import PROMPT_PARAMETER, TASK_RESOURCE
from generator.diagnostics import Diagnostic, Note, RuleInfo, Severity
from generator.template.task import handed_over, prompt_origins, reads_task_prompt
from generator.template.task_resources import task_makers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.template.model import Parameter

INFO = RuleInfo(
    "ai-prompt-unread", "task", "the prompt is taken from a parameter that Coder no longer fills in", Severity.ERROR
)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at the name of the parameter, with a note where the agent waits for it."""
    target = context.target
    if not target.has_tasks or PROMPT_PARAMETER in target.serves or not context.prompt_parameters:
        return
    uses = tuple(_uses(context))
    if uses:
        for parameter in context.prompt_parameters:
            yield _finding(context, parameter, uses)


def _uses(context: Context) -> Iterator[Note]:
    """Where the prompt comes from the parameter and from nothing else; else the agent that waits for it anyway."""
    given = [e for agent_call in context.agent_calls for e in handed_over(context.template, agent_call)]
    origins = [(prompt_origins(context.template, context.catalog, expression), expression) for expression in given]
    if any(TASK_RESOURCE in found for found, _ in origins):
        return
    fed = [expression.span for found, expression in origins if found == {PROMPT_PARAMETER}]
    if fed:
        yield from (Note("the agent takes its prompt from it here", span) for span in fed)
    elif not reads_task_prompt(context.template):
        makers = task_makers(context.registry_calls, context.catalog)
        yield from (Note("this release is made for that parameter", maker.call.place) for maker in makers)


def _finding(context: Context, parameter: Parameter, uses: tuple[Note, ...]) -> Diagnostic:
    expression = parameter.block.body.expression("name")
    last = context.catalog.coder.last_with(PROMPT_PARAMETER)
    until = "" if last is None else f" (the last that did is {last.major}.{last.minor})"
    return INFO.at(
        parameter.block.header if expression is None else expression.span,
        f"Coder {context.target} does not fill in `{parameter.name}`{until}, so the agent gets no prompt; "
        'declare `data "coder_task" "me" {}` and read `data.coder_task.me.prompt`',
        related=uses,
    )
