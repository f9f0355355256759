"""refused-expression: an expression that Terraform cannot work out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, RuleInfo, Severity
from generator.template.refused_expressions import Refusals
from generator.template.scopes import scoped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context

INFO = RuleInfo(
    "refused-expression",
    "language",
    "an expression that Terraform cannot work out, whatever it is given",
    Severity.ERROR,
)

_LOOKED_AT = frozenset({"locals", "resource", "data", "module", "output", "provider"})
_LATER = frozenset({"lifecycle", "provisioner", "connection"})  # looked at only when something happens


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each operand, argument or step that surely is of the wrong kind, or leads nowhere."""
    refusals = Refusals(context.template, context.catalog.language, context.static_types, context.template.static_names)
    for expression, scope in scoped(context.template):
        if scope.block.type in _LOOKED_AT and not scope.bound and _LATER.isdisjoint(scope.inside):
            for refusal in refusals.of(expression):
                yield INFO.at(refusal.span, refusal.why)
