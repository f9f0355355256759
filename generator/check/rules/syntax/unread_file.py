"""unread-file: a file that Terraform reads and taskplate does not, so that nothing in it was checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, RuleInfo, Severity, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context

INFO = RuleInfo("unread-file", "syntax", "the file was not checked", Severity.INFO)


def check(context: Context) -> Iterator[Diagnostic]:
    """Names the files of which nothing was checked: `.tf.json`, and what our own tree fails on."""
    for problem in context.template.problems:
        if not problem.refused:
            yield INFO.at(problem.span, problem.message)
    for path in context.template.sources:
        if path.endswith(".tf.json"):
            yield INFO.at(Span(path, 0, 0), "JSON syntax is not read yet, so nothing in this file was checked")
