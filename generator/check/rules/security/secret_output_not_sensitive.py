"""secret-output-not-sensitive: an output of a sensitive value that is not marked sensitive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, Fix, RuleInfo, Severity
from generator.template.arguments import set_argument
from generator.template.marks import Marks, is_variable_marked
from generator.template.provider import provider_requests

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.hcl.expressions import Traversal
    from generator.template.model import Template

INFO = RuleInfo(
    "secret-output-not-sensitive", "security", "an output of a sensitive value", Severity.ERROR, fixable=True
)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at the value of each output that Terraform refuses because it is sensitive and the output is not.

    It refuses those of the root alone: what a module of the template's own gives stays sensitive by itself.
    """
    if context.callers:
        return
    template = context.template
    attributes = _secret_attributes(context)
    marks = Marks(template, lambda of, reference: _is_sensitive(of, reference, attributes))
    for block in template.blocks("output"):
        value = block.body.expression("value")
        if value is None or template.value(block.body.expression("sensitive")) not in (None, False):
            continue
        source = marks.source(value)
        if source is None:
            continue
        edit = set_argument(template, block, "sensitive", "true")
        yield INFO.at(
            value.span,
            f"the output `{block.label(0)}` shows the sensitive `{source}`, which Terraform refuses; "
            "add `sensitive = true`",
            # As it stands the template does not plan, so the mark cannot break what works.
            fix=None if edit is None else Fix(f"Mark `{block.label(0)}` sensitive", (edit,), safe=True),
        )


def _is_sensitive(template: Template, reference: Traversal, attributes: frozenset[str]) -> bool:
    names = reference.attributes
    type_, rest = (names[1:2], names[3:]) if names[0] == "data" else (names[:1], names[2:])
    own = bool(type_ and rest) and f"{type_[0]}.{rest[0]}" in attributes
    return own or is_variable_marked(template, reference, "sensitive")


def _secret_attributes(context: Context) -> frozenset[str]:
    """The attributes that every provider release which the template admits marks sensitive, as far as can be told."""
    coder = context.catalog.coder
    requests = list(provider_requests(context.template, context.catalog))
    return frozenset(
        name
        for name, since in coder.secret_attributes.items()
        if all(request.admits_from(since) for request in requests)
    )
