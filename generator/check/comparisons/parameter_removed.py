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
    now = {parameter.value("name") for parameter in change.new_blocks.of("coder_parameter")}
    if any(not isinstance(name, str) for name in now):
        return  # one whose name cannot be told may be it
    for parameter in change.old_blocks.of("coder_parameter"):
        name = parameter.value("name")
        if isinstance(name, str) and name not in now:
            yield INFO.at(parameter.top.header, f"`{name}` is gone: what owners of existing workspaces chose is lost")
