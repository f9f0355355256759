"""What in an expression Terraform surely refuses: operands, conditions, arguments and steps of the wrong kind.

Certain is what holds for every value that the unknown may have, in a place that Terraform surely looks at: not the
branch of a condition that is not known, the body of a `for`, the right side of `&&`, or what `try` and `can` catch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from generator.hcl.conversion import converts, described
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
    children,
)
from generator.hcl.functions import TextSet
from generator.hcl.scalars import is_number, text_of
from generator.hcl.unknown import UNKNOWN
from generator.template.scopes import CATCHING
from generator.template.static_types import BOOL, LIST, MAP, NUMBER, STRING, may_become, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from generator.catalog.language import Language
    from generator.diagnostics import Span
    from generator.hcl.expressions import Expression, Step
    from generator.template.model import Template as Folder
    from generator.template.static_types import StaticTypes

_NUMBERS = frozenset({"+", "-", "*", "/", "%", "<", "<=", ">", ">="})
_LOGICAL = frozenset({"&&", "||"})
_SCALARS = frozenset({STRING, NUMBER, BOOL})
_NAMED = frozenset({"local", "var"})  # objects of which names are taken, and nothing else
_SHAPES = {LIST: list, MAP: dict}


class Refusal(Struct, frozen=True):
    """A place in an expression, and why Terraform refuses it."""

    span: Span
    why: str


class Refusals:
    """Finds what is refused in the expressions of one template."""

    def __init__(
        self, template: Folder, language: Language, kinds: StaticTypes, held: Mapping[str, object] | None = None
    ) -> None:
        """Of a template, with the kinds of its expressions, and what is known of names such as `each`."""
        self._template = template
        self._held = held or {}
        self._functions = language.functions
        self._kinds = kinds

    def of(self, expression: Expression) -> Iterator[Refusal]:
        """What is refused in an expression, inner ones included."""
        match expression:
            case Traversal() | Access():
                yield from self._steps(expression)
            case Call(name=name) if name in CATCHING:
                return
            case Call():
                yield from self._call(expression)
                yield from self._inside(expression)
            case Conditional():
                yield from self._conditional(expression)
            case Operation(operator=operator, operands=operands):
                looked_at = operands[:1] if operator in _LOGICAL else operands
                wanted = NUMBER if operator in _NUMBERS else BOOL if operator in _LOGICAL or operator == "!" else None
                for operand in looked_at:
                    if wanted is not None:
                        yield from self._operand(operand, operator, wanted)
                    yield from self.of(operand)
            case For(collection=collection):
                yield from self._collection(collection)
                yield from self.of(collection)
            case Template(parts=parts, directives=False):
                for part in parts if len(parts) > 1 else ():
                    yield from self._interpolated(part)
                yield from self._inside(expression)
            case TupleCons() | ObjectCons():
                yield from self._inside(expression)
            case _:
                return

    def _worth(self, expression: Expression) -> object:
        return self._template.known_parts(expression, self._held)

    def _inside(self, expression: Expression) -> Iterator[Refusal]:
        for child in children(expression):
            yield from self.of(child)

    def _kind(self, expression: Expression) -> tuple[object, str | None]:
        """What an expression is worth as far as that is known, and the kind of it that is sure."""
        value = self._worth(expression)
        return value, self._kinds.kind(expression) if value is UNKNOWN else None

    def _misfit(self, expression: Expression, wanted: str) -> str | None:
        """A few words on a value that does not convert to a kind; None where it may. Null is left alone."""
        value, kind = self._kind(expression)
        if kind is not None:
            return None if may_become(kind, wanted) else shown(kind)
        if value is UNKNOWN or value is None:
            return None
        if wanted in _SHAPES:
            return None if isinstance(value, _SHAPES[wanted]) else described(value)
        if isinstance(value, bool) and wanted == STRING:
            return None
        return None if converts(value, wanted) else described(value)

    def _operand(self, operand: Expression, operator: str, wanted: str) -> Iterator[Refusal]:
        wrong = self._misfit(operand, wanted)
        if wrong is not None:
            yield Refusal(operand.span, f"`{operator}` takes {shown(wanted)}, and {wrong} is none")

    def _conditional(self, expression: Conditional) -> Iterator[Refusal]:
        condition, then, otherwise = expression.condition, expression.then, expression.otherwise
        decided = self._worth(condition)
        if decided is not UNKNOWN:  # nor here
            yield from self._operand(condition, "?", BOOL)
        yield from self.of(condition)
        one, other = self._sort(then), self._sort(otherwise)
        if one is not None and other is not None and one != other:
            yield Refusal(
                expression.span, f"both results must be of one kind, and these are {shown(one)} and {shown(other)}"
            )
        if decided in (True, "true") or decided in (False, "false"):
            yield from self.of(then if decided in (True, "true") else otherwise)

    def _sort(self, expression: Expression) -> str | None:
        """`list`, `map`, or `string` for any scalar; None where it cannot be told."""
        value, kind = self._kind(expression)
        if value is None:
            return None
        if isinstance(value, list) or kind == LIST:
            return LIST
        if isinstance(value, dict) or kind == MAP:
            return MAP
        return STRING if kind in _SCALARS or isinstance(value, str | int | float) else None

    def _collection(self, collection: Expression) -> Iterator[Refusal]:
        value, kind = self._kind(collection)
        if value is None or kind in _SCALARS or isinstance(value, str | int | float):
            what = shown(kind) if kind is not None else "null" if value is None else described(value)
            yield Refusal(collection.span, f"`for` goes through a list, set, map or object, and this is {what}")

    def _interpolated(self, part: Expression) -> Iterator[Refusal]:
        if isinstance(part, Literal) and isinstance(part.value, str):
            return
        value = self._worth(part)  # of what is unknown Terraform does not look at the type here
        if value is None:
            yield Refusal(part.span, "this is null, which no text can hold")
        elif isinstance(value, list | dict):
            yield Refusal(
                part.span, f"a text cannot hold {described(value)}; write `jsonencode(...)` or `join(...)` around it"
            )

    def _call(self, call: Call) -> Iterator[Refusal]:
        name = call.name.removeprefix("core::")
        function = self._functions.get(name)
        if function is None or call.expands:
            return
        found = False
        for place, argument in enumerate(call.arguments):
            wanted = function.parameter(place)
            if wanted is None:
                continue
            kind = wanted.removesuffix("?")
            wrong = None if kind == "any" else self._misfit(argument, kind)
            if wrong is not None:
                yield Refusal(argument.span, f"`{name}` takes {shown(kind)} here, and {wrong} is none")
                found = True
            elif not wanted.endswith("?") and self._worth(argument) is None:
                yield Refusal(argument.span, f"`{name}` takes no null here")
                found = True
        if not found:
            why = refused_call(name, [self._worth(argument) for argument in call.arguments])
            if why is not None:
                yield Refusal(call.span, why)

    def _steps(self, expression: Traversal | Access) -> Iterator[Refusal]:
        steps = expression.steps
        if isinstance(expression, Access):
            yield from self.of(expression.base)
            wrong = self._misstep(self._worth(expression.base), steps)
        elif expression.root in _NAMED and steps and not isinstance(steps[0], GetAttribute):
            yield Refusal(expression.span, f"`{expression.root}` is followed by a name, such as `{expression.root}.x`")
            return
        elif expression.root == "local" or expression.root in self._held:
            first = Traversal(expression.root, steps[:1], expression.span)
            wrong = self._misstep(self._worth(first), steps[1:])
        elif expression.root == "var" and steps and isinstance(steps[0], GetAttribute):
            block = self._template.variables.get(steps[0].name)
            wrong = None if block is None else _mistyped(block.body.expression("type"), steps[1:])
        else:
            wrong = None
        if wrong is not None:
            yield wrong
        for step in steps:
            if isinstance(step, GetIndex):
                yield from self.of(step.key)

    def _misstep(self, value: object, steps: Sequence[Step]) -> Refusal | None:
        for position, step in enumerate(steps):
            if value is UNKNOWN or isinstance(value, TextSet):
                return None
            if isinstance(step, Splat):
                return self._of_each(value, steps[position + 1 :])
            key = step.name if isinstance(step, GetAttribute) else self._worth(step.key)
            wrong = wrong_step(value, step, key)
            if wrong is not None:
                return Refusal(step.span, wrong)
            value = taken(value, key)
        return None

    def _of_each(self, value: object, steps: Sequence[Step]) -> Refusal | None:
        """What is wrong with a step that a splat applies to each element: names alone, which both forms read so."""
        names = []
        for step in steps:
            if not isinstance(step, GetAttribute):
                break
            names.append(step)
        elements = [] if value is None else value if isinstance(value, list) else [value]
        wrong = (self._misstep(element, names) for element in elements)
        return next((each for each in wrong if each is not None), None)


def wrong_step(value: object, step: Step, key: object) -> str | None:
    """Why a step leads nowhere; None where it may lead somewhere."""
    if value is None:
        return "this is null, of which nothing can be taken"
    if not isinstance(value, list | dict):
        return f"{described(value)} has neither attributes nor elements"
    if key is UNKNOWN:
        return None
    if isinstance(value, dict):
        known = isinstance(key, str | int | float) and not isinstance(key, bool)
        missing = known and text_of(key) not in value
        return f"there is no `{text_of(key)}` in this {_listed(value)}" if missing else None
    if isinstance(step, GetAttribute):
        return "a list has no attributes; take one of its elements first, such as `[0]`"
    if is_number(key) and not (key == int(key) and 0 <= key < len(value)):
        return f"there is no element `{text_of(key)}` in this list of {len(value)}"
    return None


def taken(value: object, key: object) -> object:
    """What a step takes, `UNKNOWN` where that cannot be told."""
    if isinstance(value, dict) and isinstance(key, str | int | float):
        return value.get(text_of(key), UNKNOWN)
    if isinstance(value, list) and is_number(key):
        return value[int(key)]
    return UNKNOWN


def refused_call(name: str, values: Sequence[object]) -> str | None:
    """Why a call with arguments of the right kinds is refused; None where it may be right."""
    match name, values:
        case "length", [int() | float() as value]:
            return f"`length` takes a list, map or text, and {described(value)} is none"
        case ("tonumber" | "tobool") as name, [str() | list() | dict() | bool() as value]:
            wanted = name.removeprefix("to")
            return None if converts(value, wanted) else f"{described(value)} does not convert to a {wanted}"
        case "tostring", [list() | dict() as value]:
            return f"{described(value)} does not convert to a string"
        case "element", [[], _]:
            return "`element` takes nothing from an empty list"
        case "one", [list() as value] if len(value) > 1:
            return f"`one` takes a list of one element or none, and this has {len(value)}"
        case "coalesce", [*choices] if choices and all(choice is None or choice == "" for choice in choices):
            return "`coalesce` finds nothing here that is neither null nor empty"
        case "lookup", [dict() as mapping, str() as key] if key not in mapping:
            return f"there is no `{key}` in this {_listed(mapping)}, and no default"
        case _:
            return None


def _mistyped(type_: Expression | None, steps: Sequence[Step]) -> Refusal | None:
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


def _listed(value: dict[str, object]) -> str:
    """What an object holds, in a few words."""
    names = ", ".join(f"`{name}`" for name in list(value)[:6])
    return f"object, only {names}" if len(value) <= 6 and names else "object"
