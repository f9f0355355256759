"""refused-validation: a validation block that does not fit its parameter's type, or a regex that cannot be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.catalog.parameter_values import validation_faults
from generator.diagnostics import Diagnostic, RuleInfo, Severity
from generator.template.parameters import facts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context

INFO = RuleInfo("refused-validation", "provider", "a validation block that the provider refuses", Severity.ERROR)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at the entry of the block."""
    monotonic = context.catalog.provider_checks.parameters.monotonic
    for block in context.coder_blocks.of("coder_parameter"):
        facts = facts_of(block) if block.made and block.nested.get("validation") else None
        if facts is None or facts.validation is None:
            continue
        entries = block.nested["validation"][0].block.body.attributes
        for name, message in validation_faults(facts.type, facts.validation, monotonic):
            yield INFO.at(entries[name].expression.span, message)
