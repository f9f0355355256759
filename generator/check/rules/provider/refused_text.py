"""refused-text: a name, path or other text that has not the form its argument asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, RuleInfo, Severity
from generator.hcl.scalars import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context

INFO = RuleInfo("refused-text", "provider", "a name or path of a form that the argument does not take", Severity.ERROR)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each known text that has not the form its argument asks for."""
    for form in context.catalog.provider_checks.forms:
        where = form.where
        for block in context.coder_blocks.checked(where, context.target):
            attribute, value = block.attribute(where.name), block.value(where.name)
            if attribute is None or not isinstance(value, str | int | float) or form.pattern.fullmatch(text_of(value)):
                continue
            text = text_of(value)
            said = f"`{text}`" if text and text.isprintable() else "this text" if text else "empty text"
            yield INFO.at(
                attribute.expression.span,
                f"{said} is no `{where.name}` that {where.subject} takes: it must {form.means}",
            )
