"""Where each reference stands, and which names mean something there.

Not every bare word in a template is a reference: the type of a variable, the providers of a module, `ignore_changes`
and the iterator of a dynamic block only look like one, and are left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from generator.hcl.expressions import Call, Conditional, For, Operation, Traversal, children, traversals
from generator.hcl.expressions import Template as Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generator.hcl.expressions import Expression
    from generator.hcl.tree import Block, Body
    from generator.template.model import Template

# Blocks that hold addresses and settings for Terraform itself, not expressions about the template.
_APART = frozenset({"terraform", "moved", "removed"})
# Arguments that hold no reference, by the block they stand in: at the top, and nested at any depth.
_WORDS_AT_TOP = {
    "variable": frozenset({"type"}),
    "output": frozenset({"type"}),
    "module": frozenset({"providers"}),
    "resource": frozenset({"provider"}),
    "data": frozenset({"provider"}),
    "ephemeral": frozenset({"provider"}),
    "action": frozenset({"provider"}),
    "import": frozenset({"to", "provider"}),
}
_WORDS_INSIDE = {
    "lifecycle": frozenset({"ignore_changes"}),
    "provisioner": frozenset({"when", "on_failure"}),
    "action_trigger": frozenset({"events", "actions"}),
}
_NO_WORDS: frozenset[str] = frozenset()
# https://developer.hashicorp.com/terraform/language/expressions/references: where `self` means the resource.
_HAVE_SELF = frozenset({"provisioner", "connection", "postcondition"})
CATCHING = frozenset({"try", "can"})
"""The functions that take what goes wrong in their arguments."""

_REPEATED = frozenset({"resource", "data", "module", "ephemeral", "action", "import"})


class Scope(Struct, frozen=True):
    """What surrounds an expression.

    Attributes:
        block: The block at the top of the file.
        inside: The types of the blocks between, outermost first; `dynamic` and `content` are left out.
        argument: The argument that the expression belongs to.
        bound: The names that dynamic blocks around it bind.
        certain: False inside what a dynamic block makes unless it surely makes some: Terraform may never look there.
    """

    block: Block
    inside: tuple[str, ...]
    argument: str
    bound: frozenset[str]
    certain: bool

    @property
    def owner(self) -> str | None:
        """The address of the local, resource or data source that the expression belongs to; None for other blocks."""
        match self.block.type:
            case "locals":
                return f"local.{self.argument}"
            case "resource":
                return f"{self.block.label(0)}.{self.block.label(1)}"
            case "data":
                return f"data.{self.block.label(0)}.{self.block.label(1)}"
            case _:
                return None

    @property
    def has_self(self) -> bool:
        """True where `self` means the resource."""
        return not _HAVE_SELF.isdisjoint(self.inside)

    @property
    def has_each(self) -> bool:
        """True where `each` means the instance."""
        return self._repeated_by("for_each")

    @property
    def has_count(self) -> bool:
        """True where `count` means the instance."""
        return self._repeated_by("count")

    def _repeated_by(self, name: str) -> bool:
        """True when the block has the argument and the expression is not its own."""
        block = self.block
        own = not self.inside and self.argument == name
        return block.type in _REPEATED and name in block.body.attributes and not own


class Reference(Struct, frozen=True):
    """A name that refers to something outside its expression, the whole expression, and where it stands."""

    traversal: Traversal
    expression: Expression
    scope: Scope


class FunctionCall(Struct, frozen=True):
    """A function call; `certain` is False where Terraform may pass over it, or over what goes wrong in it."""

    call: Call
    certain: bool


def scoped(template: Template) -> Iterator[tuple[Expression, Scope]]:
    """Every expression of the template that may hold references, whole, with what surrounds it."""
    for document in template.documents:
        for block in document.body.blocks:
            if block.type not in _APART:
                words = _WORDS_AT_TOP.get(block.type, _NO_WORDS)
                yield from _body(template, block.body, Scope(block, (), "", frozenset(), certain=True), words)


def makes_some(template: Template, dynamic: Block) -> bool:
    """True when a dynamic block surely makes at least one block."""
    made = template.value(dynamic.body.expression("for_each"))
    return isinstance(made, list | dict) and bool(made)


def iterator_of(dynamic: Block) -> str:
    """The name that a dynamic block binds."""
    chosen = dynamic.body.expression("iterator")
    return chosen.root if isinstance(chosen, Traversal) else dynamic.label(0)


def references(expressions: Iterable[tuple[Expression, Scope]]) -> Iterator[Reference]:
    """Every reference in expressions (see `scoped`), in order; names that a `for` or dynamic block binds are none."""
    for expression, scope in expressions:
        for traversal in traversals(expression, scope.bound):
            yield Reference(traversal, expression, scope)


def surely_read(expression: Expression) -> Iterator[Traversal]:
    """The traversals of an expression that Terraform works out, and whose failure nothing takes."""
    match expression:
        case Traversal():
            yield expression
        case Call(name=name) if name in CATCHING:
            return
        case Conditional(condition=condition):
            yield from surely_read(condition)
        case Operation(operator="&&" | "||", operands=operands):
            yield from surely_read(operands[0])
        case For(collection=collection):
            yield from surely_read(collection)
        case Text(directives=True):
            return
        case _:
            for child in children(expression):
                yield from surely_read(child)


def function_calls(expressions: Iterable[tuple[Expression, Scope]]) -> Iterator[FunctionCall]:
    """Every function call in expressions (see `scoped`); the types of variables are none."""
    for expression, scope in expressions:
        yield from _calls(expression, certain=scope.certain)


def _calls(expression: Expression, *, certain: bool) -> Iterator[FunctionCall]:
    if isinstance(expression, Call):
        yield FunctionCall(expression, certain)
        certain = certain and expression.name not in CATCHING
    for child in children(expression):
        yield from _calls(child, certain=certain)


def _body(template: Template, body: Body, scope: Scope, words: frozenset[str]) -> Iterator[tuple[Expression, Scope]]:
    for name, attribute in body.attributes.items():
        if name not in words:
            yield attribute.expression, Scope(scope.block, scope.inside, name, scope.bound, scope.certain)
    for block in body.blocks:
        if block.type == "dynamic":
            yield from _dynamic(template, block, scope)
        else:
            inner = replace(scope, inside=(*scope.inside, block.type))
            # The data source of a check is one as those at the top.
            known = _WORDS_AT_TOP if scope.block.type == "check" and block.type == "data" else _WORDS_INSIDE
            yield from _body(template, block.body, inner, known.get(block.type, _NO_WORDS))


def _dynamic(template: Template, block: Block, scope: Scope) -> Iterator[tuple[Expression, Scope]]:
    name = block.label(0)
    bound = scope.bound | {iterator_of(block)}
    for argument, attribute in block.body.attributes.items():
        if argument != "iterator":
            yield (
                attribute.expression,
                replace(scope, argument="", bound=bound if argument == "labels" else scope.bound),
            )
    certain = scope.certain and makes_some(template, block)
    inner = replace(scope, inside=(*scope.inside, name), bound=bound, certain=certain)
    for content in block.body.blocks:
        yield from _body(template, content.body, inner, _WORDS_INSIDE.get(name, _NO_WORDS))
