"""fractional-number: a number with a fraction where the coder provider takes whole numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, RuleInfo, Severity
from generator.hcl.conversion import number_of
from generator.hcl.scalars import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.catalog.provider_schemas import BlockSchema
    from generator.check.rule import Context
    from generator.template.coder_blocks import CoderBlock

INFO = RuleInfo(
    "fractional-number", "provider", "a fraction where the coder provider takes whole numbers", Severity.ERROR
)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at the number. Every number of the coder provider is a whole one, which its schema does not say."""
    schemas = {
        (body.top.label(0), body.path): body.schema
        for body in context.schema_bodies
        if body.provider is not None and body.provider.schema.source == context.catalog.coder.provider_source
    }
    for (type_, path), schema in schemas.items():
        for block in context.coder_blocks.of(type_, path):
            yield from _fractions(block, schema)


def _fractions(block: CoderBlock, schema: BlockSchema) -> Iterator[Diagnostic]:
    for name, attribute in block.block.body.attributes.items():
        declared = schema.attribute(name)
        value = block.value(name) if declared is not None and declared.type == "number" else None
        value = number_of(value)
        if isinstance(value, float):
            yield INFO.at(attribute.expression.span, f"`{name}` takes whole numbers; `{text_of(value)}` is none")
