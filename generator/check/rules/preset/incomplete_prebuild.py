"""incomplete-prebuild: a preset with prebuilds that leaves a required parameter without a value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.catalog.coder import in_force
from generator.diagnostics import Diagnostic, Note, RuleInfo, Severity
from generator.template.model import is_single
from generator.template.presets import prebuild_instances

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context

INFO = RuleInfo(
    "incomplete-prebuild", "preset", "prebuilds of a preset that leaves out a required parameter", Severity.ERROR
)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at the `prebuilds` block, once for each parameter that is left out."""
    if not in_force(context.catalog.coder.presets.prebuilds_checked, context.target):
        return
    required = [
        parameter
        for parameter in context.template.parameters
        if parameter.required and isinstance(parameter.name, str) and is_single(parameter.block)
    ]
    for preset in context.template.presets:
        if preset.values is None or not is_single(preset.block) or prebuild_instances(context.template, preset) <= 0:
            continue
        given = {value.name for value in preset.values if value.value is not None}
        place = next((block.header for block in preset.block.body.blocks_of("prebuilds")), preset.block.header)
        for parameter in required:
            if parameter.name not in given:
                yield INFO.at(
                    place,
                    f"`{parameter.name}` has no default and this preset gives it no value, so Coder {context.target} "
                    "refuses the prebuilds; give it one",
                    related=(Note(f"`{parameter.name}` is declared here", parameter.block.header),),
                )
