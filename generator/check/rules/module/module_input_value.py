"""module-input-value: a value that the module's own validation refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, Edit, Fix, RuleInfo, Severity
from generator.hcl.expressions import Literal
from generator.hcl.scalars import text_of
from generator.hcl.unknown import UNKNOWN
from generator.source.near import near_match
from generator.template.known_calls import given

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.hcl.expressions import Expression

INFO = RuleInfo("module-input-value", "module", "a value that the module does not allow", Severity.ERROR, fixable=True)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each known value given to an input that lists its values, and is not among them."""
    for registry in context.registry_calls:
        for attribute, wanted in given(registry):
            value = context.template.value(attribute.expression)
            if not wanted.allowed or value is None or value is UNKNOWN:
                continue
            allowed = [text_of(choice) for choice in wanted.allowed]
            if isinstance(value, list | dict) or text_of(value) in allowed:
                continue
            listed = ", ".join(f"`{choice}`" if choice else "an empty string" for choice in allowed)
            yield INFO.at(
                attribute.expression.span,
                f"`{text_of(value)}` is no value of `{wanted.name}` in {registry.title}; it takes {listed}",
                fix=_fix(attribute.expression, text_of(value), allowed),
            )


def _fix(expression: Expression, value: str, allowed: list[str]) -> Fix | None:
    match = near_match(value, [choice for choice in allowed if choice])
    if match is None or not isinstance(expression, Literal):
        return None
    # The nearest word need not be what was meant, unless it differs in letter case or dashes alone.
    same = match.lower().replace("_", "-") == value.strip().lower().replace("_", "-")
    return Fix(f"Write `{match}`", (Edit(expression.span, f'"{match}"'),), safe=same)
