"""What kind of value an expression has whatever its value is: a text, a list, a map, ... as far as that is sure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from generator.hcl.expressions import (
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
    unwrapped,
)
from generator.template.addresses import address_of
from generator.template.attribute_types import type_at

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from generator.catalog.language import Language
    from generator.hcl.expressions import Expression, Step
    from generator.hcl.tree import Block
    from generator.template.addresses import Key
    from generator.template.model import Template as Folder
    from generator.template.providers import Providers

STRING: Final = "string"
NUMBER: Final = "number"
BOOL: Final = "bool"
LIST: Final = "list"
MAP: Final = "map"

_DEEP = 20
_LISTS = frozenset({"list", "tuple"})
# terraform lang/funcs, go-cty function/stdlib: what returns a list or tuple whatever it is given.
_GIVE_LISTS = frozenset(
    {"tolist", "split", "concat", "keys", "values", "range", "sort", "flatten", "compact", "reverse"}
)
_KINDS = {"string": STRING, "number": NUMBER, "bool": BOOL, "list": LIST, "set": LIST, "tuple": LIST, "map": MAP}
_KINDS["object"] = MAP
_ARITHMETIC = frozenset("+-*/%")
_SHOWN = {STRING: "a text", NUMBER: "a number", BOOL: "a bool", LIST: "a list", MAP: "a map or object"}
# zclconf/go-cty convert: what a value of a kind may become when nothing but its kind is known.
_BECOMES = {
    STRING: frozenset({STRING, NUMBER, BOOL}),
    NUMBER: frozenset({STRING, NUMBER}),
    BOOL: frozenset({STRING, BOOL}),
    LIST: frozenset({LIST}),
    MAP: frozenset({MAP}),
}


def may_become(kind: str, type_: Any) -> bool:
    """False when no value of a kind converts to a type of a schema."""
    wanted = kind_of(type_)
    return wanted is None or wanted in _BECOMES[kind]


def kind_of(type_: Any) -> str | None:
    """The kind of a type of a schema; None for one that is not known."""
    return _KINDS.get(type_ if isinstance(type_, str) else type_[0])


def shown(kind: str) -> str:
    """A kind in words."""
    return _SHOWN[kind]


class StaticTypes:
    """Tells the kinds of the expressions of one template."""

    def __init__(self, template: Folder, language: Language, providers: Providers, blocks: Mapping[Key, Block]) -> None:
        """Of a template, with what its references lead to."""
        self._template = template
        self._language = language
        self._providers = providers
        self._blocks = blocks

    def kind(self, expression: Expression | None, depth: int = 0) -> str | None:
        """The kind of every value that the expression can have but null; None where it cannot be told."""
        if expression is None or depth > _DEEP:
            return None
        match unwrapped(expression):
            case Literal(value=value):
                return _scalar(value)
            case Template():
                return STRING
            case TupleCons() | For(key=None):
                return LIST
            case ObjectCons() | For():
                return MAP
            case Operation(operator=operator, operands=operands):
                return NUMBER if operator in _ARITHMETIC and operands else BOOL
            case Conditional(then=then, otherwise=otherwise):
                return self._either(then, otherwise, depth)
            case Call(name=name):
                function = self._language.functions.get(name.removeprefix("core::"))
                return None if function is None else function.returns
            case Traversal() as traversal:
                return self._of_reference(traversal, depth)
            case _:
                return None

    def is_list(self, expression: Expression, depth: int = 0) -> bool:
        """True when every value of the expression but null is a list or tuple, and no set."""
        if depth > _DEEP:
            return False
        match unwrapped(expression):
            case TupleCons() | For(key=None):
                return True
            case Conditional(then=then, otherwise=otherwise):  # of a list and a set Terraform makes a set
                branches = [
                    each for each in (then, otherwise) if not (isinstance(each, Literal) and each.value is None)
                ]
                return bool(branches) and all(self.is_list(each, depth + 1) for each in branches)
            case Call(name=name):
                return name.removeprefix("core::") in _GIVE_LISTS
            case Traversal(root="local", steps=(GetAttribute(name=name),)):
                local = self._template.locals.get(name)
                return local is not None and self.is_list(local, depth + 1)
            case Traversal(root="var", steps=(GetAttribute(name=name),)):
                block = self._template.variables.get(name)
                type_ = None if block is None else block.body.expression("type")
                return isinstance(type_, Call) and type_.name in _LISTS
            case Traversal() as traversal:
                return self._gives_list(traversal)
            case _:
                return False

    def _gives_list(self, traversal: Traversal) -> bool:
        """True for an attribute that its schema calls a list, and for all instances of what is counted."""
        address = address_of(traversal)
        block = None if address is None else self._blocks.get(address.key)
        if address is None or block is None:
            return False
        if "count" in block.body.attributes:
            return not address.rest or (isinstance(address.rest[0], Splat) and len(address.rest) <= 2)
        if "for_each" in block.body.attributes or len(address.rest) != 1:
            return False
        use = self._providers.of(block)
        schema = None if use is None else use.schema.type(address.key[0], address.key[1])
        type_ = None if schema is None else type_at(schema, address.rest)
        return isinstance(type_, list) and type_[0] == "list"

    def _either(self, then: Expression, otherwise: Expression, depth: int) -> str | None:
        branches = [each for each in (then, otherwise) if not (isinstance(each, Literal) and each.value is None)]
        kinds = {self.kind(each, depth + 1) for each in branches}
        return kinds.pop() if len(kinds) == 1 else None

    def _of_reference(self, traversal: Traversal, depth: int) -> str | None:
        steps = traversal.steps
        first = steps[0] if steps else None
        if traversal.root == "local" and len(steps) == 1 and isinstance(first, GetAttribute):
            return self.kind(self._template.locals.get(first.name), depth + 1)
        if traversal.root == "var" and isinstance(first, GetAttribute):
            block = self._template.variables.get(first.name)
            return None if block is None else _declared(_stepped(block.body.expression("type"), steps[1:]))
        address = address_of(traversal)
        block = None if address is None else self._blocks.get(address.key)
        use = None if block is None else self._providers.of(block)
        if address is None or block is None or use is None:
            return None
        schema = use.schema.type(address.key[0], address.key[1])
        if schema is None:
            return None
        rest: tuple[Step, ...] = address.rest
        for argument, kind in (("count", LIST), ("for_each", MAP)):
            if argument in block.body.attributes:
                if not rest:
                    return kind
                if not isinstance(rest[0], GetIndex):
                    return LIST if isinstance(rest[0], Splat) and len(rest) <= 2 else None
                rest = rest[1:]
        if any(isinstance(step, Splat) for step in rest):
            return None
        type_ = type_at(schema, rest)
        return None if type_ is None else kind_of(type_)


def _scalar(value: object) -> str | None:
    if isinstance(value, bool):
        return BOOL
    if isinstance(value, str):
        return STRING
    return NUMBER if isinstance(value, int | float) else None


def _stepped(type_: Expression | None, steps: Sequence[Step]) -> Expression | None:
    """The type that steps from a variable lead to; None where it cannot be told."""
    for step in steps:
        match type_, step:
            case Call(name="object", arguments=(ObjectCons() as members,)), GetAttribute(name=name):
                member = members.get(name)
                type_ = None if member is None else member.value
                if isinstance(type_, Call) and type_.name == "optional":
                    type_ = type_.arguments[0] if type_.arguments else None
            case (Call(name="list", arguments=(element,)), GetIndex()) | (
                Call(name="map", arguments=(element,)),
                GetIndex() | GetAttribute(),
            ):
                type_ = element
            case _:
                return None
    return type_


def _declared(type_: Expression | None) -> str | None:
    match type_:
        case Traversal(root=name, steps=()):
            return _KINDS.get(name)
        case Call(name=name):
            return _KINDS.get(name)
        case _:
            return None
