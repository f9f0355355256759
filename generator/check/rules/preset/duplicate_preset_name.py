"""duplicate-preset-name: two presets with one name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.catalog.coder import in_force
from generator.diagnostics import Diagnostic, Note, RuleInfo, Severity
from generator.template.presets import planned_presets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.diagnostics import Span

INFO = RuleInfo("duplicate-preset-name", "preset", "two presets with one name", Severity.ERROR)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at the name of each preset but the first that bears it."""
    if not in_force(context.catalog.coder.presets.unique_names, context.target):
        return
    first: dict[str, Span] = {}
    several: dict[Span, str] = {}
    for preset in planned_presets(context.template, context.coder_blocks):
        name = preset.block.body.expression("name")
        if name is None or not isinstance(preset.name, str):
            continue
        if first.get(preset.name) == name.span:
            several.setdefault(name.span, preset.name)
        elif preset.name in first:
            yield INFO.at(
                name.span,
                f"another preset is named `{preset.name}` already, so Coder {context.target} refuses the template; "
                "give each its own name",
                related=(Note("the first preset of that name", first[preset.name]),),
            )
        else:
            first[preset.name] = name.span
    for span, repeated in several.items():
        yield INFO.at(
            span,
            f"several instances of this preset are named `{repeated}`, so Coder {context.target} refuses the template; "
            "give each its own name",
        )
