"""What an expression is worth, as far as its names are known: HCL's own rules, with what is unknown left unknown.

Values are plain Python data: text, numbers, bools, None for null, lists, and dicts for objects and maps. `UNKNOWN` may
stand for a value or anywhere inside one. What Terraform would refuse is unknown too: nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from generator.hcl.expressions import (
    Access,
    Call,
    Conditional,
    For,
    GetAttribute,
    GetIndex,
    Literal,
    ObjectCons,
    Operation,
    Splat,
    Template,
    Traversal,
    TupleCons,
)
from generator.hcl.functions import TextSet, call_function
from generator.hcl.scalars import equal, is_number, text_of
from generator.hcl.unknown import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.hcl.expressions import Expression, Step

Names = Callable[[Traversal], tuple[object, int]]
"""What a name is worth: the value of a traversal's beginning, and how many of its steps that took."""

MAX_DEPTH = 60
"""How deep an evaluation goes; beyond it everything is unknown, so that a cycle of names ends."""

_MAX_ITEMS = 10_000
_MAX_TEXT = 1_000_000  # characters
_MAX_STEPS = 100_000  # expressions that one evaluation looks at; loops in loops and locals that double end there


def nothing_known(traversal: Traversal) -> tuple[object, int]:
    """Names of which none is known."""
    return UNKNOWN, len(traversal.steps)


def evaluate(expression: Expression | None, names: Names = nothing_known, depth: int = 0) -> object:
    """The value of an expression; an absent one (None) is null.

    Args:
        expression: The expression.
        names: What the names in it are worth; a name bound by a `for` inside is not asked for.
        depth: How deep the evaluation is already, for a caller that follows names to other expressions.
    """
    if expression is None:
        return None
    return _Evaluation(names, depth, [_MAX_STEPS]).value(expression)


def wholly_known(value: object) -> bool:
    """True when nothing in a value is unknown."""
    match value:
        case list():
            return all(map(wholly_known, value))
        case dict():
            return all(map(wholly_known, value.values()))
        case _:
            return value is not UNKNOWN


class _Evaluation:
    def __init__(self, names: Names, depth: int, left: list[int]) -> None:
        self._names = names
        self._depth = depth
        self._left = left  # how many steps are left, shared by the evaluations inside of this one

    def value(self, expression: Expression) -> object:
        if self._depth > MAX_DEPTH or self._left[0] <= 0:
            return UNKNOWN
        self._depth += 1
        self._left[0] -= 1
        try:
            return self._value(expression)
        finally:
            self._depth -= 1

    def _value(self, expression: Expression) -> object:
        match expression:
            case Literal(value=value):
                return value
            case Template(parts=parts, directives=False):
                return self._template(parts)
            case Traversal():
                known, taken = self._names(expression)
                return self._steps(known, expression.steps[taken:])
            case Access(base=base, steps=steps):
                return self._steps(self.value(base), steps)
            case TupleCons(items=items):
                return [self.value(item) for item in items]
            case ObjectCons():
                return self._object(expression)
            case Conditional():
                return self._conditional(expression)
            case Operation(operator=operator, operands=operands):
                return self._operation(operator, operands)
            case Call():
                return self._call(expression)
            case For():
                return self._for(expression)
            case _:
                return UNKNOWN

    def _call(self, call: Call) -> object:
        values = [self.value(argument) for argument in call.arguments]
        if call.expands:
            last = values.pop()
            if not isinstance(last, list):
                return UNKNOWN
            values += last
        return _bounded(call_function(call.name.removeprefix("core::"), values))

    def _template(self, parts: Sequence[Expression]) -> object:
        values = [self.value(part) for part in parts]
        if len(values) == 1 and not isinstance(parts[0], Literal):
            return values[0]
        if any(value is None or value is UNKNOWN or isinstance(value, list | dict) for value in values):
            return UNKNOWN
        return _bounded("".join(map(text_of, values)))

    def _steps(self, value: object, steps: Sequence[Step]) -> object:
        for position, step in enumerate(steps):
            if value is UNKNOWN:
                return UNKNOWN
            match step:
                case GetAttribute(name=name):
                    value = value.get(name, UNKNOWN) if isinstance(value, dict) else UNKNOWN
                case GetIndex(key=key):
                    value = element_of(value, self.value(key))
                case Splat():
                    items = [] if value is None else value if isinstance(value, list) else [value]
                    return [self._steps(item, steps[position + 1 :]) for item in items]
        return value

    def _object(self, expression: ObjectCons) -> object:
        found: dict[str, object] = {}
        for item in expression.items:
            key = self.value(item.key)
            if key is UNKNOWN or key is None or isinstance(key, list | dict):
                return UNKNOWN
            found[text_of(key)] = self.value(item.value)
        return found

    def _conditional(self, expression: Conditional) -> object:
        condition = _bool(self.value(expression.condition))
        if condition is not UNKNOWN:
            return self.value(expression.then if condition else expression.otherwise)
        one, other = self.value(expression.then), self.value(expression.otherwise)
        return one if wholly_known(one) and wholly_known(other) and equal(one, other) else UNKNOWN

    def _operation(self, operator: str, operands: Sequence[Expression]) -> object:
        values = [self.value(operand) for operand in operands]
        if len(values) == 1:
            return _unary(operator, values[0])
        if operator in {"&&", "||"}:
            return _logical(operator, _bool(values[0]), _bool(values[1]))
        if not all(map(wholly_known, values)):
            return UNKNOWN
        if operator in {"==", "!="}:
            if any(isinstance(value, list | dict) for value in values):
                return UNKNOWN  # a list is never equal to a tuple, nor a map to an object, and here they look the same
            return equal(values[0], values[1]) is (operator == "==")
        return _arithmetic(operator, values[0], values[1])

    def _for(self, expression: For) -> object:
        pairs = pairs_of(self.value(expression.collection))
        if pairs is None:
            return UNKNOWN
        results: list[object] = []
        members: dict[str, object] = {}
        grouped: dict[str, list[object]] = {}
        for pair in pairs:
            inner = _Evaluation(bound(self._names, expression.names, pair), self._depth, self._left)
            wanted = True if expression.condition is None else _bool(inner.value(expression.condition))
            if wanted is UNKNOWN:
                return UNKNOWN
            if not wanted:
                continue
            value = inner.value(expression.value)
            if expression.key is None:
                results.append(value)
                continue
            key = inner.value(expression.key)
            if not isinstance(key, str | int | float):
                return UNKNOWN
            if expression.groups:
                grouped.setdefault(text_of(key), []).append(value)
            elif text_of(key) in members:
                return UNKNOWN  # which is an error
            else:
                members[text_of(key)] = value
        return results if expression.key is None else dict(grouped) if expression.groups else members


