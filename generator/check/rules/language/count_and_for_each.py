"""count-and-for-each: both at once, `each` or `count` where there is none, a wrong index on an instance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, RuleInfo, Severity
from generator.hcl.expressions import GetAttribute, GetIndex, Literal
from generator.template.addresses import address_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.template.scopes import Reference

INFO = RuleInfo(
    "count-and-for-each", "language", "count, for_each, `count.index` or `each` where it cannot be", Severity.ERROR
)

_REPEATED = ("resource", "data", "module", "ephemeral")
_OWN = {"each": ("for_each", ("key", "value")), "count": ("count", ("index",))}


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at what cannot be of repeated blocks, their own values and the references to them."""
    template = context.template
    for type_ in _REPEATED:
        for block in template.blocks(type_):
            both = [block.body.attributes[name] for name in ("count", "for_each") if name in block.body.attributes]
            if len(both) == 2:
                yield INFO.at(both[1].name_span, "`count` and `for_each` exclude each other; take one of them out")
    if template.has_overrides:
        return
    for reference in context.references:
        yield from _own_value(reference)
        yield from _instance(context, reference)


def _own_value(reference: Reference) -> Iterator[Diagnostic]:
    problem = _own_problem(reference)
    if problem is not None:
        severity = Severity.ERROR if reference.scope.certain else Severity.WARNING
        yield INFO.at(reference.traversal.span, problem, severity=severity)


def _own_problem(reference: Reference) -> str | None:
    """What is wrong with an `each.` or `count.`; None where it is something else, or right."""
    traversal, scope = reference.traversal, reference.scope
    if traversal.root not in _OWN or not traversal.steps:
        return None
    argument, known = _OWN[traversal.root]
    if not (scope.has_each if traversal.root == "each" else scope.has_count):
        return f"`{traversal}` has a value only in a block with `{argument}`"
    first = traversal.steps[0]
    if isinstance(first, GetAttribute) and first.name not in known:
        there = " and ".join(f"`{traversal.root}.{name}`" for name in known)
        return f"there is no `{traversal.root}.{first.name}`, only {there}"
    return None


def _instance(context: Context, reference: Reference) -> Iterator[Diagnostic]:
    address = address_of(reference.traversal)
    block = None if address is None else context.resource_blocks.get(address.key)
    if address is None or block is None or not address.rest:
        return
    repeated = next((name for name in ("count", "for_each") if name in block.body.attributes), None)
    first = address.rest[0]
    if repeated is None and isinstance(first, GetIndex) and isinstance(first.key, Literal):
        yield INFO.at(reference.traversal.span, f"`{address}` has neither `count` nor `for_each`; take the index out")
    elif repeated is not None and isinstance(first, GetAttribute):
        index = "0" if repeated == "count" else '"..."'
        yield INFO.at(
            reference.traversal.span,
            f"`{address}` has `{repeated}`: say which instance, such as `{address}[{index}].{first.name}`",
        )
