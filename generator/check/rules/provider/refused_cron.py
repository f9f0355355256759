"""refused-cron: a schedule that the provider cannot read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.catalog.cron import is_classic, prebuild_refusal, script_refusal
from generator.diagnostics import Diagnostic, RuleInfo, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context

INFO = RuleInfo("refused-cron", "provider", "a schedule that the provider cannot read", Severity.ERROR)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at the `cron` of scripts, which has seconds, and of prebuild schedules, which covers whole hours."""
    for block in context.coder_blocks.of("coder_script"):
        written, text = block.attribute("cron"), block.value("cron")
        why = script_refusal(text) if isinstance(text, str) else None
        if written is not None and why is not None:
            advice = "; seconds come first here, so put `0` before it" if is_classic(str(text)) else ""
            yield INFO.at(written.expression.span, f"a script's schedule cannot be `{text}`: {why}{advice}")
    for block in context.coder_blocks.of("coder_workspace_preset", "prebuilds.scheduling.schedule"):
        written, text = block.attribute("cron"), block.value("cron")
        why = prebuild_refusal(text) if isinstance(text, str) else None
        if written is not None and why is not None:
            yield INFO.at(written.expression.span, f"a schedule of prebuilds cannot be `{text}`: {why}")
