"""repeated-key: blocks beside each other that must differ in a key, and do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, Note, RuleInfo, Severity
from generator.hcl.scalars import text_of
from generator.hcl.unknown import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.catalog.provider_checks import UniqueKey
    from generator.check.rule import Context
    from generator.diagnostics import Span
    from generator.template.coder_blocks import CoderBlock

INFO = RuleInfo("repeated-key", "provider", "blocks beside each other with one key twice", Severity.ERROR)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each key that an earlier block of the same kind has already."""
    for key in context.catalog.provider_checks.unique:
        where = key.where
        outer, _, kind = where.path.rpartition(".")
        for block in context.coder_blocks.of(where.type, outer):
            if where.applies(block.release, context.target):
                yield from _repeated(key, [member for member in block.nested.get(kind, ()) if member.certain])


def _repeated(key: UniqueKey, members: list[CoderBlock]) -> Iterator[Diagnostic]:
    where = key.where
    first: dict[str, tuple[CoderBlock, Span]] = {}
    kind = where.path.rpartition(".")[2]
    for member in members:
        attribute, value = member.attribute(where.name), member.value(where.name)
        if attribute is None or not isinstance(value, str | int | float):
            continue
        text, span = text_of(value), attribute.expression.span
        earlier, place = first.setdefault(text, (member, span))
        if earlier is not member and not (key.in_set and _may_be_equal(earlier, member)):
            another = "`dynamic` makes another" if place == span else "there is another"
            shown = f"`{text}`" if text.isprintable() and text else "this one"
            yield INFO.at(
                span,
                f"{another} `{kind}` with the `{where.name}` {shown}; give each its own",
                related=() if place == span else (Note("the first one", place),),
            )


def _may_be_equal(one: CoderBlock, other: CoderBlock) -> bool:
    """True unless two blocks surely differ in an argument."""
    for name in {*one.block.body.attributes, *other.block.body.attributes}:
        values = one.value(name), other.value(name)
        if UNKNOWN not in values and text_of(values[0]) != text_of(values[1]):
            return False
    return True
