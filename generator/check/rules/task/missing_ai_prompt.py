"""missing-ai-prompt: a task template without the parameter that its Coder release asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.catalog.coder import PROMPT_PARAMETER
from generator.diagnostics import Diagnostic, RuleInfo, Severity
from generator.hcl.unknown import UNKNOWN
from generator.template.task import misspelt_prompt_parameters
from generator.template.task_resources import (
    PARAMETER,
    module_holds,
    modules_are_known,
    task_makers,
    task_resources,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.diagnostics import Span

INFO = RuleInfo("missing-ai-prompt", "task", "a task template without the `AI Prompt` parameter", Severity.ERROR)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at the first thing that makes the task, where Coder refuses the template for want of the parameter."""
    template, target = context.template, context.target
    if target.mechanism != PROMPT_PARAMETER or context.prompt_parameters:
        return
    wanted = context.catalog.coder.prompt_parameter
    names = [parameter.name for part in template.parts for parameter in part.parameters]
    if any(name is UNKNOWN or name == wanted for name in names):
        return  # Coder looks into modules as well
    makers = task_makers(context.known_calls, context.catalog)
    if not modules_are_known(template, context.known_calls) or any(
        module_holds(context.catalog, maker, PARAMETER) is not False for maker in makers
    ):
        return
    if makers and misspelt_prompt_parameters(template, context.catalog):
        return  # misspelt-ai-prompt says it
    places: list[Span] = [task.block.header for task in task_resources(template)]
    places += [maker.call.place for maker in makers]
    if places:
        yield INFO.at(
            places[0],
            f"Coder {target} refuses a template with a task but no parameter named exactly `{wanted}`; "
            f'declare `data "coder_parameter" "ai_prompt"` with that name and hand its value to the agent',
        )
