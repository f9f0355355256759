"""missing-module-input: a required input of the called release that is not given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, RuleInfo, Severity
from generator.source.near import near_match

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.catalog.interface import ModuleRelease
    from generator.check.rule import Context
    from generator.template.known_calls import KnownCall

INFO = RuleInfo("missing-module-input", "module", "a required input of the called module is not given", Severity.ERROR)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at the header of each module call that lacks inputs which the release Terraform takes requires.

    An input of nearly that name that no release has is a slip, which `unknown-module-input` mends. A warning only where
    the version admits releases that the catalog does not know yet and some known release does without the input.
    """
    for known in context.known_calls:
        held = known.held
        if held is None:
            continue
        slips = _slips(known, held)
        for name, wanted in held.inputs.items():
            if wanted.required and name not in known.call.inputs and name not in slips:
                yield INFO.at(
                    known.call.block.header,
                    f"{known.title} requires the input `{name}` ({wanted.type}); give it",
                    severity=Severity.WARNING if known.open and known.may_spare(name) else Severity.ERROR,
                )


def _slips(known: KnownCall, held: ModuleRelease) -> set[str | None]:
    """The inputs that one given under an unknown name was meant to be."""
    given = known.call.inputs
    free = set(held.inputs) - set(given)
    unknown = [n for n in given if n not in held.inputs and known.had_input(n) is None]
    return {near_match(name, free) for name in unknown}
