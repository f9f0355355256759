"""secret-output-not-sensitive: an output of a sensitive value that is not marked sensitive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, Fix, RuleInfo, Severity
from generator.template.arguments import set_argument
from generator.template.provider import provider_requests
from generator.template.sensitivity import sensitive_source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context

INFO = RuleInfo(
    "secret-output-not-sensitive", "security", "an output of a sensitive value", Severity.ERROR, fixable=True
)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at the value of each output that Terraform refuses because it is sensitive and the output is not."""
    template = context.template
    attributes = _secret_attributes(context)
    for block in template.blocks("output"):
        value = block.body.expression("value")
        if value is None or template.value(block.body.expression("sensitive")) not in (None, False):
            continue
        source = sensitive_source(template, attributes, value)
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


def _secret_attributes(context: Context) -> frozenset[str]:
    """The attributes that every provider release which the template admits marks sensitive, as far as can be told."""
    coder = context.catalog.coder
    requests = list(provider_requests(context.template, context.catalog))
    return frozenset(
        name
        for name, since in coder.secret_attributes.items()
        if all(request.admits_from(since) for request in requests)
    )
