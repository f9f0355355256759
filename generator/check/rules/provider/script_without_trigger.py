"""script-without-trigger: a `coder_script` that nothing runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, RuleInfo, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context

INFO = RuleInfo("script-without-trigger", "provider", "a `coder_script` that nothing runs", Severity.ERROR)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each script that surely has no trigger, and at `start_blocks_login` of one that no start runs."""
    for block in context.coder_blocks.of("coder_script"):
        start = block.value("run_on_start")
        triggers = [_is_true(start), _is_true(block.value("run_on_stop")), block.value("cron")]
        if all(trigger in (False, None, "") for trigger in triggers):
            yield INFO.at(
                block.block.header,
                "nothing runs this script, and the workspace build refuses it; set `run_on_start`, `run_on_stop` or "
                "`cron`",
            )
            continue
        blocks = block.attribute("start_blocks_login")
        if blocks is not None and _is_true(block.value("start_blocks_login")) is True and _is_true(start) is False:
            yield INFO.at(
                blocks.span,
                "`start_blocks_login` is for scripts that a start runs, and the workspace build refuses it in others; "
                "set `run_on_start` or remove it",
            )


def _is_true(value: object) -> object:
    """A bool as Terraform converts it, null as false; anything else as it is."""
    return {None: False, "true": True, "false": False}.get(value, value) if isinstance(value, str | None) else value
