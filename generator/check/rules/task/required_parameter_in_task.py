"""required-parameter-in-task: a parameter without a default that no preset fills in, so that no task can start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.catalog.coder import PROMPT_PARAMETER
from generator.diagnostics import Diagnostic, RuleInfo, Severity
from generator.template.model import is_single
from generator.template.task_resources import PRESET, module_holds, modules_are_known, task_makers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.template.model import Parameter

INFO = RuleInfo(
    "required-parameter-in-task", "task", "a task cannot start for want of a parameter's value", Severity.ERROR
)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at the parameter; a warning only where some preset gives it a value, since that preset works."""
    template = context.template
    if not context.target.has_tasks or not _is_task_template(context):
        return
    presets = [preset.values for preset in template.presets]
    if None in presets or not _presets_are_known(context):
        return
    given = [{value.name for value in values if value.value is not None} for values in presets if values is not None]
    for parameter in template.parameters:
        if isinstance(parameter.name, str) and _is_asked_for(context, parameter):
            having = sum(parameter.name in names for names in given)
            if having < len(given) or not given:
                yield _finding(context, parameter, having)


def _is_task_template(context: Context) -> bool:
    return bool(context.template.ai_tasks or task_makers(context.known_calls, context.catalog))


def _presets_are_known(context: Context) -> bool:
    return modules_are_known(context.template, context.known_calls) and not any(
        module_holds(context.catalog, known, PRESET) for known in context.known_calls
    )


def _is_asked_for(context: Context, parameter: Parameter) -> bool:
    """True when Coder asks for a value and does not fill in the prompt itself; a `count` may leave it out."""
    filled_in = parameter in context.prompt_parameters and PROMPT_PARAMETER in context.target.serves
    return parameter.required and is_single(parameter.block) and not filled_in


def _finding(context: Context, parameter: Parameter, having: int) -> Diagnostic:
    if having:
        presets = len(context.template.presets)
        return INFO.at(
            parameter.block.header,
            f"`{parameter.name}` has no default and is left out by {presets - having} of {presets} presets: a task of "
            "such a preset cannot start; give it a default or a value in every preset",
            severity=Severity.WARNING,
        )
    return INFO.at(
        parameter.block.header,
        f"`{parameter.name}` has no default and no preset gives it a value, so no task can start: a task asks for "
        "nothing but the prompt; give it a default or a value in every preset",
    )
