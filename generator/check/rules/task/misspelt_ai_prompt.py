"""misspelt-ai-prompt: a parameter that is nearly, but not exactly, the one Coder hands the prompt over in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.catalog.coder import PROMPT_PARAMETER, TASK_RESOURCE
from generator.diagnostics import Diagnostic, Edit, Fix, RuleInfo, Severity
from generator.hcl.literals import quoted
from generator.template.task import misspelt_prompt_parameters, reads_task_prompt
from generator.template.task_resources import PARAMETER, is_quoted_literal, module_holds, task_makers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.template.model import Parameter

INFO = RuleInfo(
    "misspelt-ai-prompt", "task", "a parameter that is nearly named `AI Prompt`", Severity.ERROR, fixable=True
)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at the name, where an agent that needs the exact one is called."""
    serves = context.target.serves
    if PROMPT_PARAMETER not in serves or (TASK_RESOURCE in serves and reads_task_prompt(context.template)):
        return
    makers = task_makers(context.known_calls, context.catalog)
    # A module that declares parameters may bring the exact one itself, as gemini 1.0 does.
    if not makers or any(module_holds(context.catalog, maker, PARAMETER) is not False for maker in makers):
        return
    wanted = context.catalog.coder.prompt_parameter
    found = misspelt_prompt_parameters(context.template, context.catalog)
    for parameter in found:
        expression = parameter.block.body.expression("name")
        if expression is not None:
            yield INFO.at(
                expression.span,
                f"Coder {context.target} hands the prompt over only in a parameter named exactly `{wanted}`, "
                f"not `{parameter.name}`; rename it",
                fix=_rename(context, parameter, wanted) if len(found) == 1 else None,
            )


def _rename(context: Context, parameter: Parameter, wanted: str) -> Fix | None:
    expression = parameter.block.body.expression("name")
    if expression is None or not is_quoted_literal(context.template, expression):
        return None
    spoken_of = any(
        preset.values is None or any(value.name == parameter.name for value in preset.values)
        for preset in context.template.presets
    )
    return Fix(f"Rename it to `{wanted}`", (Edit(expression.span, quoted(wanted)),), safe=not spoken_of)
