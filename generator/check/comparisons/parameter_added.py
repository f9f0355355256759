"""parameter-added: a parameter that existing workspaces have no value for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.check.comparison import is_mutable
from generator.diagnostics import Diagnostic, RuleInfo, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.comparison import Change

INFO = RuleInfo(
    "parameter-added", "compatibility", "a new parameter that existing workspaces have no value for", Severity.ERROR
)


def compare(change: Change) -> Iterator[Diagnostic]:
    """Points at each new parameter that existing workspaces must be asked for, or get a value of for good."""
    for name, parameter in change.new_parameters.items():
        if name in change.old_parameters:
            continue
        if parameter.required:
            message = f"`{name}` has no default, so no existing workspace can be updated before its owner gives a value"
            yield INFO.at(parameter.block.header, message)
        elif is_mutable(change.new, parameter) is False:
            message = f"`{name}` cannot be changed later, so existing workspaces keep its default for good"
            yield INFO.at(parameter.block.header, message, severity=Severity.WARNING)
