"""secret-parameter: a secret that is asked for as a workspace parameter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, Note, RuleInfo, Severity
from generator.template.secrets import flows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context

INFO = RuleInfo("secret-parameter", "security", "a secret asked for as a parameter", Severity.WARNING)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each parameter whose value a module or agent takes as a secret."""
    fed: dict[str, list[Note]] = {}
    for place in context.secret_places:
        for traversal in flows(place.value, context.template.locals):
            names = traversal.attributes
            if names[:2] == ("data", "coder_parameter") and names[3:] == ("value",):
                fed.setdefault(names[2], []).append(Note(f"given to {place.name}", place.span))
    for parameter in context.template.parameters:
        notes = fed.get(parameter.label)
        if notes is not None:
            yield INFO.at(
                parameter.block.header,
                f"the parameter `{parameter.label}` takes a secret, and parameter values are stored and shown in the "
                "clear; take a `sensitive` variable or `coder_external_auth`",
                related=tuple(notes),
            )
