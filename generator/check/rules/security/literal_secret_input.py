"""literal-secret-input: a secret given as plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, Note, RuleInfo, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context

INFO = RuleInfo("literal-secret-input", "security", "a secret given as plain text", Severity.ERROR)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each secret input or environment variable whose value is a text written in the template.

    The module's own default and texts that only stand in for a secret are none; a text in the shape of a known key is
    `secret-in-text`'s.
    """
    shapes = context.catalog.secret_shapes
    for place in context.secret_places:
        value = context.template.value(place.value)
        if not isinstance(value, str) or value == place.default or shapes.is_placeholder(value):
            continue
        if any(shapes.find(value)):
            continue
        yield INFO.at(
            place.value.span,
            f"the {place.name} is a secret and its text is in the template; take a `sensitive` variable",
            related=(Note("the secret goes here", place.span),),
        )
