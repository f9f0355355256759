"""Which values Terraform marks, as sensitive or ephemeral, and so hands on, as far as can be told without running."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.hcl.expressions import (
    Call,
    Conditional,
    GetAttribute,
    GetIndex,
    ObjectCons,
    Operation,
    Template,
    Traversal,
    TupleCons,
)
from generator.template.secrets import local_target

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from generator.hcl.expressions import Expression
    from generator.hcl.tree import Block
    from generator.template import model

    Own = Callable[[model.Template, Traversal], bool]
    """Tells of a reference that its value is marked where it comes from."""

_MAX_DEPTH = 40
# Functions that hand on the mark of any argument (terraform lang/funcs, go-cty function.Call).
_HAND_ON = frozenset(
    {
        "base64decode", "base64encode", "base64gzip", "base64sha256", "base64sha512", "chomp", "coalesce",
        "concat", "contains", "endswith", "format", "formatlist", "indent", "join", "jsondecode", "jsonencode",
        "lower", "max", "md5", "min", "regex", "replace", "sha1", "sha256", "sha512", "split", "startswith",
        "strrev", "substr", "sum", "title", "tolist", "tonumber", "toset", "tostring", "trim", "trimprefix",
        "trimspace", "trimsuffix", "upper", "urlencode", "yamldecode", "yamlencode",
    }
)  # fmt: skip


class Marks:
    """Finds the marks of one kind in the expressions of one module."""

    def __init__(
        self, template: model.Template, own: Own, caller: Marks | None = None, call: Block | None = None
    ) -> None:
        """Of a template, or a module of which the call is known.

        Args:
            template: What holds the expressions.
            own: Tells what is marked where it comes from.
            caller: The marks of what calls it.
            call: The block that does.
        """
        self._template = template
        self._own = own
        self._caller = caller
        self._call = call

    def source(self, expression: Expression, depth: int = 0) -> Traversal | None:
        """The reference that surely marks a value, or None where there is none or it cannot be told.

        Args:
            expression: The value.
            depth: How deep the search is, so that a cycle of locals ends.
        """
        if depth > _MAX_DEPTH:
            return None

        def first(expressions: Iterable[Expression]) -> Traversal | None:
            found = (self.source(each, depth + 1) for each in expressions)
            return next((source for source in found if source is not None), None)

        match expression:
            case Traversal(root="local"):
                target = local_target(expression, self._template.locals)
                return None if target is None else first([target])
            case Traversal():
                return expression if self._is_marked(expression, depth) else None
            case Template(parts=parts, directives=False):
                return first(parts)
            case Conditional(condition=condition, then=then, otherwise=otherwise):
                return first([condition, then, otherwise])  # Terraform joins the marks of both
            case Operation(operands=operands):
                return first(operands)
            case TupleCons(items=items):
                return first(items)
            case ObjectCons(items=members):
                return first(member.value for member in members)
            case Call(name=name, arguments=arguments):
                return first(self._marking(name, arguments))
            case _:
                return None

    def output(self, name: str, depth: int = 0) -> Traversal | None:
        """The reference that surely marks an output of the module, likewise."""
        block = next(self._template.blocks("output", name), None)
        value = None if block is None else block.body.expression("value")
        return None if value is None else self.source(value, depth)

    def inside(self, call: Block) -> Marks | None:
        """The marks in the module of a folder that a block calls; None where it was not read."""
        called = self._template.local_modules.get(call.label(0))
        if called is None or called.template is None:
            return None
        return Marks(called.template, self._own, self, call)

    def _marking(self, name: str, arguments: Sequence[Expression]) -> Sequence[Expression]:
        """The arguments of a function whose marks its result surely has."""
        if name == "merge":
            return arguments[-1:]  # what is in the others may be laid over
        if name == "length":  # not of what is in a list
            return [each for each in arguments if isinstance(each, Traversal) and self._own(self._template, each)]
        return arguments if name in _HAND_ON else ()

    def _is_marked(self, traversal: Traversal, depth: int) -> bool:
        if self._own(self._template, traversal):
            return True
        match traversal:  # of an object that is given, another member may be what is marked
            case Traversal(root="var", steps=(GetAttribute(name=name),)):
                given = None if self._call is None else self._call.body.expression(name)
                return (
                    self._caller is not None and given is not None and self._caller.source(given, depth + 1) is not None
                )
            case Traversal(root="module", steps=(GetAttribute(name=name), GetAttribute(name=output))):
                return self._is_output_marked(name, output, depth)
            case Traversal(root="module", steps=(GetAttribute(name=name), GetIndex(), GetAttribute(name=output))):
                return self._is_output_marked(name, output, depth)
            case _:
                return False

    def _is_output_marked(self, name: str, output: str, depth: int) -> bool:
        """True when the value of the output is: Terraform 1.11 does not mark it for its `sensitive` alone."""
        call = next(self._template.blocks("module", name), None)
        inside = None if call is None else self.inside(call)
        return inside is not None and inside.output(output, depth + 1) is not None


def is_variable_marked(template: model.Template, traversal: Traversal, mark: str) -> bool:
    """True for a reference to a variable that says `sensitive = true` or `ephemeral = true`."""
    match traversal:
        case Traversal(root="var", steps=(GetAttribute(name=name), *_)) if name in template.variables:
            return template.value(template.variables[name].body.expression(mark)) is True
        case _:
            return False
