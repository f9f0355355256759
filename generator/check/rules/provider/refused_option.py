"""refused-option: an option whose value is not of its parameter's type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.catalog.parameter_values import option_refusal
from generator.diagnostics import Diagnostic, RuleInfo, Severity
from generator.hcl.scalars import text_of
from generator.template.parameters import facts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.template.coder_blocks import CoderBlock

INFO = RuleInfo("refused-option", "provider", "an option that is not of its parameter's type", Severity.ERROR)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at the option's value."""
    for block in context.coder_blocks.of("coder_parameter"):
        if block.made and block.nested.get("option"):
            yield from _options(block)


def _options(block: CoderBlock) -> Iterator[Diagnostic]:
    facts = facts_of(block)
    if facts is None or facts.multi:
        return
    for option in block.nested["option"]:
        written, value = option.attribute("value"), option.value("value")
        if written is None or not option.made or not isinstance(value, str | bool | int | float):
            continue
        why = option_refusal(facts.type, text_of(value))
        if why is not None:
            yield INFO.at(
                written.expression.span,
                f"an option of a `{facts.type}` parameter cannot be `{text_of(value)}`: {why}",
            )
