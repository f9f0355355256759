"""too-long: text longer than the coder provider or Coder's database takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, RuleInfo, Severity
from generator.hcl.scalars import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.diagnostics import Span

INFO = RuleInfo("too-long", "provider", "text longer than the provider or Coder's database takes", Severity.ERROR)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each known text, and each label of a resource, that is too long; once where two bounds are crossed."""
    pointed: set[Span] = set()
    for length in context.catalog.provider_checks.lengths:
        where = length.where
        for block in context.coder_blocks.checked(where, context.target):
            attribute, value = block.attribute(where.name), block.value(where.name)
            if attribute is None or not isinstance(value, str | int | float) or attribute.expression.span in pointed:
                continue
            found = length.of(text_of(value))
            if found > length.maximum:
                pointed.add(attribute.expression.span)
                unit = "bytes" if length.in_bytes else "characters"
                yield INFO.at(
                    attribute.expression.span,
                    f"`{where.name}` is {found} {unit} long; {where.subject} takes {length.maximum} at most",
                )
    yield from _labels(context)


def _labels(context: Context) -> Iterator[Diagnostic]:
    names = context.catalog.provider_checks.resource_names
    for block in context.template.blocks("resource"):
        label = block.label(1)
        if len(label) <= names.characters or block.label(0) in names.not_stored:
            continue
        if context.coder_blocks.instances(block):
            yield INFO.at(
                block.labels[1].span,
                f"the label of this `{block.label(0)}` is {len(label)} characters long; Coder stores resources by it, "
                f"and takes {names.characters} at most",
            )
