"""secret-variable-not-sensitive: a variable that holds a secret and is not marked sensitive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, Fix, Note, RuleInfo, Severity
from generator.template.arguments import set_argument
from generator.template.secrets import variables_in
from generator.template.values import reach

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.hcl.expressions import Expression
    from generator.hcl.tree import Block
    from generator.template.model import Template

INFO = RuleInfo(
    "secret-variable-not-sensitive",
    "security",
    "a variable that holds a secret and is not marked sensitive",
    Severity.ERROR,
    fixable=True,
)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each variable that feeds a secret, or by its name holds one, without `sensitive = true`.

    An error where a module or agent takes its value as a secret, a warning where the name alone says so. Variables of
    another type than text hold no secret.
    """
    template = context.template
    fed: dict[str, list[Note]] = {}
    for place in context.secret_places:
        for name in variables_in(place.value, template.locals):
            fed.setdefault(name, []).append(Note(f"given to {place.name}", place.span))
    for name, block in template.variables.items():
        named = context.catalog.secret_shapes.variable_name.search(name) is not None
        if not (name in fed or named) or not _plain_text(template, block):
            continue
        reason = "feeds a secret" if name in fed else "is named like a secret"
        yield INFO.at(
            block.header,
            f"the variable `{name}` {reason} and is shown in logs and plans; add `sensitive = true`",
            severity=Severity.ERROR if name in fed else Severity.WARNING,
            related=tuple(fed.get(name, ())),
            fix=_fix(template, name, block),
        )


def _plain_text(template: Template, block: Block) -> bool:
    """True for a text that is in the open: its type may be a string, and nothing marks it sensitive or ephemeral."""
    body = block.body
    type_ = body.expression("type")
    marks = [template.value(body.expression(mark)) for mark in ("sensitive", "ephemeral")]
    return (type_ is None or str(type_) == "string") and all(mark in (None, False) for mark in marks)


def _fix(template: Template, name: str, block: Block) -> Fix | None:
    """Marks the variable, where Terraform then still takes every expression that it reaches."""
    if any(_reached(template, name, expression) for expression in _refusing(template)):
        return None
    edit = set_argument(template, block, "sensitive", "true")
    return None if edit is None else Fix(f"Mark `{name}` sensitive", (edit,), safe=True)


def _refusing(template: Template) -> Iterator[Expression]:
    """The expressions in which Terraform refuses a sensitive value: `for_each`, and outputs that are not sensitive."""
    for document in template.documents:
        for attribute in document.body.all_attributes():
            if attribute.name == "for_each":
                yield attribute.expression
    for block in template.blocks("output"):
        value = block.body.expression("value")
        if value is not None and template.value(block.body.expression("sensitive")) is not True:
            yield value


def _reached(template: Template, name: str, expression: Expression) -> bool:
    return any(t.attributes[:2] == ("var", name) for t in reach(expression, template.locals))
