"""unknown-module-output: a reference to an output that the called release does not have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, Edit, Fix, Note, RuleInfo, Severity, Span
from generator.hcl.expressions import GetAttribute
from generator.source.near import near_match, sole_match

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.hcl.expressions import Traversal

INFO = RuleInfo(
    "unknown-module-output", "module", "an output that the called module does not have", Severity.ERROR, fixable=True
)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at the output's name in each `module.<call>.<output>` that the release Terraform takes does not have.

    A warning only where the version admits releases that the catalog does not know yet and no known one ever had it.
    """
    calls = {known.call.name: known for known in context.known_calls}
    for call, output, traversal in context.template.module_outputs():
        known = calls.get(call)
        held = None if known is None else known.held
        if known is None or held is None or output in held.outputs:
            continue
        had = known.had_output(output)
        advice = "" if had is None else f"; the releases {had} have it"
        place = _name_span(traversal)
        yield INFO.at(
            place,
            f"{known.title} has no output `{output}`{advice}",
            severity=Severity.WARNING if had is None and known.open else Severity.ERROR,
            related=(Note(f"`{call}` is called here", known.call.place),),
            fix=_rename(place, output, held.outputs) if had is None else None,
        )


def _name_span(traversal: Traversal) -> Span:
    """The name of the output: the second name behind `module`, without its dot."""
    step = [step for step in traversal.steps if isinstance(step, GetAttribute)][1]
    return Span(step.span.path, step.span.end - len(step.name.encode()), step.span.end)


def _rename(place: Span, output: str, outputs: frozenset[str]) -> Fix | None:
    match = near_match(output, outputs)
    if match is None:
        return None
    return Fix(f"Rename `{output}` to `{match}`", (Edit(place, match),), safe=sole_match(output, outputs) == match)
