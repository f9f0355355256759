"""Where a template hands a secret to an agent or a module, and what the handed value is made from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from generator.catalog.agents import delivery_for
from generator.hcl.expressions import (
    Access,
    Call,
    Conditional,
    For,
    GetAttribute,
    ObjectCons,
    Template,
    Traversal,
    TupleCons,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from generator.catalog.agents import Agent
    from generator.catalog.catalog import Catalog
    from generator.catalog.versions import Release
    from generator.diagnostics import Span
    from generator.hcl.expressions import Expression
    from generator.template import model
    from generator.template.task import RegistryCall

_TELLS_ONLY_ABOUT = frozenset(
    {"length", "keys", "can", "contains", "startswith", "endswith", "fileexists", "issensitive", "alltrue", "anytrue"}
)
_LOOKS_UP = frozenset({"lookup", "element"})


class SecretPlace(Struct, frozen=True):
    """A value that is a secret by where it goes.

    Attributes:
        name: What takes it, in words: "input `claude_api_key` of coder/claude-code 4.9.2".
        value: The expression that is given.
        span: The name of the input or environment variable in the text.
        default: What the module takes when nothing is given, which is no secret; None for an environment variable.
    """

    name: str
    value: Expression
    span: Span
    default: object


def secret_places(template: model.Template, catalog: Catalog, calls: Iterable[RegistryCall]) -> Iterator[SecretPlace]:
    """Every place of the template that takes a secret, by the agents' deliveries and the modules' own marks."""
    names = set(catalog.secret_shapes.environment)
    for registry in calls:
        if registry.release is None:
            continue
        agent = catalog.agent_for(registry.interface.address)
        if agent is not None:
            names |= _delivered(agent, registry.release, "env")
        yield from _secret_inputs(catalog, registry, agent)
    for variable in template.environment:
        if variable.name in names:
            yield SecretPlace(f"environment variable `{variable.name}`", variable.value, variable.span, None)


def _secret_inputs(catalog: Catalog, registry: RegistryCall, agent: Agent | None) -> Iterator[SecretPlace]:
    held = registry.held
    if held is None:
        return
    delivered = set() if agent is None else _delivered(agent, held.release, "input")
    for name, attribute in registry.call.inputs.items():
        taken = held.inputs.get(name)
        if taken is None:
            continue
        marked = taken.sensitive and not catalog.secret_shapes.identifier.search(name)
        if marked or name in delivered:
            what = f"input `{name}` of {registry.interface.address} {held.release}"
            yield SecretPlace(what, attribute.expression, attribute.name_span, taken.default)


def _delivered(agent: Agent, release: Release, way: str) -> set[str]:
    """The names of the inputs (`input`) or variables (`env`) by which a release takes the secrets of any method."""
    found = set()
    for method in agent.auth.values():
        for value in method.values:
            delivery = delivery_for(value.deliveries, release) if value.secret else None
            name = None if delivery is None else delivery.env if way == "env" else delivery.input
            if name is not None:
                found.add(name)
    return found


def flows(expression: Expression, locals_: Mapping[str, Expression]) -> Iterator[Traversal]:
    """The traversals whose values end up in an expression's value, locals followed.

    Conditions, comparisons, keys and functions that only tell about their argument are passed over, unlike in
    `values.reach`.
    """
    seen: set[str] = set()
    pending: list[Expression] = [expression]
    while pending:
        current = pending.pop()
        if isinstance(current, Traversal):
            if current.root != "local":
                yield current
            elif str(current) not in seen:
                seen.add(str(current))
                target = local_target(current, locals_)
                pending.extend([] if target is None else [target])
        else:
            pending.extend(_carriers(current))


def _carriers(expression: Expression) -> Iterable[Expression]:
    match expression:
        case Template(parts=parts):
            return parts
        case Conditional(then=then, otherwise=otherwise):
            return (then, otherwise)
        case Call(name=name, arguments=arguments):
            if name in _TELLS_ONLY_ABOUT:
                return ()
            return (arguments[:1] + arguments[2:]) if name in _LOOKS_UP else arguments
        case TupleCons(items=items):
            return items
        case ObjectCons(items=members):
            return [member.value for member in members]
        case For(collection=collection, value=value):
            return (collection, value)
        case Access(base=base):
            return (base,)
        case _:
            return ()


def local_target(traversal: Traversal, locals_: Mapping[str, Expression]) -> Expression | None:
    """What `local.name` or `local.name.key` stands for; None where a key cannot be followed to one expression."""
    names = [step.name if isinstance(step, GetAttribute) else None for step in traversal.steps]
    target = locals_.get(names[0] or "") if names else None
    for name in names[1:]:
        member = target.get(name) if isinstance(target, ObjectCons) and name is not None else None
        target = None if member is None else member.value
    return target


def variables_in(expression: Expression, locals_: Mapping[str, Expression]) -> Iterator[str]:
    """The names of the variables whose values end up in an expression's value."""
    for traversal in flows(expression, locals_):
        if traversal.root == "var" and len(traversal.attributes) > 1:
            yield traversal.attributes[1]
