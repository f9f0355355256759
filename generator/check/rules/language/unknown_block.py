"""unknown-block: a block where none of its name may stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, Edit, Fix, RuleInfo, Severity, Span
from generator.source.near import near_match, sole_match

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from generator.check.rule import Context
    from generator.hcl.tree import Block
    from generator.template.schema_bodies import SchemaBody

INFO = RuleInfo(
    "unknown-block", "language", "a block that does not belong where it stands", Severity.ERROR, fixable=True
)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each block that Terraform or the schema of the block around it does not know."""
    words = context.catalog.language.blocks
    for document in context.template.documents:
        for block in document.body.blocks:
            if block.type not in words:
                yield _unknown(block, block.type, "Terraform", words.keys())
    for body in context.schema_bodies:
        for block in () if body.partial else body.body.blocks:
            yield from _inside(body, block)


def _inside(body: SchemaBody, block: Block) -> Iterator[Diagnostic]:
    dynamic = block.type == "dynamic"
    name = block.label(0) if dynamic else block.type
    if body.schema.block(name) is not None:
        return
    if not body.path and name == "provisioner" and body.top.type == "resource":
        return
    attribute = body.schema.attribute(name)
    if attribute is not None:
        if not attribute.takes_blocks or (attribute.type == "dynamic" and body.exact):
            yield INFO.at(block.header, f"`{name}` in `{body.name}` is an argument: write `{name} = ...`")
        return
    if _reconstructed(body, name) or body.dated(name):
        return
    yield _unknown(block, name, f"`{body.name}`", body.schema.block_names)


def _reconstructed(body: SchemaBody, name: str) -> bool:
    """True for the one block that reconstructed schemas may lack."""
    return name == "timeouts" and not body.exact


def _unknown(block: Block, name: str, holder: str, known: Collection[str]) -> Diagnostic:
    near, match = near_match(name, known), sole_match(name, known)
    hint = "" if near is None else f"; did you mean `{near}`?"
    fix = None
    if match is not None and block.type == name:
        word = Span(block.header.path, block.header.start, block.header.start + len(name.encode()))
        fix = Fix(f"Rename `{name}` to `{match}`", (Edit(word, match),), safe=True)
    return INFO.at(block.header, f"{holder} has no block `{name}`{hint}", fix=fix)
