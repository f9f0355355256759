"""Whether Terraform converts a known value to a declared type, and what to call the value when it does not."""

from __future__ import annotations

import math
import re
from functools import lru_cache

from generator.hcl.expressions import Call, Expression, ObjectCons, Traversal, TupleCons
from generator.hcl.tree import parse_expression
from generator.hcl.unknown import UNKNOWN

# zclconf/go-cty convert/conversion_primitive.go: what text becomes a number (base 10) and what a bool.
_NUMBER = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[+-]?[iI]nf"
_BOOLS = frozenset({"true", "false", "1", "0"})


def converts(value: object, type_: str) -> bool:
    """False when Terraform surely refuses `value` for a variable of a type.

    Args:
        value: Folded data; unknown values and null convert to everything.
        type_: The type constraint as Terraform text; one that cannot be read takes everything.
    """
    expression = _type(type_)
    return expression is None or fits(value, expression)


def fits(value: object, type_: Expression) -> bool:
    """The same for a type constraint as an expression."""
    return _converts(value, type_)


@lru_cache(maxsize=1000)
def _type(text: str) -> Expression | None:
    """The expression of a type constraint; most are `string`, and the same ones come again and again."""
    return parse_expression(text)


def number_of(value: object) -> int | float | None:
    """A known value as Terraform converts it to a number; None for what is no finite number."""
    if isinstance(value, str) and re.fullmatch(_NUMBER, value):
        value = float(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return int(value) if value == int(value) else value


def described(value: object) -> str:
    """A value in a few words: "the text `abc`", "this list"."""
    if isinstance(value, str):
        shown = value if len(value) <= 40 else value[:39] + "…"
        return f"the text `{shown}`" if shown.isprintable() else "a text"
    if isinstance(value, bool):
        return f"the bool `{str(value).lower()}`"
    if isinstance(value, int | float):
        return f"the number `{value}`"
    return "this list" if isinstance(value, list) else "this object"


def _converts(value: object, type_: Expression) -> bool:
    if value is None or value is UNKNOWN:
        return True
    match type_:
        case Traversal(root=name, steps=()):
            return _converts_scalar(value, name)
        case Call(name="list" | "set", arguments=(element,)):
            return isinstance(value, list) and all(_converts(item, element) for item in value)
        case Call(name="map", arguments=(element,)):
            return isinstance(value, dict) and all(_converts(item, element) for item in value.values())
        case Call(name="object", arguments=(ObjectCons() as members,)):
            return isinstance(value, dict) and _has_members(value, members)
        case Call(name="tuple", arguments=(TupleCons(items=items),)):
            return isinstance(value, list) and len(value) == len(items) and all(map(_converts, value, items))
        case _:
            return True


def _converts_scalar(value: object, name: str) -> bool:
    match name:
        case "string":
            return isinstance(value, str | int | float)
        case "number":
            numeric = isinstance(value, int | float) and not isinstance(value, bool)
            return numeric or (isinstance(value, str) and re.fullmatch(_NUMBER, value) is not None)
        case "bool":
            return isinstance(value, bool) or (isinstance(value, str) and value in _BOOLS)
        case "list" | "set":
            return isinstance(value, list)
        case "map":
            return isinstance(value, dict)
        case _:
            return True


def _has_members(value: dict[object, object], members: ObjectCons) -> bool:
    """True when every attribute that is not optional is there and all that are there convert; others are dropped."""
    for item in members.items:
        name, type_ = getattr(item.key, "value", None), item.value
        optional = isinstance(type_, Call) and type_.name == "optional"
        if isinstance(type_, Call) and optional and type_.arguments:
            type_ = type_.arguments[0]
        if name not in value:
            if not optional:
                return False
        elif not _converts(value[name], type_):
            return False
    return True
