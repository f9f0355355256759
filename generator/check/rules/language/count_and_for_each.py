"""count-and-for-each: both at once, `each` or `count` where there is none, a wrong index on an instance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, RuleInfo, Severity
from generator.hcl.conversion import described, number_of
from generator.hcl.expressions import (
    Call,
    Conditional,
    GetAttribute,
    GetIndex,
    Literal,
    ObjectCons,
    Traversal,
    TupleCons,
    traversals,
    unwrapped,
)
from generator.hcl.functions import TextSet
from generator.hcl.scalars import text_of
from generator.hcl.unknown import UNKNOWN
from generator.template.addresses import address_of
from generator.template.scopes import surely_read
from generator.template.static_types import BOOL, NUMBER, STRING, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.hcl.expressions import Expression
    from generator.hcl.tree import Block
    from generator.template.model import Template
    from generator.template.scopes import Reference

INFO = RuleInfo(
    "count-and-for-each", "language", "count, for_each, `count.index` or `each` where it cannot be", Severity.ERROR
)

_REPEATED = ("resource", "data", "module", "ephemeral")
_LOOKED_AT = frozenset({"locals", "resource", "data", "module", "output"})
_DEEP = 20
_OWN = {"each": ("for_each", ("key", "value")), "count": ("count", ("index",))}


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at what cannot be of repeated blocks, their own values and the references to them."""
    template = context.template
    for block in _repeated(template):
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
    yield from _missing_instances(context)
    yield from _after_apply(context)


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
    followed = _followed(context.template, written)
    value = context.template.known_parts(expression)
    plain = isinstance(value, list) and not isinstance(value, TextSet) and not isinstance(followed, Conditional)
    if plain or context.static_types.is_list(written):
        return "`for_each` takes a map or a set of text, and this is a list; write `toset(...)` around it"
    secret = _secret(context.template, followed)
    if secret is not None:
        return f"`for_each` takes nothing sensitive, and `{secret}` is; its keys would be seen"
    if isinstance(followed, Call) and followed.name == "toset" and len(followed.arguments) == 1:
        return _wrong_members(_followed(context.template, followed.arguments[0]))
    kind = context.static_types.kind(written) if value is UNKNOWN else None
    if kind in (STRING, NUMBER, BOOL):
        return f"`for_each` takes a map or a set of text, and this is {shown(kind)}"
    if value is UNKNOWN or isinstance(value, list | dict):
        return None
    what = "null" if value is None else described(value)
    return f"`for_each` takes a map or a set of text, and this is {what}"


def _followed(template: Template, expression: Expression) -> Expression:
    """The expression, or that of the local that it names."""
    for _ in range(_DEEP):
        match unwrapped(expression):
            case Traversal(root="local", steps=(GetAttribute(name=name),)) if name in template.locals:
                expression = template.locals[name]
            case written:
                return written
    return expression


def _wrong_members(written: Expression) -> str | None:
    """What is wrong with the members that a `toset` is given one by one."""
    if not isinstance(written, TupleCons) or not written.items:
        return None
    if any(isinstance(item, Literal) and item.value is None for item in written.items):
        return "`for_each` takes no null, and there is one in this set"
    if all(isinstance(item, TupleCons | ObjectCons) for item in written.items):
        return "`for_each` takes a map or a set of text, and these members are no text; make a map with keys of text"
    if all(isinstance(item, Literal) and not isinstance(item.value, str) for item in written.items):
        return "`for_each` takes a map or a set of text, and these members are no text; put quotes around them"
    return None


def _secret(template: Template, written: Expression) -> Traversal | None:
    """The sensitive variable whose own value, not that of a member, makes the keys."""
    match written:
        case Traversal(root="var", steps=(GetAttribute(name=name),)) if name in template.variables:
            sensitive = template.value(template.variables[name].body.expression("sensitive"))
            return written if sensitive is True else None
        case Call(name="toset", arguments=(argument,), expands=False):
            inner = _followed(template, argument)
            items = inner.items if isinstance(inner, TupleCons) else (inner,)
            found = (_secret(template, _followed(template, item)) for item in items)
            return next((each for each in found if each is not None), None)
        case Call(name="keys", arguments=(argument,), expands=False):
            return _secret(template, _followed(template, argument))
        case _:
            return None


def _after_apply(context: Context) -> Iterator[Diagnostic]:
    """Points at what depends on what only a made resource has, in a template and the modules that it surely makes."""
    if context.callers or not any(_leads_on(block) for part in context.template.parts for block in _repeated(part)):
        return
    from generator.template.after_apply import after_apply

    seen = set()
    for attribute, cause in after_apply(context.template, context.catalog):
        if attribute.span not in seen:
            seen.add(attribute.span)
            yield INFO.at(
                attribute.expression.span,
                f"`{attribute.name}` depends on `{cause}`, which Terraform knows only after apply; "
                "take something that is known before, such as a variable or a name",
            )


def _repeated(template: Template) -> Iterator[Block]:
    return (block for type_ in _REPEATED for block in template.blocks(type_))


def _leads_on(block: Block) -> bool:
    """True when a count or `for_each` refers to more than what is always known."""
    written = (block.body.expression(name) for name in ("count", "for_each"))
    names = {each.root for expression in written if expression is not None for each in traversals(expression)}
    return not names <= {"data", "path", "terraform"}


def _missing_instances(context: Context) -> Iterator[Diagnostic]:
    """Points at an index that no instance has, where Terraform surely looks for it."""
    if context.callers or context.template.opaque:
        return  # a module may be called with a count of 0
    for expression, scope in context.expressions:
        made = not {"count", "for_each"}.isdisjoint(scope.block.body.attributes)
        if scope.block.type not in _LOOKED_AT or made or scope.bound or not scope.certain or scope.inside:
            continue
        if scope.argument == "depends_on":
            continue
        for traversal in surely_read(expression):
            address = address_of(traversal)
            block = None if address is None else context.resource_blocks.get(address.key)
            step = address.rest[0] if address is not None and address.rest else None
            if block is not None and isinstance(step, GetIndex) and isinstance(step.key, Literal):
                wrong = _wrong_index(context.template, block, step.key.value)
                if wrong is not None:
                    yield INFO.at(traversal.span, f"`{address}` has {wrong}")


def _wrong_index(template: Template, block: Block, key: object) -> str | None:
    attributes = block.body.attributes
    if len({"count", "for_each"} & set(attributes)) != 1 or isinstance(key, bool) or key is None:
        return None
    if "count" in attributes:
        number = number_of(key)
        if number is None:
            return f"`count`, so its instances have numbers, and `{key}` is none"
        count = number_of(template.value(attributes["count"].expression))
        if count is not None and count >= 0 and not (number == int(number) and 0 <= number < count):
            return f"a `count` of {count}, so there is no instance `{text_of(key)}`"
        return None
    keys = template.known_parts(attributes["for_each"].expression)
    if not isinstance(keys, dict) and not (isinstance(keys, TextSet) and all(isinstance(each, str) for each in keys)):
        return None
    if isinstance(key, str | int | float) and text_of(key) not in keys:
        return f"no instance `{text_of(key)}`: its `for_each` has no such key"
    return None


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
