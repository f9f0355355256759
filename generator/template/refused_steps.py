"""Steps from a value, or from a variable of a declared type, that lead nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from generator.hcl.conversion import converts, described
from generator.hcl.expressions import Call, GetAttribute, GetIndex, ObjectCons, Splat, Traversal
from generator.hcl.functions import TextSet
from generator.hcl.scalars import is_number, text_of
from generator.hcl.unknown import UNKNOWN
from generator.template.refused_calls import listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.diagnostics import Span
    from generator.hcl.expressions import Expression, Step


class Refusal(Struct, frozen=True):
    """A place in an expression, and why Terraform refuses it."""

    span: Span
    why: str


def wrong_step(value: object, step: Step, key: object) -> str | None:
    """Why a step leads nowhere; None where it may lead somewhere."""
    if value is None:
        return "this is null, of which nothing can be taken"
    if not isinstance(value, list | dict):
        return f"{described(value)} has neither attributes nor elements"
    if isinstance(value, TextSet):
        return "a set has neither attributes nor indexes; write `tolist(...)` around it, or go through it by `for`"
    if key is UNKNOWN:
        return None
    if key is None or isinstance(key, list | dict):
        return f"{'null' if key is None else described(key)} is no key"
    if isinstance(value, dict):
        known = isinstance(key, str | int | float) and not isinstance(key, bool)
        missing = known and text_of(key) not in value
        return f"there is no `{text_of(key)}` in this {listed(value)}" if missing else None
    if isinstance(step, GetAttribute):
        return "a list has no attributes; take one of its elements first, such as `[0]`"
    if isinstance(key, bool) or not converts(key, "number"):
        return f"an index of a list is a number, and {described(key)} is none"
    if is_number(key) and not (key == int(key) and 0 <= key < len(value)):
        return f"there is no element `{text_of(key)}` in this list of {len(value)}"
    return None


def mistyped(type_: Expression | None, steps: Sequence[Step]) -> Refusal | None:
    """The first step from a variable that its declared type does not have."""
    for step in steps:
        match type_:
            case Call(name="object", arguments=(ObjectCons() as members,)):
                if not isinstance(step, GetAttribute):
                    return None
                member = members.get(step.name)
                if member is None:
                    return Refusal(step.span, f"the type of this variable has no attribute `{step.name}`")
                type_ = member.value
                if isinstance(type_, Call) and type_.name == "optional" and type_.arguments:
                    type_ = type_.arguments[0]
            case Call(name="list" | "map" | "set" as name, arguments=(element,)):
                if isinstance(step, Splat) or (name == "set" and isinstance(step, GetIndex)):
                    return None
                if name != "map" and isinstance(step, GetAttribute):
                    return Refusal(step.span, f"a {name} has no attributes; this variable is one")
                type_ = element
            case Traversal(root="string" | "number" | "bool" as name, steps=()):
                if isinstance(step, Splat):
                    return None
                return Refusal(step.span, f"a {name} has neither attributes nor elements, and this is one")
            case _:
                return None
    return None
