"""refused-expression: an expression that Terraform cannot work out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, RuleInfo, Severity
from generator.hcl.expressions import traversals
from generator.template.refused_expressions import Refusals
from generator.template.repetition import repetitions
from generator.template.scopes import scoped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.hcl.expressions import Expression
    from generator.template.scopes import Scope

INFO = RuleInfo(
    "refused-expression",
    "language",
    "an expression that Terraform cannot work out, whatever it is given",
    Severity.ERROR,
)

_LOOKED_AT = frozenset({"locals", "resource", "data", "module", "output", "provider"})
_OF_INSTANCES = frozenset({"each", "count"})
_REPEATED = frozenset({"count", "for_each"})
_LATER = frozenset({"lifecycle", "provisioner", "connection"})  # looked at only when something happens


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each operand, argument or step that surely is of the wrong kind, or leads nowhere."""
    template = context.template
    plain = Refusals(template, context.catalog.language, context.static_types)
    for expression, scope in scoped(template):
        if scope.block.type not in _LOOKED_AT or not _LATER.isdisjoint(scope.inside):
            continue
        alike = not scope.dynamics and _REPEATED.isdisjoint(scope.block.body.attributes)
        each_time = (list(refusals.of(expression)) for refusals in _each_time(context, expression, scope, plain))
        for refusal in plain.of(expression) if alike else next((found for found in each_time if found), ()):
            yield INFO.at(refusal.span, refusal.why)


def _each_time(context: Context, expression: Expression, scope: Scope, plain: Refusals) -> Iterator[Refusals]:
    """What finds, for each time that the expression surely is made with names of its own; once where it has none."""
    roots = {traversal.root for traversal in traversals(expression)}
    if not scope.dynamics and roots.isdisjoint(_OF_INSTANCES):
        yield plain
        return
    # A module may be called with a count of 0.
    for held in repetitions(context.template, scope, of_instances=not context.callers):
        yield Refusals(context.template, context.catalog.language, context.static_types, held)
        if roots.isdisjoint(held):
            return  # it is the same each time
