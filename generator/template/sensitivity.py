"""Which values Terraform itself holds to be sensitive, as far as can be told without running."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.hcl.expressions import Call, Conditional, ObjectCons, Operation, Template, Traversal, TupleCons
from generator.template.secrets import local_target

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.hcl.expressions import Expression
    from generator.template import model

_MAX_DEPTH = 40
# Functions of text that hand on the mark of any argument (terraform lang/funcs, go-cty function/stdlib).
_HANDS_ON = frozenset(
    {
        "base64decode", "base64encode", "base64gzip", "chomp", "format", "join", "jsondecode", "jsonencode", "lower",
        "md5", "replace", "sha1", "sha256", "sha512", "split", "strrev", "substr", "title", "tonumber", "tostring",
        "trim", "trimprefix", "trimspace", "trimsuffix", "upper", "urlencode", "yamldecode", "yamlencode",
    }
)  # fmt: skip


def sensitive_source(
    template: model.Template, attributes: frozenset[str], expression: Expression, depth: int = 0
) -> Traversal | None:
    """The reference that surely makes a value sensitive, or None where there is none or it cannot be told.

    Args:
        template: Where the variables and locals are.
        attributes: The provider attributes that are sensitive, as `type.attribute`.
        expression: The value.
        depth: How deep the search is, so that a cycle of locals ends.
    """
    if depth > _MAX_DEPTH:
        return None

    def first(expressions: Iterable[Expression]) -> Traversal | None:
        found = (sensitive_source(template, attributes, each, depth + 1) for each in expressions)
        return next((source for source in found if source is not None), None)

    match expression:
        case Traversal(root="local"):
            target = local_target(expression, template.locals)
            return None if target is None else first([target])
        case Traversal():
            return expression if _is_sensitive(template, attributes, expression) else None
        case Template(parts=parts, directives=False):
            return first(parts)
        case Conditional(condition=condition, then=then, otherwise=otherwise):
            # Terraform joins the marks of both branches while the condition is unknown, which it is when it validates.
            return first([condition, then, otherwise])
        case Operation(operands=operands):
            return first(operands)
        case TupleCons(items=items):
            return first(items)
        case ObjectCons(items=members):
            return first(member.value for member in members)
        case Call(name=name, arguments=arguments) if name in _HANDS_ON:
            return first(arguments)
        case _:
            return None


def _is_sensitive(template: model.Template, attributes: frozenset[str], traversal: Traversal) -> bool:
    names = traversal.attributes
    if names[0] == "var" and len(names) > 1:
        block = template.variables.get(names[1])
        return block is not None and template.value(block.body.expression("sensitive")) is True
    type_, rest = (names[1:2], names[3:]) if names[0] == "data" else (names[:1], names[2:])
    return bool(type_ and rest) and f"{type_[0]}.{rest[0]}" in attributes
