"""parameter-option-removed: a value that existing workspaces may hold is no option any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.check.comparison import is_mutable
from generator.diagnostics import Diagnostic, Note, RuleInfo, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.comparison import Change

INFO = RuleInfo(
    "parameter-option-removed", "compatibility", "an option that existing workspaces may hold is gone", Severity.ERROR
)


def compare(change: Change) -> Iterator[Diagnostic]:
    """Points at the parameter that lost options; an error where workspaces that hold one can never change it."""
    for name, parameter in change.new_parameters.items():
        old = change.old_parameters.get(name)
        if old is None or old.options is None or not parameter.options:
            continue
        removed = [value for value in old.options if value not in parameter.options]
        if not removed:
            continue
        mutable = is_mutable(change.new, parameter) is True
        listed = ", ".join(f"`{value}`" for value in removed)
        end = (
            "ask their owners at the next update" if mutable else "can never be built again, since it cannot be changed"
        )
        yield INFO.at(
            parameter.block.header,
            f"{listed} is no option of `{name}` any more: workspaces that hold it {end}",
            severity=Severity.WARNING if mutable else Severity.ERROR,
            related=(Note("the old options", old.block.header),),
        )
