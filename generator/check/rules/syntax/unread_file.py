"""unread-file: a file that Terraform may read and our own tree fails on, so that nothing in it was checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, RuleInfo, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context

INFO = RuleInfo("unread-file", "syntax", "the file was not checked", Severity.INFO)


def check(context: Context) -> Iterator[Diagnostic]:
    """Names the files of which nothing was checked."""
    for problem in context.template.problems:
        if not problem.refused:
            yield INFO.at(problem.span, problem.message)
