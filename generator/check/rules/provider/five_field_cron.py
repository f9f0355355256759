"""five-field-cron: a script's schedule that is meant as classic cron, but is read with seconds first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.catalog.cron import is_classic, script_refusal
from generator.diagnostics import Diagnostic, Edit, Fix, RuleInfo, Severity
from generator.hcl.expressions import Literal
from generator.hcl.literals import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context

INFO = RuleInfo(
    "five-field-cron",
    "provider",
    "a script's schedule whose five fields are read with seconds first",
    Severity.WARNING,
    fixable=True,
)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at `cron`. What cannot be read with seconds first is an error, for another rule."""
    for block in context.coder_blocks.of("coder_script"):
        attribute, text = block.attribute("cron"), block.value("cron")
        if attribute is None or not isinstance(text, str) or not is_classic(text) or script_refusal(text) is not None:
            continue
        if block.release not in context.catalog.provider_checks.five_field_warning:
            continue
        written, meant = attribute.expression, f"0 {text}"
        edit = (Edit(written.span, quoted(meant)),)
        yield INFO.at(
            written.span,
            f"the first of the five fields of `{text}` counts seconds, and the weekday is left out; "
            f"write `{meant}` if minutes come first",
            fix=Fix("Put `0` seconds before it", edit, safe=False) if isinstance(written, Literal) else None,
        )
