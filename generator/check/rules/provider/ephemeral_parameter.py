"""ephemeral-parameter: a parameter that is ephemeral, but not mutable or without a default."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, RuleInfo, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.template.coder_blocks import CoderBlock

INFO = RuleInfo(
    "ephemeral-parameter", "provider", "an ephemeral parameter that is not mutable or has no default", Severity.ERROR
)


_TRUE = (True, "true")
_FALSE = (None, False, "false")


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at `ephemeral`."""
    for block in context.coder_blocks.of("coder_parameter"):
        ephemeral = block.attribute("ephemeral")
        if ephemeral is None or not block.made or block.value("ephemeral") not in _TRUE:
            continue
        lacking = _lacking(block)
        if lacking is not None:
            yield INFO.at(ephemeral.span, f"an ephemeral parameter needs {lacking}; add it, or make it a lasting one")


def _lacking(block: CoderBlock) -> str | None:
    if block.value("mutable") in _FALSE:
        return "`mutable = true`"
    return "a default" if block.value("default") is None else None
