"""read-only-argument: a value for what only the provider can set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, RuleInfo, Severity
from generator.hcl.expressions import Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.template.schema_bodies import SchemaBody

INFO = RuleInfo("read-only-argument", "language", "a value for an attribute that can only be read", Severity.ERROR)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each argument that its provider decides by itself."""
    for body in context.schema_bodies:
        if body.provider is None:
            continue
        for name, attribute in body.body.attributes.items():
            schema = body.schema.attribute(name)
            if schema is None or schema.required or (schema.settable and not _added_id(body, name)):
                continue
            given = attribute.expression
            if isinstance(given, Literal) and given.value is None and not schema.settable:
                continue
            yield INFO.at(attribute.name_span, f"`{name}` of `{body.name}` can only be read; take this line out")


def _added_id(body: SchemaBody, name: str) -> bool:
    """True for the `id` that Terraform's SDK adds to a type: it shows as optional, and the provider refuses it."""
    if name != "id" or body.path or body.provider is None or not body.exact:
        return False
    return body.history is not None and not body.history.declares_id
