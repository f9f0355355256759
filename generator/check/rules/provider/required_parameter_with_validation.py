"""required-parameter-with-validation: a parameter without a default whose validation refuses the empty value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.catalog.parameter_values import refusal
from generator.diagnostics import Diagnostic, RuleInfo, Severity
from generator.template.parameters import default_of, facts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.template.coder_blocks import CoderBlock

INFO = RuleInfo(
    "required-parameter-with-validation",
    "provider",
    "a parameter without a default whose validation refuses the empty value",
    Severity.ERROR,
)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at the validation block."""
    for block in context.coder_blocks.of("coder_parameter"):
        if not block.made or not block.nested.get("validation") or default_of(block) is not None:
            continue
        why = _refusal(context, block)
        if why is not None:
            yield INFO.at(
                block.nested["validation"][0].block.header,
                "without a default the empty value is checked when the template is imported, and it is refused: "
                f"{why}; give the parameter a default or remove this block",
            )


def _refusal(context: Context, block: CoderBlock) -> str | None:
    facts = facts_of(block)
    if facts is None:
        return None
    counts = block.release in context.catalog.provider_checks.parameters.empty_default
    options = facts.options if counts else ()
    return refusal(facts.type, "", options, facts.validation, multi_select=facts.multi and counts)
