"""several-default-presets: more than one preset is the default."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.catalog.coder import in_force
from generator.diagnostics import Diagnostic, Note, RuleInfo, Severity
from generator.template.model import is_single

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context

INFO = RuleInfo("several-default-presets", "preset", "more than one default preset", Severity.ERROR)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at `default` in each preset but the first that sets it."""
    if not in_force(context.catalog.coder.presets.single_default, context.target):
        return
    defaults = [
        preset.block.body.attributes["default"].span
        for preset in context.template.presets
        if (preset.default is True or preset.default == "true") and is_single(preset.block)
    ]
    for span in defaults[1:]:
        yield INFO.at(
            span,
            f"another preset is the default already, so Coder {context.target} refuses the template; keep one",
            related=(Note("the first default", defaults[0]),),
        )
