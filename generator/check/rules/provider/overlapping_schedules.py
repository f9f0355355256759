"""overlapping-schedules: prebuild schedules that cover one hour twice, or that cannot be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.catalog.cron import overlapping, prebuild_refusal
from generator.diagnostics import Diagnostic, Note, RuleInfo, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.diagnostics import Span
    from generator.template.coder_blocks import CoderBlock

INFO = RuleInfo("overlapping-schedules", "provider", "prebuild schedules that overlap", Severity.ERROR)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at the second `cron` of each pair that is refused."""
    for scheduling in context.coder_blocks.of("coder_workspace_preset", "prebuilds.scheduling"):
        schedules = list(_read(scheduling))
        for first, second, why in overlapping([text for text, _ in schedules]):
            (one, place), (other, here) = schedules[first], schedules[second]
            told = f"cannot be compared with `{one}`: {why}; write numbers, ranges, commas and `*`"
            if why is None:
                told = f"overlaps `{one}`; let each hour belong to one schedule"
            yield INFO.at(here, f"`{other}` {told}", related=(Note("the other schedule", place),))


def _read(scheduling: CoderBlock) -> Iterator[tuple[str, Span]]:
    for schedule in scheduling.nested.get("schedule", ()):
        written, text = schedule.attribute("cron"), schedule.value("cron")
        if schedule.made and written is not None and isinstance(text, str) and prebuild_refusal(text) is None:
            yield text, written.expression.span
