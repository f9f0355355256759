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
    from generator.diagnostics import Span

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
    for name, place in _asked_for(context):
        having = sum(name in names for names in given)
        if having < len(given) or not given:
            yield _finding(name, place, having, len(given))


def _is_task_template(context: Context) -> bool:
    return bool(context.template.ai_tasks or task_makers(context.known_calls, context.catalog))


def _presets_are_known(context: Context) -> bool:
    return modules_are_known(context.template, context.known_calls) and not any(
        module_holds(context.catalog, known, PRESET) for known in context.known_calls
    )


def _asked_for(context: Context) -> Iterator[tuple[str, Span]]:
    """Name and place of what Coder asks for and does not fill in itself; a `count` may leave one out."""
    for parameter in context.template.parameters:
        if isinstance(parameter.name, str) and parameter.required and is_single(parameter.block):
            filled_in = parameter in context.prompt_parameters and PROMPT_PARAMETER in context.target.serves
            if not filled_in:
                yield parameter.name, parameter.block.header
    for block in context.coder_blocks.of("coder_parameter"):
        name = block.value("name")
        if block.instance.module and block.made and isinstance(name, str) and block.writes("default") is False:
            filled_in = name == context.catalog.coder.prompt_parameter and PROMPT_PARAMETER in context.target.serves
            if not filled_in:
                yield name, block.top.header


def _finding(name: str, place: Span, having: int, presets: int) -> Diagnostic:
    if having:
        return INFO.at(
            place,
            f"`{name}` has no default and is left out by {presets - having} of {presets} presets: a task of "
            "such a preset cannot start; give it a default or a value in every preset",
            severity=Severity.WARNING,
        )
    return INFO.at(
        place,
        f"`{name}` has no default and no preset gives it a value, so no task can start: a task asks for "
        "nothing but the prompt; give it a default or a value in every preset",
    )
