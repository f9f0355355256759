"""Expressions of HCL as values with places: what a rule or an evaluator looks at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Span

Scalar = str | int | float | bool | None


class Literal(Struct, frozen=True):
    """A string without interpolation, a number, a bool or null."""

    value: Scalar
    span: Span


class Template(Struct, frozen=True):
    """A quoted string or heredoc with interpolations or directives.

    Attributes:
        parts: Literals for the text between, expressions for what is interpolated or steers a directive.
        directives: True when the text also holds `%{ if }`, `%{ for }` or strip markers (`${~ x ~}`), so that the parts
            alone do not give the value.
    """

    parts: tuple[Expression, ...]
    directives: bool
    span: Span


class GetAttribute(Struct, frozen=True):
    """`.name` in a traversal."""

    name: str
    span: Span


class GetIndex(Struct, frozen=True):
    """`[key]` or the legacy `.0` in a traversal."""

    key: Expression
    span: Span


class Splat(Struct, frozen=True):
    """`[*]` or `.*` in a traversal; what follows applies to each element."""

    span: Span


Step = GetAttribute | GetIndex | Splat


class Traversal(Struct, frozen=True):
    """A name and the steps taken from it: `data.coder_parameter.x.value`, `module.m[0].id`."""

    root: str
    steps: tuple[Step, ...]
    span: Span

    @property
    def attributes(self) -> tuple[str, ...]:
        """The names from the root on, indexes and splats passed over: ("data", "coder_parameter", "x", "value")."""
        return (self.root, *(step.name for step in self.steps if isinstance(step, GetAttribute)))

    def __str__(self) -> str:
        return ".".join(self.attributes)


class Access(Struct, frozen=True):
    """Steps taken from something that is not a name: `f(x).y`, `(a).b`."""

    base: Expression
    steps: tuple[Step, ...]
    span: Span


class Call(Struct, frozen=True):
    """A function call; `expands` is True where the last argument ends in `...`."""

    name: str
    arguments: tuple[Expression, ...]
    expands: bool
    span: Span


class TupleCons(Struct, frozen=True):
    """`[a, b]`."""

    items: tuple[Expression, ...]
    span: Span


class ObjectItem(Struct, frozen=True):
    """One `key = value`; a bare identifier as key is the string it spells."""

    key: Expression
    value: Expression


class ObjectCons(Struct, frozen=True):
    """`{ a = b }`."""

    items: tuple[ObjectItem, ...]
    span: Span

    def get(self, key: str) -> ObjectItem | None:
        """The item whose key is the literal string `key`, or None."""
        for item in self.items:
            if isinstance(item.key, Literal) and item.key.value == key:
                return item
        return None


class Conditional(Struct, frozen=True):
    """`condition ? then : otherwise`."""

    condition: Expression
    then: Expression
    otherwise: Expression
    span: Span


class Operation(Struct, frozen=True):
    """A unary or binary operation."""

    operator: str
    operands: tuple[Expression, ...]
    span: Span


class For(Struct, frozen=True):
    """`[for k, v in collection : value if condition]` or its object form, where `key` is set.

    Attributes:
        names: The names bound in key, value and condition.
    """

    names: tuple[str, ...]
    collection: Expression
    key: Expression | None
    value: Expression
    condition: Expression | None
    span: Span


class Opaque(Struct, frozen=True):
    """Something that this reading of the tree does not know; nothing may be concluded from it."""

    span: Span


Expression = (
    Literal | Template | Traversal | Access | Call | TupleCons | ObjectCons | Conditional | Operation | For | Opaque
)


def children(expression: Expression) -> Iterator[Expression]:
    """The expressions directly inside one, in the order of the text."""
    match expression:
        case Literal():  # first, since most are
            return
        case Template(parts=parts):
            yield from parts
        case Traversal(steps=steps):
            yield from (step.key for step in steps if isinstance(step, GetIndex))
        case Access(base=base, steps=steps):
            yield base
            yield from (step.key for step in steps if isinstance(step, GetIndex))
        case Call(arguments=arguments):
            yield from arguments
        case TupleCons(items=items):
            yield from items
        case ObjectCons(items=members):
            for member in members:
                yield member.key
                yield member.value
        case Conditional():
            yield from (expression.condition, expression.then, expression.otherwise)
        case Operation(operands=operands):
            yield from operands
        case For():
            yield expression.collection
            yield from (part for part in (expression.key, expression.value, expression.condition) if part is not None)
        case _:
            return


def traversals(expression: Expression, bound: frozenset[str] = frozenset()) -> Iterator[Traversal]:
    """Every traversal in an expression whose root is not a name that a `for` around it binds.

    Args:
        expression: Where to look.
        bound: Names that are bound already, such as the iterator of a dynamic block.
    """
    if isinstance(expression, Traversal) and expression.root not in bound:
        yield expression
    if isinstance(expression, For):
        yield from traversals(expression.collection, bound)
        inner = bound | frozenset(expression.names)
        for part in (expression.key, expression.value, expression.condition):
            if part is not None:
                yield from traversals(part, inner)
        return
    for child in children(expression):
        yield from traversals(child, bound)


def calls(expression: Expression) -> Iterator[Call]:
    """Every function call in an expression, outer ones first."""
    if isinstance(expression, Call):
        yield expression
    for child in children(expression):
        yield from calls(child)


def unwrapped(expression: Expression) -> Expression:
    """The expression itself, or what is inside where it is nothing but one interpolation (`"${x}"` is `x`)."""
    while isinstance(expression, Template) and len(expression.parts) == 1 and not expression.directives:
        expression = expression.parts[0]
    return expression


def legible(expression: Expression) -> bool:
    """True when nothing in an expression is `Opaque`."""
    return not isinstance(expression, Opaque) and all(map(legible, children(expression)))
