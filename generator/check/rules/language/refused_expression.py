"""refused-expression: an expression that Terraform cannot work out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, RuleInfo, Severity
from generator.hcl.expressions import Literal
from generator.template.addresses import resource_blocks
from generator.template.import_job import TRANSITIONS
from generator.template.planned import planned
from generator.template.providers import Providers
from generator.template.refused_expressions import Refusals
from generator.template.static_types import StaticTypes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.diagnostics import Span
    from generator.template.import_job import Transition
    from generator.template.refused_steps import Refusal

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
    found: set[Span] = set()
    for span, why in dict.fromkeys((refusal.span, refusal.why) for refusal in _written(context)):
        found.add(span)
        yield INFO.at(span, why)
    for transition in () if context.callers else TRANSITIONS:  # the plan of a module is part of that of its caller
        for refusal in _planned(context, transition):
            if refusal.span not in found:
                found.add(refusal.span)
                yield INFO.at(refusal.span, f"{refusal.why}, when an import plans a {transition}")


def _written(context: Context) -> Iterator[Refusal]:
    """What is refused whatever the plan."""
    template = context.template
    refusals = Refusals(template, context.catalog.language, context.static_types, template.static_names)
    for expression, scope in context.expressions:
        if isinstance(expression, Literal):
            continue
        if scope.block.type in _LOOKED_AT and not scope.bound and _LATER.isdisjoint(scope.inside):
            yield from refusals.of(expression)


def _planned(context: Context, transition: Transition) -> Iterator[Refusal]:
    """What one of the plans that an import makes refuses."""
    catalog = context.catalog
    kinds = {context.template.folder: context.static_types}
    names, refusals = None, None
    for each in planned(context.template, catalog.coder, transition):
        part = each.template
        if part.folder not in kinds:
            kinds[part.folder] = StaticTypes(part, catalog.language, Providers(part, catalog), resource_blocks(part))
        if refusals is None or each.names is not names:
            names = each.names
            refusals = Refusals(part, catalog.language, kinds[part.folder], names, each.bound)
        yield from refusals.of(each.expression)
        if each.condition:
            yield from refusals.condition(each.expression)
