"""Every expression that Terraform works out when an import plans the template, with what its names are worth there.

Besides what the import job knows, the number of the instances of resources and modules is known, and the outputs of
modules in folders of their own. What is not surely planned is left out.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from generator.hcl.conversion import number_of
from generator.hcl.evaluation import bound, evaluate, pairs_of
from generator.hcl.expressions import GetAttribute, GetIndex, Literal, Traversal, traversals
from generator.hcl.functions import TextSet
from generator.hcl.unknown import UNKNOWN
from generator.template.addresses import address_of, resource_blocks
from generator.template.import_job import TRANSITIONS, import_names
from generator.template.module_instances import given_names
from generator.template.scopes import iterator_of
from generator.template.values import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.catalog.coder import CoderReleases
    from generator.hcl.evaluation import Names
    from generator.hcl.expressions import Expression
    from generator.hcl.tree import Block, Body
    from generator.template.import_job import Transition
    from generator.template.model import LocalModule, Template

_MOST: Final = 16  # instances of one block that are looked at
_MOST_MODULES: Final = 64  # instances of modules, all together
_PLANNED: Final = frozenset({"locals", "resource", "data", "module", "output"})
_NO_EXPRESSIONS: Final = frozenset({"provider", "providers", "depends_on"})
_HOLD_CHECKS: Final = frozenset({"lifecycle", "precondition"})
_LATER: Final = frozenset({"provisioner", "connection"})
_REPEATED: Final = frozenset({"resource", "data", "module"})
_STILL: Final = frozenset({"local", "path", "terraform"})  # worth the same in every plan


class Planned(Struct, frozen=True):
    """An expression as one plan works it out.

    Attributes:
        template: The template, or the module in it.
        names: What its names are worth.
        bound: The names that are not the template's own: `each`, `count`, and those of dynamic blocks.
        condition: True for the condition of a precondition.
    """

    expression: Expression
    template: Template
    names: Names
    bound: frozenset[str]
    condition: bool = False


def planned(template: Template, coder: CoderReleases, transition: Transition) -> Iterator[Planned]:
    """The expressions of a template whose worth may depend on the plan, those of the modules in it too.

    Their names can be asked until the last of them was taken.
    """
    plan = _Plan(template, coder, transition, None, [_MOST_MODULES])
    try:
        yield from plan.expressions()
    finally:
        plan.close()


class _Plan:
    """The plan of one instance of a module."""

    def __init__(
        self, template: Template, coder: CoderReleases, transition: Transition, given: Names | None, left: list[int]
    ) -> None:
        self._template = template
        self._left = left  # how many more modules are looked at, shared with those inside
        self._coder = coder
        self._transition: Transition = transition
        self._given = given
        self._blocks = resource_blocks(template)
        self._calls = {block.label(0): block for block in template.blocks("module")}
        self._made: dict[int, object] = {}
        self._inner: dict[tuple[str, str], _Plan] = {}
        self._outputs: dict[str, object] = {}
        self._moving: dict[str, bool] = {}  # the locals of which it is known whether they may differ
        held = coder.import_job.values()
        self._changing = {name for values in held for name, value in values.items() if isinstance(value, list)}
        self.names = import_names(template, coder, transition, self._others)

    def close(self) -> None:
        """Let go of the names, which hold the plan: of many templates, all would wait for the garbage collector."""
        del self.names
        for inner in self._inner.values():
            inner.close()

    def expressions(self) -> Iterator[Planned]:
        for document in self._template.documents:
            for block in document.body.blocks:
                if block.type in _PLANNED:
                    yield from self._block(block)

    def _block(self, block: Block) -> Iterator[Planned]:
        repeated = _repetition(block)
        for name in repeated:
            yield from self._planned(block.body.attributes[name].expression, self.names, frozenset())
        for key, names, words in self._instances(block):
            yield from self._body(block.body, names, words, _NO_EXPRESSIONS.union(repeated))
            module = self._module(block.label(0)) if block.type == "module" else None
            if module is not None:
                yield from self._called(block, module, key, names).expressions()

    def _instances(self, block: Block) -> Iterator[tuple[str, Names, frozenset[str]]]:
        """Each instance that is surely made: its key, and what its names are worth."""
        repeated = _repetition(block)
        if not repeated:
            yield "", self.names, frozenset()
            return
        made = self._collection(block)
        name = "count" if repeated == ("count",) else "each"
        keys = None if made is UNKNOWN else pairs_of(made)
        for key, _ in islice(keys or (), _MOST):
            held = {"index": key} if name == "count" else {"key": key, "value": self._each(block, key)}
            yield str(key), bound(self.names, (name,), (held,)), frozenset({name})

    def _each(self, block: Block, key: object) -> object:
        keys = evaluate(block.body.expression("for_each"), self.names)
        return keys.get(key, UNKNOWN) if isinstance(keys, dict) else key

    def _collection(self, block: Block) -> object:
        """The instances of a repeated block, each not known; `UNKNOWN` where their number cannot be told."""
        held = self._made.get(id(block))
        if held is None:
            self._made[id(block)] = UNKNOWN  # what it is worth while it refers to itself
            held = self._made[id(block)] = self._counted(block)
        return held

    def _counted(self, block: Block) -> object:
        match _repetition(block):
            case ("count",):
                number = number_of(fold(block.body.expression("count"), self.names))
                whole = number is not None and 0 <= number <= _MOST and number == int(number)
                return [UNKNOWN] * int(number or 0) if whole else UNKNOWN
            case ("for_each",):
                keys = evaluate(block.body.expression("for_each"), self.names)
                if isinstance(keys, dict) or (isinstance(keys, TextSet) and UNKNOWN not in keys):
                    return dict[str, object].fromkeys(keys, UNKNOWN)
                return UNKNOWN
            case _:
                return UNKNOWN

    def _others(self, traversal: Traversal) -> tuple[object, int]:
        """What a name is worth that is no local and none of Coder's own."""
        match traversal:
            case Traversal(root="var") if self._given is not None:
                return self._given(traversal)
            case Traversal(root="module", steps=(GetAttribute(name=name), *rest)) if name in self._calls:
                value, taken = self._module_value(self._calls[name], tuple(rest))
                return value, taken + 1
            case _:
                address = address_of(traversal)
                block = None if address is None else self._blocks.get(address.key)
                if address is None or block is None or not _repetition(block):
                    return self._template.paths(traversal)
                if self._is_told(block, address.rest):
                    return UNKNOWN, len(traversal.steps)
                return self._collection(block), len(traversal.steps) - len(address.rest)

    def _is_told(self, block: Block, steps: tuple[Any, ...]) -> bool:
        """True for a step to an instance that says of itself whether it is right, as count-and-for-each tells."""
        if not steps or isinstance(steps[0], GetAttribute):
            return bool(steps)
        static = self._template.value(block.body.expression("count") or block.body.expression("for_each"))
        return isinstance(steps[0], GetIndex) and isinstance(steps[0].key, Literal) and static is not UNKNOWN

    def _module_value(self, call: Block, steps: tuple[Any, ...]) -> tuple[object, int]:
        """What a module that is called is worth, and how many of the steps that took."""
        module = self._module(call.label(0))
        repeated = _repetition(call)
        if not repeated:
            first = steps[0] if steps else None
            if module is None or not isinstance(first, GetAttribute):
                return UNKNOWN, len(steps)
            return self._called(call, module, "", self.names).output(first.name), 1
        if "count" in repeated and steps and isinstance(steps[0], GetAttribute):
            return UNKNOWN, len(steps)  # told by count-and-for-each
        made = self._collection(call)
        if module is None or made is UNKNOWN:
            return made, 0
        held = {key: self._called(call, module, key, names).all_outputs() for key, names, _ in self._instances(call)}
        if isinstance(made, list):
            return [held.get(str(key), UNKNOWN) for key in range(len(made))], 0
        return {key: held.get(str(key), UNKNOWN) for key in made} if isinstance(made, dict) else UNKNOWN, 0

    def _module(self, name: str) -> Template | None:
        """What a call brings; None where it is not known, may wait for what it depends on, or is one too many."""
        found: LocalModule | None = self._template.local_modules.get(name)
        waits = "depends_on" in self._calls[name].body.attributes
        return None if found is None or waits or self._left[0] <= 0 else found.template

    def _called(self, call: Block, module: Template, key: str, names: Names) -> _Plan:
        place = (call.label(0), key)
        if place not in self._inner:
            self._left[0] -= 1
            given = given_names(module, call, names)
            self._inner[place] = _Plan(module, self._coder, self._transition, given, self._left)
        return self._inner[place]

    def all_outputs(self) -> Mapping[str, object]:
        """The outputs of the module by their names."""
        return {block.label(0): self.output(block.label(0)) for block in self._template.blocks("output")}

    def output(self, name: str) -> object:
        """What an output of the module is worth."""
        if name not in self._outputs:
            self._outputs[name] = UNKNOWN
            written = next((block for block in self._template.blocks("output") if block.label(0) == name), None)
            if written is not None:
                self._outputs[name] = evaluate(written.body.expression("value"), self.names)
        return self._outputs[name]

    def _body(
        self, body: Body, names: Names, words: frozenset[str], left_out: frozenset[str] = frozenset()
    ) -> Iterator[Planned]:
        for name, attribute in body.attributes.items():
            if name not in left_out:
                yield from self._planned(attribute.expression, names, words)
        for block in body.blocks:
            if block.type in _HOLD_CHECKS:
                for check in (block, *block.body.blocks_of("precondition")):
                    condition = check.body.expression("condition")
                    if condition is not None:
                        yield from self._planned(condition, names, words, condition=True)
            elif block.type == "dynamic":
                yield from self._dynamic(block, names, words)
            elif block.type not in _LATER:
                yield from self._body(block.body, names, words)

    def _dynamic(self, block: Block, names: Names, words: frozenset[str]) -> Iterator[Planned]:
        each = block.body.expression("for_each")
        if each is None:
            return
        yield from self._planned(each, names, words)
        name = iterator_of(block)
        for key, value in islice(pairs_of(evaluate(each, names)) or (), _MOST):
            inner = bound(names, (name,), ({"key": key, "value": value},))
            for content in block.body.blocks_of("content"):
                yield from self._body(content.body, inner, words | {name})

    def _planned(
        self, expression: Expression, names: Names, words: frozenset[str], *, condition: bool = False
    ) -> Iterator[Planned]:
        if self._moves(expression):
            yield Planned(expression, self._template, names, words, condition)

    def _moves(self, expression: Expression) -> bool:
        """True when an expression may be worth something else than it is without a plan, or in the one before."""
        return not isinstance(expression, Literal) and any(map(self._may_differ, traversals(expression)))

    def _may_differ(self, traversal: Traversal) -> bool:
        match traversal:
            case Traversal(root="local", steps=(GetAttribute(name=name), *_)):
                if name not in self._moving:
                    self._moving[name] = False  # what it is while it refers to itself
                    local = self._template.locals.get(name)
                    self._moving[name] = local is not None and self._moves(local)
                return self._moving[name]
            case Traversal(root="var"):
                return self._given is not None
            case Traversal(root="data", steps=(GetAttribute(), GetAttribute(), GetAttribute(name=name), *_)):
                return self._transition == TRANSITIONS[0] or name in self._changing
            case _:
                return traversal.root not in _STILL


def _repetition(block: Block) -> tuple[str, ...]:
    """`count`, `for_each`, neither, or both, which Terraform refuses."""
    if block.type not in _REPEATED:
        return ()
    return tuple(name for name in ("count", "for_each") if name in block.body.attributes)
