"""refused-timezone: prebuilds scheduled in a time zone that does not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.catalog.timezones import is_timezone
from generator.diagnostics import Diagnostic, RuleInfo, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context

INFO = RuleInfo("refused-timezone", "provider", "prebuilds scheduled in an unknown time zone", Severity.ERROR)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at `timezone`; silent where this machine has no database of time zones, or an old one."""
    for block in context.coder_blocks.of("coder_workspace_preset", "prebuilds.scheduling"):
        written, name = block.attribute("timezone"), block.value("timezone")
        if written is not None and isinstance(name, str) and is_timezone(name) is False:
            yield INFO.at(
                written.expression.span,
                f"`{name}` is no time zone of the IANA database; write such as `Europe/Berlin`",
            )