def bound(names: Names, variables: tuple[str, ...], pair: tuple[object, ...]) -> Names:
    """Names with those of a `for` bound: the value alone, or key and value."""
    values = dict(zip(variables, pair[-len(variables) :], strict=True))

    def look(traversal: Traversal) -> tuple[object, int]:
        return (values[traversal.root], 0) if traversal.root in values else names(traversal)

    return look


def _bounded(value: object) -> object:
    """A value; unknown where it has grown beyond reason."""
    large = (
        len(value) > (_MAX_TEXT if isinstance(value, str) else _MAX_ITEMS) if isinstance(value, str | list) else False
    )
    return UNKNOWN if large else value


def pairs_of(collection: object) -> Iterator[tuple[object, object]] | None:
    """The keys and values that a `for` goes through; None where they are not known."""
    if isinstance(collection, TextSet) and len(collection) <= _MAX_ITEMS:
        return ((member, member) for member in collection)
    if isinstance(collection, list) and len(collection) <= _MAX_ITEMS:
        return iter(enumerate(collection))
    if isinstance(collection, dict) and len(collection) <= _MAX_ITEMS:
        return iter(sorted(collection.items()))
    return None


def element_of(value: object, key: object) -> object:
    """What a key or index takes from a value; `UNKNOWN` where that cannot be told, or there is nothing."""
    if isinstance(value, dict) and isinstance(key, str | int | float) and not isinstance(key, bool):
        return value.get(text_of(key), UNKNOWN)
    if isinstance(value, list) and not isinstance(value, TextSet) and is_number(key) and key == int(key):
        return value[int(key)] if 0 <= key < len(value) else UNKNOWN
    return UNKNOWN


def _bool(value: object) -> object:
    """A condition as Terraform converts it: a bool, or the text of one."""
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(value, UNKNOWN) if isinstance(value, str) else UNKNOWN


def _unary(operator: str, value: object) -> object:
    if operator == "!":
        wanted = _bool(value)
        return UNKNOWN if wanted is UNKNOWN else not wanted
    return -value if operator == "-" and is_number(value) else UNKNOWN


def _logical(operator: str, one: object, other: object) -> object:
    deciding = operator == "||"
    if one is deciding or other is deciding:
        return deciding
    return UNKNOWN if UNKNOWN in (one, other) else not deciding


def _arithmetic(operator: str, one: object, other: object) -> object:
    if not is_number(one) or not is_number(other):
        return UNKNOWN
    exact = isinstance(one, int) and isinstance(other, int)
    if operator in {"+", "-", "*"} and not exact:
        return UNKNOWN  # Terraform counts in 512 bits, where 0.1 + 0.2 is 0.3
    match operator:
        case "+":
            return one + other
        case "-":
            return one - other
        case "*":
            return one * other
        case "/":
            # What does not divide evenly has more digits in Terraform than here.
            return one // other if other != 0 and one % other == 0 else UNKNOWN
        case "%":
            whole = isinstance(one, int) and isinstance(other, int) and one >= 0 and other > 0
            return one % other if whole else UNKNOWN
        case "<":
            return one < other
        case "<=":
            return one <= other
        case ">":
            return one > other
        case ">=":
            return one >= other
        case _:
            return UNKNOWN
