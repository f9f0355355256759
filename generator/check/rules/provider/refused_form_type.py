"""refused-form-type: a form that parameters of a type cannot have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, RuleInfo, Severity
from generator.template.parameters import has_options

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.template.coder_blocks import CoderBlock

INFO = RuleInfo("refused-form-type", "provider", "a form that a parameter of its type cannot have", Severity.ERROR)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at `form_type`. A word that is no form at all is for another rule."""
    for block in context.coder_blocks.of("coder_parameter"):
        form = block.attribute("form_type")
        why = _refusal(context, block) if form is not None and block.made else None
        if form is not None and why is not None:
            yield INFO.at(form.expression.span, why)


def _refusal(context: Context, block: CoderBlock) -> str | None:
    type_, form, options = block.value("type"), block.value("form_type"), has_options(block)
    type_ = "string" if type_ is None else type_
    checks = context.catalog.provider_checks.parameters
    if options is None or not isinstance(type_, str) or not isinstance(form, str) or form not in checks.all_forms:
        return None
    forms = checks.forms_of(type_, block.release, options=options)
    if forms is None or form in forms:
        return None
    return (
        f"a `{type_}` parameter {'with' if options else 'without'} options cannot be shown as `{form}`; "
        f"take {' or '.join(f'`{each}`' for each in forms)}"
    )
