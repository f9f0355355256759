"""parameter-removed: a parameter whose values existing workspaces hold is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, RuleInfo, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.comparison import Change

INFO = RuleInfo("parameter-removed", "compatibility", "a parameter of the template is gone", Severity.WARNING)


def compare(change: Change) -> Iterator[Diagnostic]:
    """Points at each old parameter that the new version does not have."""
    if len(change.new_parameters) != len(change.new.parameters):
        return  # one whose name cannot be told may be it
    for name, parameter in change.old_parameters.items():
        if name not in change.new_parameters:
            yield INFO.at(parameter.block.header, f"`{name}` is gone: what owners of existing workspaces chose is lost")
