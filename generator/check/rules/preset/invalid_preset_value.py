"""invalid-preset-value: a preset gives a parameter a value that it refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.catalog.parameter_values import refusal
from generator.diagnostics import Diagnostic, Note, RuleInfo, Severity
from generator.template.model import is_single
from generator.template.presets import parameter_facts, planned_presets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.diagnostics import Span
    from generator.template.model import Parameter, PresetValue

INFO = RuleInfo("invalid-preset-value", "preset", "a preset value that its parameter refuses", Severity.ERROR)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at the value, with a note at what refuses it."""
    values = [value for preset in context.template.presets for value in preset.values or ()]
    for planned in planned_presets(context.template, context.coder_blocks):
        values += () if is_single(planned.block) else planned.values
    for value in values:
        named = [parameter for parameter in context.template.parameters if parameter.name == value.name]
        if len(named) == 1 and isinstance(value.value, str):
            yield from _refused(context, value, named[0], value.value)


def _refused(context: Context, value: PresetValue, parameter: Parameter, text: str) -> Iterator[Diagnostic]:
    facts = parameter_facts(context.template, parameter)
    if facts is None:
        return
    why = refusal(facts.type, text, facts.options, facts.validation, multi_select=facts.multi)
    if why is not None:
        yield INFO.at(
            value.value_span,
            f"`{value.name}` refuses `{text}`: {why}",
            related=(Note(f"`{value.name}` is declared here", _place(parameter)),),
        )


def _place(parameter: Parameter) -> Span:
    return next(
        (block.header for kind in ("option", "validation") for block in parameter.block.body.blocks_of(kind)),
        parameter.block.header,
    )
