"""argument-type: a value that does not convert to what the argument is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.catalog.provider_schemas import type_text
from generator.diagnostics import Diagnostic, RuleInfo, Severity
from generator.hcl.conversion import converts, described, fits
from generator.hcl.expressions import TupleCons
from generator.hcl.unknown import UNKNOWN
from generator.template.static_types import may_become, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.hcl.expressions import Expression

INFO = RuleInfo("argument-type", "language", "a value of the wrong type for its argument", Severity.ERROR)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each value, as far as it can be told, that Terraform cannot convert to the type of its argument.

    A warning only inside a dynamic block that may make no block at all.
    """
    for body in context.schema_bodies:
        for name, attribute in body.body.attributes.items():
            schema = body.schema.attribute(name)
            if schema is None or not schema.settable or schema.type == "dynamic":
                continue
            wrong = _wrong(context, attribute.expression, schema.type)
            if wrong is not None:
                yield INFO.at(
                    attribute.expression.span,
                    f"`{name}` of `{body.name}` takes {type_text(schema.type)}, and {wrong} does not convert to it",
                    severity=Severity.ERROR if body.certain else Severity.WARNING,
                )
    yield from _defaults(context)
    yield from _dependencies(context)


def _defaults(context: Context) -> Iterator[Diagnostic]:
    """The defaults of variables, which are constants."""
    for block in context.template.blocks("variable"):
        type_, default = block.body.expression("type"), block.body.expression("default")
        if type_ is None or default is None:
            continue
        value = context.template.known_parts(default)
        if not fits(value, type_):
            yield INFO.at(default.span, f"{described(value)} does not convert to the type of `var.{block.label(0)}`")


def _dependencies(context: Context) -> Iterator[Diagnostic]:
    """`depends_on`, which Terraform reads before anything has a value."""
    for document in context.template.documents:
        for block in document.body.blocks:
            written = block.body.expression("depends_on")
            if written is not None and not isinstance(written, TupleCons):
                yield INFO.at(written.span, "`depends_on` takes a list of addresses in brackets, such as `[a.b]`")


def _wrong(context: Context, expression: Expression, type_: Any) -> str | None:
    """A few words on a value that surely does not fit, or None."""
    value = context.template.known_parts(expression)
    if value is UNKNOWN:
        kind = context.static_types.kind(expression)
        return None if kind is None or may_become(kind, type_) else shown(kind)
    if type_ == "string" and isinstance(value, str | int | float):
        return None
    return None if converts(value, type_text(type_)) else described(value)
