"""unknown-module-input: an argument that the called release does not have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, Edit, Fix, RuleInfo, Severity
from generator.source.near import near_match, sole_match

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.hcl.tree import Attribute

INFO = RuleInfo(
    "unknown-module-input", "module", "an input that the called module does not have", Severity.ERROR, fixable=True
)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each argument of a module call that the release which Terraform takes does not have.

    A warning only where the version admits releases that the catalog does not know yet and no known one ever had it.
    """
    for known in context.known_calls:
        held = known.held
        if held is None:
            continue
        for name, attribute in known.call.inputs.items():
            if name in held.inputs:
                continue
            had = known.had_input(name)
            advice = "" if had is None else f"; the releases {had} have it"
            yield INFO.at(
                attribute.name_span,
                f"{known.title} has no input `{name}`{advice}",
                severity=Severity.WARNING if had is None and known.open else Severity.ERROR,
                # A name that some release had is no slip of the pen: near names of other meaning are not for it.
                fix=_rename(attribute, name, set(held.inputs) - set(known.call.inputs)) if had is None else None,
            )


def _rename(attribute: Attribute, name: str, free: set[str]) -> Fix | None:
    match = near_match(name, free)
    if match is None:
        return None
    return Fix(
        f"Rename `{name}` to `{match}`", (Edit(attribute.name_span, match),), safe=sole_match(name, free) == match
    )
