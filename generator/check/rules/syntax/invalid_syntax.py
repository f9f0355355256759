"""invalid-syntax: what Terraform's own parser refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, RuleInfo, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context

INFO = RuleInfo("invalid-syntax", "syntax", "Terraform's parser refuses the file", Severity.ERROR)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at the first thing in each file that the parser refuses, in the parser's words."""
    for problem in context.template.problems:
        if problem.refused:
            yield INFO.at(problem.span, problem.message)
