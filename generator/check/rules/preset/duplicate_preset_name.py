"""duplicate-preset-name: two presets with one name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.catalog.coder import in_force
from generator.diagnostics import Diagnostic, Note, RuleInfo, Severity
from generator.template.model import is_single

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
    for preset in context.template.presets:
        name = preset.block.body.expression("name")
        if name is None or not isinstance(preset.name, str) or not is_single(preset.block):
            continue
        if preset.name in first:
            yield INFO.at(
                name.span,
                f"another preset is named `{preset.name}` already, so Coder {context.target} refuses the template; "
                "give each its own name",
                related=(Note("the first preset of that name", first[preset.name]),),
            )
        else:
            first[preset.name] = name.span
