"""parameter-changed: a parameter is kept under other rules than existing values were chosen by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.check.comparison import is_mutable
from generator.diagnostics import Diagnostic, Note, RuleInfo, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.comparison import Change

INFO = RuleInfo(
    "parameter-changed", "compatibility", "a parameter is of another type, immutable or narrower", Severity.ERROR
)


def compare(change: Change) -> Iterator[Diagnostic]:
    """Points at each parameter that became of another type, immutable, or narrower in what it takes."""
    for name, parameter in change.new_parameters.items():
        old = change.old_parameters.get(name)
        if old is None:
            continue
        where, before = parameter.block.header, (Note("as it was", old.block.header),)
        if isinstance(old.type, str) and isinstance(parameter.type, str) and old.type != parameter.type:
            message = f"`{name}` was a {old.type} and is a {parameter.type} now: existing values may not be read"
            yield INFO.at(where, message, related=before)
        if is_mutable(change.old, old) is True and is_mutable(change.new, parameter) is False:
            message = f"`{name}` cannot be changed any more: existing workspaces keep what they have for good"
            yield INFO.at(where, message, severity=Severity.WARNING, related=before)
        for key in ("min", "max", "regex"):
            if key in parameter.validation and parameter.validation[key] != old.validation.get(key):
                message = (
                    f"`{name}` takes other values now (`{key}`): existing values may be refused at the next update"
                )
                yield INFO.at(where, message, severity=Severity.WARNING, related=before)
