"""refused-dynamic: a `dynamic` block that Terraform cannot expand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, Note, RuleInfo, Severity
from generator.hcl.conversion import described
from generator.hcl.unknown import UNKNOWN
from generator.source.near import near_match
from generator.template.static_types import BOOL, NUMBER, STRING, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.hcl.tree import Block
    from generator.template.schema_bodies import SchemaBody

INFO = RuleInfo("refused-dynamic", "language", "a `dynamic` block that Terraform cannot expand", Severity.ERROR)

# hashicorp/hcl ext/dynblock: what is expanded, and what a dynamic block holds.
_EXPANDED = frozenset({"resource", "data", "provider", "ephemeral"})
_ARGUMENTS = ("for_each", "iterator", "labels")
_CONTENT = "content"
_NOT_MADE = frozenset({"lifecycle", "provisioner", "connection"})  # Terraform reads these itself, before it expands
_SCALARS = frozenset({STRING, NUMBER, BOOL})


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at what is wrong with the dynamic block itself; what it makes is for other rules."""
    for body in context.schema_bodies:
        if body.top.type not in _EXPANDED or not body.certain or body.path.split(".")[0] in _NOT_MADE:
            continue
        for block in body.body.blocks_of("dynamic"):
            yield from _held(block)
            if not body.path and block.label(0) in _NOT_MADE:
                yield INFO.at(block.header, f"no dynamic block can make a `{block.label(0)}`; write it out")
            else:
                yield from _made(context, body, block)


def _held(block: Block) -> Iterator[Diagnostic]:
    if "for_each" not in block.body.attributes:
        yield INFO.at(block.header, "a dynamic block needs `for_each`: what to go through")
    contents = list(block.body.blocks_of(_CONTENT))
    if not contents:
        yield INFO.at(block.header, "a dynamic block needs a `content` block: what each block that it makes holds")
    for second in contents[1:]:
        yield INFO.at(
            second.header,
            "a dynamic block takes one `content` block at most",
            related=(Note("the first one", contents[0].header),),
        )
    for name, attribute in block.body.attributes.items():
        if name not in _ARGUMENTS:
            near = near_match(name, _ARGUMENTS)
            hint = "; what the made blocks hold stands in `content`" if near is None else f"; did you mean `{near}`?"
            yield INFO.at(attribute.name_span, f"a dynamic block has no argument `{name}`{hint}")
    for other in block.body.blocks:
        if other.type != _CONTENT:
            yield INFO.at(other.header, f"a dynamic block holds `content` alone; put `{other.type}` into it")


def _made(context: Context, body: SchemaBody, block: Block) -> Iterator[Diagnostic]:
    given = block.body.expression("for_each")
    if given is None:
        return
    value = context.template.known_parts(given)
    if value is UNKNOWN:
        kind = context.static_types.kind(given)
        if kind in _SCALARS:
            yield INFO.at(given.span, f"`for_each` goes through a list, set or map, and this is {shown(kind)}")
        return
    if not isinstance(value, list | dict):
        what = "null" if value is None else described(value)
        yield INFO.at(given.span, f"`for_each` goes through a list, set or map, and this is {what}")
        return
    nested = body.schema.block(block.label(0))
    if nested is None or nested.most is None or not value:
        return
    if len(value) + len(list(body.body.blocks_of(block.label(0)))) > nested.most:
        yield INFO.at(given.span, f"`{body.name}` takes {nested.most} `{block.label(0)}` at most, and this makes more")
