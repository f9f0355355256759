"""What in an expression Terraform surely refuses: operands, conditions, arguments and steps of the wrong kind.

Certain is what holds for every value that the unknown may have, in a place that Terraform surely looks at: not the
branch of a condition that is not known, the body of a `for` over what is not known, the right side of `&&`, or what
`try` and `can` catch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.hcl.conversion import converts, described
from generator.hcl.evaluation import bound, element_of, evaluate, pairs_of
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
    traversals,
)
from generator.hcl.scalars import text_of
from generator.hcl.unknown import UNKNOWN
from generator.template.refused_calls import refused_call
from generator.template.refused_steps import Refusal, mistyped, wrong_step
from generator.template.scopes import CATCHING
from generator.template.static_types import BOOL, LIST, MAP, NUMBER, STRING, may_become, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.catalog.language import Function, Language
    from generator.hcl.evaluation import Names
    from generator.hcl.expressions import Expression, Step
    from generator.template.model import Template as Folder
    from generator.template.static_types import StaticTypes

_NUMBERS = frozenset({"+", "-", "*", "/", "%", "<", "<=", ">", ">="})
_LOGICAL = frozenset({"&&", "||"})
_SCALARS = frozenset({STRING, NUMBER, BOOL})
_NAMED = frozenset({"local", "var"})  # objects of which names are taken, and nothing else
_JUDGED = frozenset({"local", "module", "path"})
_SHAPES = {LIST: list, MAP: dict}
_ROUNDS = 50  # of one `for` that are looked at
_ALL_ROUNDS = 5_000  # of all in the expressions of one template, loops in loops too


class Refusals:
    """Finds what is refused in expressions of one template whose names are worth the same."""

    def __init__(
        self,
        template: Folder,
        language: Language,
        kinds: StaticTypes,
        names: Names,
        bound_names: frozenset[str] = frozenset(),
        rounds: list[int] | None = None,
    ) -> None:
        """Of a template.

        Args:
            template: Where the expressions are.
            language: The functions there are.
            kinds: The kinds of its expressions.
            names: What the names in them are worth.
            bound_names: Those of them that are not the template's own, such as those of a `for` around.
            rounds: How many rounds of loops are left, shared with those inside; None for as many as are looked at.
        """
        self._template = template
        self._language = language
        self._kinds = kinds
        self._names = names
        self._bound = bound_names
        self._rounds = [_ALL_ROUNDS] if rounds is None else rounds
        self._values: dict[int, tuple[Expression, object]] = {}

    def of(self, expression: Expression) -> Iterator[Refusal]:
        """What is refused in an expression, inner ones included."""
        match expression:
            case Traversal() | Access():
                yield from self._steps(expression)
            case Call(name=name) if name not in CATCHING:
                yield from self._call(expression)
                yield from self._inside(expression)
            case Conditional():
                yield from self._conditional(expression)
            case Operation():
                yield from self._operation(expression)
            case For():
                yield from self._for(expression)
            case Template(parts=parts, directives=False):
                for part in parts if len(parts) > 1 else ():
                    yield from self._interpolated(part)
                yield from self._inside(expression)
            case ObjectCons(items=items):
                for item in items:
                    yield from self._key(item.key)
                yield from self._inside(expression)
            case TupleCons():
                yield from self._inside(expression)
            case _:
                return

    def condition(self, expression: Expression) -> Iterator[Refusal]:
        """What is refused in a condition that must hold."""
        value = self.value(expression)
        wrong = "null" if value is None else self.misfit(expression, BOOL)
        if wrong is not None:
            yield Refusal(expression.span, f"a condition is true or false, and {wrong} is neither")
        elif value in (False, "false"):
            yield Refusal(expression.span, "this condition does not hold")

    def value(self, expression: Expression) -> object:
        """What an expression is worth, as far as that is known."""
        held = self._values.get(id(expression))
        if held is None:  # with it the expression, so that no other gets its id
            held = self._values[id(expression)] = expression, evaluate(expression, self._names)
        return held[1]

    def _inside(self, expression: Expression) -> Iterator[Refusal]:
        for child in children(expression):
            yield from self.of(child)

    def _kind(self, expression: Expression) -> tuple[object, str | None]:
        """What an expression is worth as far as that is known, and the kind of it that is sure."""
        value = self.value(expression)
        if value is not UNKNOWN or (self._bound and any(each.root in self._bound for each in traversals(expression))):
            return value, None
        return value, self._kinds.kind(expression)

    def misfit(self, expression: Expression, wanted: str) -> str | None:
        """A few words on a value that does not convert to a kind; None where it may. Null is left alone."""
        value, kind = self._kind(expression)
        if kind is not None:
            return None if may_become(kind, wanted) else shown(kind)
        return None if value is None else _misfit(value, wanted)

    def _operation(self, operation: Operation) -> Iterator[Refusal]:
        operator = operation.operator
        wanted = NUMBER if operator in _NUMBERS else BOOL if operator in _LOGICAL or operator == "!" else None
        for operand in operation.operands[: 1 if operator in _LOGICAL else None]:
            if wanted is not None:
                yield from self._operand(operand, operator, wanted)
            yield from self.of(operand)

    def _operand(self, operand: Expression, operator: str, wanted: str) -> Iterator[Refusal]:
        wrong = "null" if self.value(operand) is None else self.misfit(operand, wanted)
        if wrong is not None:
            yield Refusal(operand.span, f"`{operator}` takes {shown(wanted)}, and {wrong} is none")

    def _conditional(self, expression: Conditional) -> Iterator[Refusal]:
        condition, then, otherwise = expression.condition, expression.then, expression.otherwise
        decided = self.value(condition)
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

    def _for(self, expression: For) -> Iterator[Refusal]:
        collection = expression.collection
        value, kind = self._kind(collection)
        if value is None or kind in _SCALARS or isinstance(value, str | int | float):
            what = shown(kind) if kind is not None else "null" if value is None else described(value)
            yield Refusal(collection.span, f"`for` goes through a list, set, map or object, and this is {what}")
        yield from self.of(collection)
        keys: set[str] = set()
        for pair, _ in zip(pairs_of(value) or (), range(_ROUNDS), strict=False):
            if self._rounds[0] <= 0:
                return
            self._rounds[0] -= 1
            names = bound(self._names, expression.names, pair)
            words = self._bound | frozenset(expression.names)
            inner = Refusals(self._template, self._language, self._kinds, names, words, self._rounds)
            found = list(inner.round(expression, keys))
            yield from found
            if found:
                return

    def round(self, expression: For, keys: set[str]) -> Iterator[Refusal]:
        """What is refused in one round of a `for` whose names are bound; `keys` are those of the rounds before."""
        if expression.condition is not None:
            yield from self._operand(expression.condition, "if", BOOL)
            yield from self.of(expression.condition)
            if self.value(expression.condition) not in (True, "true"):
                return
        if expression.key is not None:
            yield from self._key(expression.key)
            yield from self.of(expression.key)
            key = self.value(expression.key)
            if isinstance(key, str | int | float) and not expression.groups:
                if text_of(key) in keys:
                    yield Refusal(
                        expression.key.span,
                        f"`{text_of(key)}` is a key of this object twice; `...` behind the value would group them",
                    )
                keys.add(text_of(key))
        yield from self.of(expression.value)

    def _key(self, key: Expression) -> Iterator[Refusal]:
        value = self.value(key)
        if value is not None and not isinstance(value, list | dict):
            return
        yield Refusal(key.span, f"a key is a text, and {'null' if value is None else described(value)} is none")

    def _interpolated(self, part: Expression) -> Iterator[Refusal]:
        if isinstance(part, Literal) and isinstance(part.value, str):
            return
        value = self.value(part)  # of what is unknown Terraform does not look at the type here
        if value is None:
            yield Refusal(part.span, "this is null, which no text can hold")
        elif isinstance(value, list | dict):
            yield Refusal(
                part.span, f"a text cannot hold {described(value)}; write `jsonencode(...)` or `join(...)` around it"
            )

    def _call(self, call: Call) -> Iterator[Refusal]:
        name = call.name.removeprefix("core::")
        function = self._language.functions.get(name)
        if function is None:
            return
        values = [self.value(argument) for argument in call.arguments]
        if call.expands:
            expanded = values.pop()
            if expanded is UNKNOWN:
                return
            if not isinstance(expanded, list):
                what = "null" if expanded is None else described(expanded)
                yield Refusal(call.arguments[-1].span, f"`...` stands behind a list, and {what} is none")
                return
            values += expanded
            wrong = _misfits(name, function, values)
            if wrong is not None:
                yield Refusal(call.span, wrong)
                return
        found = False
        for refusal in self._arguments(call, function, name):
            yield refusal
            found = True
        if not found and function.takes(len(values)):
            why = refused_call(name, values)
            if why is None and name in _OF_FILES:
                why = self._of_file(name, values)
            if why is not None:
                yield Refusal(call.span, why)

    def _arguments(self, call: Call, function: Function, name: str) -> Iterator[Refusal]:
        """The arguments that are of the wrong kind, each for itself."""
        for place, argument in enumerate(call.arguments[: -1 if call.expands else None]):
            wanted = function.parameter(place)
            if wanted is None:
                continue
            kind = wanted.removesuffix("?")
            wrong = None if kind == "any" else self.misfit(argument, kind)
            if wrong is not None:
                yield Refusal(argument.span, f"`{name}` takes {shown(kind)} here, and {wrong} is none")
            elif not wanted.endswith("?") and self.value(argument) is None:
                yield Refusal(argument.span, f"`{name}` takes no null here")

    def _of_file(self, name: str, values: Sequence[object]) -> str | None:
        from generator.template.refused_files import refused_file

        return refused_file(self._template, name, values, self._language, self._kinds)

    def _steps(self, expression: Traversal | Access) -> Iterator[Refusal]:
        steps = expression.steps
        if isinstance(expression, Access):
            yield from self.of(expression.base)
            wrong = self._misstep(self.value(expression.base), steps) or self._of_kind(expression.base, steps[0])
        elif self._is_nameless(expression):
            yield Refusal(expression.span, f"`{expression.root}` is followed by a name, such as `{expression.root}.x`")
            return
        else:
            wrong = self._from_name(expression)
        if wrong is not None:
            yield wrong
        for step in steps:
            if isinstance(step, GetIndex):
                yield from self.of(step.key)

    def _is_nameless(self, traversal: Traversal) -> bool:
        named = traversal.root in _NAMED and traversal.root not in self._bound
        return named and bool(traversal.steps) and not isinstance(traversal.steps[0], GetAttribute)

    def _from_name(self, traversal: Traversal) -> Refusal | None:
        root, steps = traversal.root, traversal.steps
        if root == "var" and root not in self._bound and steps and isinstance(steps[0], GetAttribute):
            block = self._template.variables.get(steps[0].name)
            return None if block is None else mistyped(block.body.expression("type"), steps[1:])
        # Of what a provider says, unknown-attribute and count-and-for-each tell which names it has.
        judged = root in _JUDGED or root in self._bound
        if not judged and all(isinstance(step, GetAttribute) for step in steps):
            return None
        known, used = self._names(traversal)
        wrong = self._misstep(known, steps[used:]) if judged or isinstance(known, list | dict) else None
        if wrong is None and root == "local" and len(steps) > 1 and root not in self._bound:
            return self._of_kind(Traversal(root, steps[:1], traversal.span), steps[1])
        return wrong

    def _of_kind(self, base: Expression, step: Step) -> Refusal | None:
        """What is wrong with a step from what is not known, but is surely of some kind."""
        kind = self._kind(base)[1]
        if kind in _SCALARS and not isinstance(step, Splat):
            return Refusal(step.span, f"{shown(kind)} has neither attributes nor elements, and this is one")
        if kind == LIST and isinstance(step, GetAttribute):
            return Refusal(step.span, "a list has no attributes; take one of its elements first, such as `[0]`")
        return None

    def _misstep(self, value: object, steps: Sequence[Step]) -> Refusal | None:
        for position, step in enumerate(steps):
            if value is UNKNOWN:
                return None
            if isinstance(step, Splat):
                return self._of_each(value, steps[position + 1 :])
            key = step.name if isinstance(step, GetAttribute) else self.value(step.key)
            wrong = wrong_step(value, step, key)
            if wrong is not None:
                return Refusal(step.span, wrong)
            value = element_of(value, key)
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


def _misfit(value: object, wanted: str) -> str | None:
    """A few words on a value that does not convert to a kind; None where it may."""
    if value is None:
        return "null"
    if value is UNKNOWN or (isinstance(value, bool) and wanted == STRING):
        return None
    fits = isinstance(value, _SHAPES[wanted]) if wanted in _SHAPES else converts(value, wanted)
    return None if fits else described(value)


def _misfits(name: str, function: Function, values: Sequence[object]) -> str | None:
    """What is wrong with the number or the kinds of arguments some of which were members of a list."""
    if not function.takes(len(values)):
        return f"`{name}` takes {function} arguments, and these are {len(values)}"
    for place, value in enumerate(values):
        wanted = function.parameter(place) or "any?"
        kind = wanted.removesuffix("?")
        wrong = _misfit(value, kind) if value is not None or kind == wanted else None
        if wrong is not None and (kind != "any" or value is None):
            return f"`{name}` takes {'no null' if value is None else shown(kind)}, and there is {wrong} in this list"
    return None


_OF_FILES = frozenset(
    {
        "file", "filebase64", "filebase64sha256", "filebase64sha512", "fileexists", "filemd5", "filesha1",
        "filesha256", "filesha512", "templatefile",
    }
)  # fmt: skip
