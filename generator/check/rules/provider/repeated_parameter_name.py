"""repeated-parameter-name: several parameters with one name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, Note, RuleInfo, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.diagnostics import Span

INFO = RuleInfo("repeated-parameter-name", "provider", "several parameters with one name", Severity.ERROR)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at the name of each parameter but the first that bears it, among those that the import job plans."""
    first: dict[str, Span] = {}
    for block in context.coder_blocks.of("coder_parameter"):
        written, name = block.attribute("name"), block.value("name")
        if written is None or not block.made or not isinstance(name, str):
            continue
        span = written.expression.span
        held = first.get(name)
        if held is None:
            first[name] = span
        elif held != span:
            yield INFO.at(
                span,
                f"another parameter is named `{name}` already, so Coder refuses the template; give each its own name",
                related=(Note("the first parameter of that name", held),),
            )
        else:
            yield INFO.at(
                span,
                f"several instances of this parameter are named `{name}`, so Coder refuses the template; "
                "give each its own name",
            )
