"""malformed-url: text that cannot be parsed where a URL is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.catalog.go_url import url_problem
from generator.diagnostics import Diagnostic, RuleInfo, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context

INFO = RuleInfo("malformed-url", "provider", "text that cannot be parsed where a URL is asked for", Severity.ERROR)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each known text that Go cannot parse as a URL."""
    for where in context.catalog.provider_checks.urls:
        for block in context.coder_blocks.checked(where, context.target):
            attribute, value = block.attribute(where.name), block.value(where.name)
            problem = url_problem(value) if isinstance(value, str) else None
            if attribute is not None and problem is not None:
                yield INFO.at(
                    attribute.expression.span,
                    f"`{where.name}` is no URL that {where.subject} can parse: {problem}",
                )
