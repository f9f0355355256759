"""unknown-preset-parameter: a preset sets a parameter that does not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.catalog.coder import in_force
from generator.catalog.parameter_values import refusal
from generator.diagnostics import Diagnostic, Edit, Fix, RuleInfo, Severity
from generator.source.near import near_match
from generator.template.presets import all_parameters, parameter_facts, prebuild_instances, renamed_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.template.model import Parameter, Preset, PresetValue

INFO = RuleInfo(
    "unknown-preset-parameter", "preset", "a preset sets a parameter that does not exist", Severity.ERROR, fixable=True
)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at the key; a warning only where Coder takes the preset and drops the value in silence."""
    parameters = all_parameters(context.template, context.known_calls, context.catalog)
    if parameters is None:
        return
    for preset in context.template.presets:
        for value in preset.values or ():
            if value.name not in parameters:
                yield _finding(context, preset, value, parameters)


def _finding(
    context: Context, preset: Preset, value: PresetValue, parameters: dict[str, tuple[Parameter, ...]]
) -> Diagnostic:
    meant, certain = _meant(context, preset, value.name, parameters)
    refused, effect = _is_refused(context, preset), "the value has no effect"
    if refused:
        effect = f"Coder {context.target} refuses the template"
    advice = "declare it or remove the entry" if meant is None else f"did you mean `{meant}`?"
    return INFO.at(
        value.name_span,
        f"there is no parameter named `{value.name}`, so {effect}; {advice}",
        severity=Severity.ERROR if refused else Severity.WARNING,
        fix=None if meant is None else _rename(context, value, meant, parameters[meant], certain=certain),
    )


def _is_refused(context: Context, preset: Preset) -> bool:
    checks = context.catalog.coder.presets
    if in_force(checks.checked_at_upload, context.target):
        return True
    return in_force(checks.prebuilds_checked, context.target) and prebuild_instances(context.template, preset) > 0


def _meant(
    context: Context, preset: Preset, name: str, parameters: dict[str, tuple[Parameter, ...]]
) -> tuple[str | None, bool]:
    """The parameter that a key means, and whether no other comes near: by its Terraform label, else by a near name."""
    free = set(parameters) - {value.name for value in preset.values or ()}
    labelled = {str(p.name) for p in context.template.parameters if p.label == name and p.name in free}
    if len(labelled) == 1:
        return labelled.pop(), True
    meant = near_match(name, free)
    return meant, meant is not None and near_match(name, free - {meant}) is None


def _rename(
    context: Context, value: PresetValue, meant: str, named: tuple[Parameter, ...], *, certain: bool
) -> Fix | None:
    """Safe where the meaning is certain and the parameter takes the value, since the entry does nothing now."""
    key = renamed_key(context.template, value, meant)
    if key is None:
        return None
    known = isinstance(value.value, str)
    facts = [parameter_facts(context.template, parameter) for parameter in named]
    taken = known and not any(
        fact is None or refusal(fact.type, str(value.value), fact.options, fact.validation, multi_select=fact.multi)
        for fact in facts
    )
    return Fix(f"Rename `{value.name}` to `{meant}`", (Edit(value.name_span, key),), safe=certain and taken)
