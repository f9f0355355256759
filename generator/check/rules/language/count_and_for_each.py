"""count-and-for-each: both at once, `each` or `count` where there is none, a wrong index on an instance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, RuleInfo, Severity
from generator.hcl.conversion import described, number_of
from generator.hcl.expressions import Conditional, For, GetAttribute, GetIndex, Literal, TupleCons, unwrapped
from generator.hcl.functions import TextSet
from generator.hcl.unknown import UNKNOWN
from generator.template.addresses import address_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.hcl.expressions import Expression
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
            for attribute in both:
                wrong = (_wrong_count if attribute.name == "count" else _wrong_keys)(context, attribute.expression)
                if wrong is not None:
                    yield INFO.at(attribute.expression.span, wrong)
    for reference in context.references:
        yield from _own_value(reference)
        yield from _instance(context, reference)
        yield from _module_instance(context, reference)


def _wrong_count(context: Context, expression: Expression) -> str | None:
    """What is wrong with a count that is null or a number; another type is for argument-type."""
    value = context.template.value(expression)
    if value is None:
        return "`count` is null here, and must be a whole number; leave it out, or write `1`"
    number = number_of(value)
    if number is not None and (number < 0 or number != int(number)):
        return f"`count` must be a whole number from 0 on, and `{number}` is none"
    return None


def _wrong_keys(context: Context, expression: Expression) -> str | None:
    """What is wrong with a `for_each`: it goes through a map, an object or a set of text."""
    written = unwrapped(expression)
    listed = isinstance(written, TupleCons) or (isinstance(written, For) and written.key is None)
    value = context.template.known_parts(expression)
    if listed or (isinstance(value, list) and not isinstance(value, TextSet) and not isinstance(written, Conditional)):
        return "`for_each` takes a map or a set of text, and this is a list; write `toset(...)` around it"
    if value is UNKNOWN or isinstance(value, list | dict):
        return None
    what = "null" if value is None else described(value)
    return f"`for_each` takes a map or a set of text, and this is {what}"


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


def _module_instance(context: Context, reference: Reference) -> Iterator[Diagnostic]:
    """The same of a called module; one with `for_each` is an object, whose names may be keys."""
    traversal = reference.traversal
    if traversal.root != "module" or len(traversal.steps) < 2 or not isinstance(traversal.steps[0], GetAttribute):
        return
    name, first = traversal.steps[0].name, traversal.steps[1]
    call = next(context.template.blocks("module", name), None)
    if call is None:
        return
    repeated = {"count", "for_each"} & set(call.body.attributes)
    if not repeated and isinstance(first, GetIndex) and _is_number(first.key):
        yield INFO.at(traversal.span, f"`module.{name}` has neither `count` nor `for_each`; take the index out")
    elif repeated == {"count"} and isinstance(first, GetAttribute):
        advice = f"say which instance, such as `module.{name}[0].{first.name}`"
        yield INFO.at(traversal.span, f"`module.{name}` has `count`: {advice}")


def _is_number(key: Expression) -> bool:
    return isinstance(key, Literal) and isinstance(key.value, int | float)
