"""repeated-key: blocks beside each other that must differ in a key, and do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, Note, RuleInfo, Severity
from generator.hcl.scalars import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.catalog.provider_checks import Where
    from generator.check.rule import Context
    from generator.diagnostics import Span
    from generator.template.coder_blocks import CoderBlock

INFO = RuleInfo("repeated-key", "provider", "blocks beside each other with one key twice", Severity.ERROR)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each key that an earlier block of the same kind has already."""
    for where in context.catalog.provider_checks.unique:
        outer, _, kind = where.path.rpartition(".")
        for block in context.coder_blocks.of(where.type, outer):
            if where.applies(block.release, context.target):
                yield from _repeated(where, [member for member in block.nested.get(kind, ()) if member.certain])


def _repeated(where: Where, members: list[CoderBlock]) -> Iterator[Diagnostic]:
    first: dict[str, Span] = {}
    kind = where.path.rpartition(".")[2]
    for member in members:
        attribute, value = member.attribute(where.name), member.value(where.name)
        if attribute is None or not isinstance(value, str | int | float):
            continue
        text, span = text_of(value), attribute.expression.span
        if text in first:
            another = "`dynamic` makes another" if first[text] == span else "there is another"
            shown = f"`{text}`" if text.isprintable() and text else "this one"
            yield INFO.at(
                span,
                f"{another} `{kind}` with the `{where.name}` {shown}; give each its own",
                related=() if first[text] == span else (Note("the first one", first[text]),),
            )
        first.setdefault(text, span)
