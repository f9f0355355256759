"""several-default-presets: more than one preset is the default."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.catalog.coder import in_force
from generator.diagnostics import Diagnostic, Note, RuleInfo, Severity
from generator.template.presets import planned_presets

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
        for preset in planned_presets(context.template, context.coder_blocks)
        if preset.default is True or preset.default == "true"
    ]
    for span in dict.fromkeys(defaults[1:]):
        if span == defaults[0]:
            yield INFO.at(
                span,
                f"several instances of this preset are the default, so Coder {context.target} refuses the template; "
                "let it hold for one",
            )
            continue
        yield INFO.at(
            span,
            f"another preset is the default already, so Coder {context.target} refuses the template; keep one",
            related=(Note("the first default", defaults[0]),),
        )
