"""kept-ephemeral-value: an ephemeral value where Terraform would have to keep it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, RuleInfo, Severity
from generator.template.marks import Marks, is_variable_marked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.hcl.expressions import Traversal
    from generator.template.model import Template

INFO = RuleInfo(
    "kept-ephemeral-value", "language", "an ephemeral value where Terraform would have to keep it", Severity.ERROR
)

_REPEATED = ("resource", "data", "module")
# They are not kept, or are checked by themselves.
_APART = frozenset({"lifecycle", "provisioner", "connection"})
_OF_TERRAFORM = frozenset({"count", "for_each", "provider", "depends_on"})
_WRITE_ONLY = "_wo"  # what the names of arguments that take such values end in


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each ephemeral value in an output, a count, a module's input or an argument that is kept."""
    marks = Marks(context.template, _is_ephemeral)
    yield from _outputs(context, marks)
    for type_ in _REPEATED:
        for block in context.template.blocks(type_):
            for name in ("count", "for_each"):
                expression = block.body.expression(name)
                source = None if expression is None else marks.source(expression)
                if expression is not None and source is not None:
                    yield INFO.at(
                        expression.span,
                        f"`{name}` takes nothing ephemeral, and `{source}` is: the number of instances is kept",
                    )
    yield from _inputs(context.template, marks)
    yield from _arguments(context, marks)


def _is_ephemeral(template: Template, reference: Traversal) -> bool:
    return reference.root == "ephemeral" or is_variable_marked(template, reference, "ephemeral")


def _outputs(context: Context, marks: Marks) -> Iterator[Diagnostic]:
    for block in context.template.blocks("output"):
        value, written = block.body.expression("value"), block.body.expression("ephemeral")
        marked = context.template.value(written)
        if marked is True and written is not None and not context.callers:
            yield INFO.at(written.span, "only an output of a module that is called can be ephemeral; take this out")
            continue
        source = None if value is None or marked not in (None, False) else marks.source(value)
        if value is not None and source is not None:
            advice = "add `ephemeral = true`" if context.callers else "write `ephemeralasnull(...)` around it"
            yield INFO.at(value.span, f"`{source}` is ephemeral, and an output is kept; {advice}, or take it out")


def _inputs(template: Template, marks: Marks) -> Iterator[Diagnostic]:
    for call in template.module_calls:
        called = template.local_modules.get(call.name)
        if called is None or called.template is None:
            continue
        for name, attribute in call.inputs.items():
            variable = called.template.variables.get(name)
            if variable is None or called.template.value(variable.body.expression("ephemeral")) not in (None, False):
                continue
            source = marks.source(attribute.expression)
            if source is not None:
                yield INFO.at(
                    attribute.expression.span,
                    f"`{source}` is ephemeral, and the variable `{name}` of the module is not; "
                    "write `ephemeral = true` in it",
                )


def _arguments(context: Context, marks: Marks) -> Iterator[Diagnostic]:
    """Of resources and data sources whose schema is known as it is, so that an argument that keeps nothing is known."""
    for body in context.schema_bodies:
        if body.provider is None or body.top.type == "provider" or not body.exact or not body.certain:
            continue
        if body.path.partition(".")[0] in _APART:
            continue
        for name, attribute in body.body.attributes.items():
            held = body.schema.attribute(name)
            kept = held is not None and held.settable and not held.write_only and not name.endswith(_WRITE_ONLY)
            source = marks.source(attribute.expression) if kept and name not in _OF_TERRAFORM else None
            if source is not None:
                yield INFO.at(
                    attribute.expression.span,
                    f"`{source}` is ephemeral, and `{name}` is kept in the state; take a variable that is `sensitive`",
                )
