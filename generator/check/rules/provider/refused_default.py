"""refused-default: a default that its parameter refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.catalog.parameter_values import refusal
from generator.diagnostics import Diagnostic, Edit, Fix, Note, RuleInfo, Severity
from generator.hcl.expressions import Literal
from generator.hcl.literals import quoted
from generator.source.near import sole_match
from generator.template.parameters import default_of, facts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.diagnostics import Span
    from generator.hcl.expressions import Expression
    from generator.template.coder_blocks import CoderBlock
    from generator.template.parameters import ParameterFacts

INFO = RuleInfo("refused-default", "provider", "a default that its parameter refuses", Severity.ERROR, fixable=True)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at the default, with a note at what refuses it."""
    for block in context.coder_blocks.of("coder_parameter"):
        default = block.attribute("default")
        if default is not None and block.made:
            yield from _refused(context, block, default.expression)


def _refused(context: Context, block: CoderBlock, default: Expression) -> Iterator[Diagnostic]:
    value, facts = default_of(block), facts_of(block)
    if facts is None or not isinstance(value, str):
        return
    if value == "" and block.release not in context.catalog.provider_checks.parameters.empty_default:
        return
    why = refusal(facts.type, value, facts.options, facts.validation, multi_select=facts.multi)
    if why is not None:
        place = _place(block)
        yield INFO.at(
            default.span,
            f"the parameter refuses its {f'default `{value}`' if value else 'empty default'}: {why}",
            related=() if place is None else (Note("this is what the default must fit", place),),
            fix=_nearest(default, value, facts),
        )


def _place(block: CoderBlock) -> Span | None:
    inner = (*block.nested.get("option", ()), *block.nested.get("validation", ()))
    return inner[0].block.header if inner else None


def _nearest(default: Expression, value: str, facts: ParameterFacts) -> Fix | None:
    """Safe, since Coder takes no template with such a default, and one option alone comes near it."""
    if not isinstance(default, Literal) or facts.multi or not facts.options or value in facts.options:
        return None
    meant = sole_match(value, facts.options)
    if meant is None or refusal(facts.type, meant, facts.options, facts.validation, multi_select=False) is not None:
        return None
    return Fix(f"Set the default to `{meant}`", (Edit(default.span, quoted(meant)),), safe=True)
