"""refused-value: an argument of the coder provider that takes one of some values, and has another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, Edit, Fix, RuleInfo, Severity
from generator.hcl.expressions import Literal
from generator.hcl.scalars import text_of
from generator.source.near import near_match

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.catalog.provider_checks import AllowedValues
    from generator.check.rule import Context
    from generator.hcl.expressions import Expression

INFO = RuleInfo(
    "refused-value", "provider", "a value that is none of those the argument takes", Severity.ERROR, fixable=True
)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each known value that is not among those its argument takes."""
    for allowed in context.catalog.provider_checks.values:
        where = allowed.where
        for block in context.coder_blocks.checked(where, context.target):
            attribute, value = block.attribute(where.name), block.value(where.name)
            if attribute is None or not isinstance(value, str | int | float) or text_of(value) in allowed.values:
                continue
            listed = ", ".join(f"`{choice}`" for choice in allowed.values)
            yield INFO.at(
                attribute.expression.span,
                f"`{text_of(value)}` is no value of `{where.name}`; {where.subject} takes {listed}",
                fix=_fix(attribute.expression, text_of(value), allowed),
            )


def _fix(expression: Expression, value: str, allowed: AllowedValues) -> Fix | None:
    if not isinstance(expression, Literal):
        return None
    bare = value.strip().lower().replace("_", "-")
    same = next((choice for choice in allowed.values if choice.lower().replace("_", "-") == bare), None)
    meant = same or allowed.aliases.get(bare) or near_match(value, allowed.values)
    if meant is None:
        return None
    # The nearest word need not be what was meant.
    safe = same is not None or bare in allowed.aliases
    return Fix(f"Write `{meant}`", (Edit(expression.span, f'"{meant}"'),), safe=safe)
