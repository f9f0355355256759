"""Which expressions no plan of a new workspace knows: what a resource has once it is made, and what follows from that.

Certain is only what holds whatever else is unknown. A comparison of a text that is put together, or of what a provider
may say is not null, may be known all the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.hcl.conversion import number_of
from generator.hcl.expressions import (
    Access,
    Call,
    Conditional,
    For,
    GetAttribute,
    GetIndex,
    ObjectCons,
    Operation,
    Splat,
    Template,
    Traversal,
    TupleCons,
    unwrapped,
)
from generator.hcl.unknown import UNKNOWN
from generator.template.addresses import address_of, resource_blocks
from generator.template.providers import Providers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from generator.catalog.catalog import Catalog
    from generator.hcl.expressions import Expression, Step
    from generator.hcl.tree import Attribute, Block
    from generator.template import model

    Given = Callable[[str], Traversal | None]
    """The reference for which no plan knows a variable of a module; None where it may be known."""
    Bound = Mapping[str, Block | str]
    """By the names of `for`, the resource of which each is an instance, `_MADE`, or empty for what may be known."""

NOTHING_BOUND: Bound = {}
_DEEP = 30
_MADE = "made"  # an element of a list that no plan knows as it stands
# go-cty function.Call: a function whose argument is not known gives what is not known, unless it says that it takes it.
_HAND_ON = frozenset(
    {
        "abs", "base64decode", "base64encode", "ceil", "compact", "distinct", "floor", "format", "jsondecode", "lower",
        "md5", "merge", "parseint", "sha1", "sha256", "split", "strlen", "substr", "title", "tolist", "tomap",
        "tonumber", "toset", "tostring", "trim", "trimprefix", "trimspace", "trimsuffix", "upper",
    }
)  # fmt: skip
_OF_MEMBERS = frozenset({"compact", "concat", "distinct", "flatten", "sort", "tolist", "toset"})
_COMPARE = frozenset({"==", "!=", "<", "<=", ">", ">="})


def after_apply(template: model.Template, catalog: Catalog) -> Iterator[tuple[Attribute, Traversal]]:
    """Each `count` and `for_each` that no plan knows, and why; of a template and the modules that it surely makes."""
    # What is imported is there already.
    if not any(template.blocks("import")):
        yield from AfterApply(template, catalog).repetitions()


class AfterApply:
    """Tells of the expressions of one module which of them no plan knows: the reference that makes it so, or None."""

    def __init__(self, template: model.Template, catalog: Catalog, given: Given | None = None) -> None:
        """Of a template, or a module of which `given` tells what its caller gives."""
        self._template = template
        self._catalog = catalog
        self._given = given
        self._providers = Providers(template, catalog)
        self._blocks = resource_blocks(template)

    def repetitions(self) -> Iterator[tuple[Attribute, Traversal]]:
        """Each `count` and `for_each` of this module and what it calls that no plan knows, with the reference."""
        for type_ in ("resource", "data", "module"):
            for block in self._template.blocks(type_):
                for name, find in (("count", self.unknown), ("for_each", self._unknown_keys)):
                    attribute = block.body.attributes.get(name)
                    cause = None if attribute is None else find(attribute.expression)
                    if attribute is not None and cause is not None:
                        yield attribute, cause
        for name, called in self._template.local_modules.items():
            call = next(self._template.blocks("module", name))
            if called.template is not None and self._some(call):
                yield from self._called(called.template, call).repetitions()

    def unknown(self, expression: Expression, bound: Bound = NOTHING_BOUND, deep: int = 0) -> Traversal | None:
        """The reference for which no plan knows anything of a value; None where some of it may be known.

        Args:
            expression: The value.
            bound: What the names of `for` around it are.
            deep: How far it was followed.
        """
        if deep > _DEEP:
            return None

        def first(*expressions: Expression) -> Traversal | None:
            return _first(self.unknown(each, bound, deep + 1) for each in expressions)

        match unwrapped(expression):
            case Traversal() as traversal:
                return self._named(traversal, bound, deep)
            case Template(parts=parts, directives=False):
                return first(*parts)
            case Operation() as operation:
                return self._operated(operation, bound, first)
            case Conditional(condition=condition, then=then, otherwise=otherwise):
                return self._chosen(condition, then, otherwise, first)
            case Call(name="length", arguments=(Traversal() as argument,)):
                return first(argument)
            case Call(name="zipmap", arguments=(keys, _)):
                return self._member(keys, bound, deep + 1)
            case Call(name=name, arguments=arguments, expands=False) if name in _HAND_ON:
                return first(*arguments)
            case For(key=key, condition=None) as loop if key is not None:
                return self.unknown(key, self._loop(loop, bound, deep + 1), deep + 1)
            case ObjectCons(items=items):
                return first(*(item.key for item in items))
            case _:
                return None

    def _operated(self, operation: Operation, bound: Bound, first: Callable[..., Traversal | None]) -> Traversal | None:
        match operation:
            case Operation(operator="&&" | "||" as operator, operands=(one, other)):
                left, right = first(one), first(other)
                decided = [each for each, cause in ((one, left), (other, right)) if cause is None]
                passes = all(self._template.value(each) is (operator == "&&") for each in decided)
                return (left or right) if passes else None
            case Operation(operator=operator, operands=operands):
                plain = operator not in _COMPARE or all(self._comparable(each, bound) for each in operands)
                return first(*operands) if plain else None

    def _unknown_keys(self, expression: Expression) -> Traversal | None:
        """The same of what a `for_each` goes through, of whose values nothing need be known."""
        match self._followed(expression):
            case Call(name="toset", arguments=(argument,)):
                return self._member(argument, NOTHING_BOUND, 0)
            case followed:
                return self.unknown(followed)

    def _member(self, expression: Expression, bound: Bound, deep: int) -> Traversal | None:
        """The reference for which no plan knows some element of a list."""
        if deep > _DEEP:
            return None
        match self._followed(expression):
            case TupleCons(items=items):
                return _first(self.unknown(item, bound, deep + 1) for item in items)
            case Call(name=name, arguments=arguments, expands=False) if name in _OF_MEMBERS:
                return _first(self._member(each, bound, deep + 1) for each in arguments)
            case For(key=None, condition=None) as loop:
                return self.unknown(loop.value, self._loop(loop, bound, deep + 1), deep + 1)
            case Traversal(steps=(*before, Splat(), GetAttribute(name=name))) as traversal:
                block = self._instances(Traversal(traversal.root, tuple(before), traversal.span))
                return traversal if block is not None and self._is_made_later(block, name) else None
            case Access(
                base=Call(name="values", arguments=(Traversal() as of,)), steps=(Splat(), GetAttribute(name=name))
            ):
                block = self._instances(of)
                return of if block is not None and self._is_made_later(block, name) else None
            case followed:
                return self.unknown(followed, bound, deep + 1)

    def _loop(self, loop: For, bound: Bound, deep: int) -> Bound:
        """What is bound inside a `for`."""
        held: Block | str = ""
        collection = self._followed(loop.collection)
        if isinstance(collection, Traversal):
            held = self._instances(collection) or ""
        if not held and self._member(collection, bound, deep) is not None:
            held = _MADE
        return {**bound, **dict.fromkeys(loop.names, ""), loop.names[-1]: held}

    def _named(self, traversal: Traversal, bound: Bound, deep: int) -> Traversal | None:
        steps = traversal.steps
        if traversal.root in bound:
            held = bound[traversal.root]
            if isinstance(held, str):
                return traversal if held == _MADE and not steps else None
            return traversal if steps and self._is_step_made_later(held, steps[0]) else None
        match traversal.root, steps:
            case "local", (GetAttribute(name=name), *inner):
                held_there = _inside(self._template.locals.get(name), inner)
                return None if held_there is None else self.unknown(held_there, NOTHING_BOUND, deep + 1)
            case "var", (GetAttribute(name=name),):
                return None if self._given is None else self._given(name)
            case "module", (GetAttribute(name=name), *others):
                return traversal if self._is_output_made_later(name, others, deep) else None
        address = address_of(traversal)
        block = None if address is None or address.key[0] != "resource" else self._blocks.get(address.key)
        if address is None or block is None:
            return None
        rest = address.rest
        if _repeated(block):
            if not rest or not isinstance(rest[0], GetIndex):
                return None
            rest = rest[1:]
        return traversal if rest and self._is_step_made_later(block, rest[0]) else None

    def _is_output_made_later(self, name: str, steps: list[Step], deep: int) -> bool:
        called, call = self._template.local_modules.get(name), next(self._template.blocks("module", name), None)
        if called is None or called.template is None or call is None:
            return False
        match steps[1:] if _repeated(call) and steps and isinstance(steps[0], GetIndex) else steps:
            case [GetAttribute(name=output)] if len(steps) == 1 + _repeated(call):
                block = next(called.template.blocks("output", output), None)
                value = None if block is None else block.body.expression("value")
                return (
                    value is not None and self._called(called.template, call).unknown(value, {}, deep + 1) is not None
                )
            case _:
                return False

    def _called(self, module: model.Template, call: Block) -> AfterApply:
        def given(name: str) -> Traversal | None:
            value = call.body.expression(name)
            return None if value is None else self.unknown(value)

        return AfterApply(module, self._catalog, given)

    def _chosen(
        self, condition: Expression, then: Expression, otherwise: Expression, first: Callable[..., Traversal | None]
    ) -> Traversal | None:
        decided = self._template.value(condition)
        if decided is not UNKNOWN:
            return first(then if decided in (True, "true") else otherwise)
        cause = first(condition)
        left, right = first(then), first(otherwise)
        if cause is None:
            return left if right is not None else None
        one, other = self._template.value(then), self._template.value(otherwise)
        differ = UNKNOWN not in (one, other) and str(one) != str(other)  # what is the same either way is known
        return cause if differ or left is not None or right is not None else None

    def _comparable(self, operand: Expression, bound: Bound) -> bool:
        """True for what is known and not null, and for a reference; what else is not known may be known enough."""
        value = self._template.value(operand)
        if value is not UNKNOWN:
            return value is not None
        return isinstance(unwrapped(operand), Traversal) and self.unknown(operand, bound) is not None

    def _followed(self, expression: Expression) -> Expression:
        """What is written, or stands in the local that it names."""
        for _ in range(_DEEP):
            match unwrapped(expression):
                case Traversal(root="local", steps=(GetAttribute(name=name),)) if name in self._template.locals:
                    expression = self._template.locals[name]
                case written:
                    return written
        return expression

    def _instances(self, traversal: Traversal) -> Block | None:
        """The resource all instances of which a reference names, if there surely are some."""
        address = address_of(traversal)
        block = None if address is None or address.key[0] != "resource" else self._blocks.get(address.key)
        whole = address is not None and all(isinstance(step, Splat) for step in address.rest)
        return block if block is not None and whole and self._some(block) else None

    def _some(self, block: Block) -> bool:
        """True when a block surely is made at least once."""
        count, each = block.body.expression("count"), block.body.expression("for_each")
        if count is not None:
            return (number_of(self._template.value(count)) or 0) > 0
        keys = self._template.known_parts(each)
        return each is None or (isinstance(keys, list | dict) and bool(keys))

    def _is_step_made_later(self, block: Block, step: Step) -> bool:
        return isinstance(step, GetAttribute) and self._is_made_later(block, step.name)

    def _is_made_later(self, block: Block, name: str) -> bool:
        use = self._providers.of(block)
        schema = None if use is None else use.schema.type("resource", block.label(0))
        if use is None or schema is None or schema.attribute(name) is None or name in block.body.attributes:
            return False
        known = self._catalog.known_after_apply.get(use.schema.source)
        return known is not None and known.has(block.label(0), name)


def _first(found: Iterable[Traversal | None]) -> Traversal | None:
    return next((cause for cause in found if cause is not None), None)


def _repeated(block: Block) -> bool:
    return not {"count", "for_each"}.isdisjoint(block.body.attributes)


def _inside(expression: Expression | None, steps: Sequence[Step]) -> Expression | None:
    """What names lead to in an object that is written out; None where they lead elsewhere."""
    for step in steps:
        item = (
            expression.get(step.name) if isinstance(expression, ObjectCons) and isinstance(step, GetAttribute) else None
        )
        if item is None:
            return None
        expression = item.value
    return expression
