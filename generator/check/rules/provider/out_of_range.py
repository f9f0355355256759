"""out-of-range: a number outside the bounds of its argument."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, RuleInfo, Severity
from generator.hcl.conversion import number_of
from generator.hcl.scalars import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.catalog.provider_checks import NumberBounds
    from generator.check.rule import Context

INFO = RuleInfo("out-of-range", "provider", "a number outside the bounds of its argument", Severity.ERROR)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each known number that its argument does not take."""
    for bounds in context.catalog.provider_checks.numbers:
        where = bounds.where
        for block in context.coder_blocks.checked(where, context.target):
            attribute, number = block.attribute(where.name), number_of(block.value(where.name))
            if attribute is not None and number is not None and not bounds.holds(number):
                wraps = ", and makes another number of this in silence" if bounds.wraps else ""
                subject = "Coder" if bounds.wraps else where.subject
                yield INFO.at(
                    attribute.expression.span,
                    f"`{where.name}` is {text_of(number)}; {subject} takes {_said(bounds)}{wraps}",
                    severity=Severity.WARNING if bounds.wraps else Severity.ERROR,
                )


def _said(bounds: NumberBounds) -> str:
    if bounds.maximum is None:
        said = f"{bounds.minimum} or more"
    elif bounds.minimum is None:
        said = f"{bounds.maximum} or less"
    else:
        said = f"{bounds.minimum} to {bounds.maximum}"
    return " or ".join([*map(str, bounds.also), said])
