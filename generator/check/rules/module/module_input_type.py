"""module-input-type: a value that Terraform cannot convert to the type of the module's input."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, RuleInfo, Severity
from generator.hcl.conversion import converts, described
from generator.template.known_calls import given

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context

INFO = RuleInfo("module-input-type", "module", "a value of the wrong type for a module's input", Severity.ERROR)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each known value given to an input whose declared type it does not convert to."""
    for known in context.known_calls:
        for attribute, wanted in given(known):
            value = context.template.value(attribute.expression)
            if not converts(value, wanted.type):
                yield INFO.at(
                    attribute.expression.span,
                    f"the input `{wanted.name}` of {known.title} takes "
                    f"{wanted.type}, and {described(value)} does not convert to it",
                )
