"""wrong-labels: a block with too few or too many names, or with one that cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, RuleInfo, Severity
from generator.hcl.literals import IDENTIFIER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.catalog.language import Language
    from generator.check.rule import Context
    from generator.hcl.tree import Block
    from generator.template.schema_bodies import SchemaBody

INFO = RuleInfo(
    "wrong-labels", "language", "a block with too few or too many names, or one that it cannot have", Severity.ERROR
)

_ANY_NAME = frozenset({"provider"})  # its label is a name of another kind, which Terraform only puts in lower case
_OF_A_MAP = "map"


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each block whose labels are not those that Terraform wants, at any depth."""
    language = context.catalog.language
    for document in context.template.documents:
        for block in document.body.blocks:
            known = language.blocks.get(block.type)
            if known is not None:
                yield from _counted(block, known.labels) or _named(block, language)
    for body in context.schema_bodies:
        for nested in body.body.blocks:
            wanted = _wanted(body, nested, language)
            if wanted is not None:
                yield from _counted(nested, wanted)


def _wanted(body: SchemaBody, block: Block, language: Language) -> int | None:
    """How many labels a block in another one has; None where that is not known."""
    if block.type == "dynamic" and not body.partial:
        return 1
    told = language.nested_labels.get(body.top.type, {}) if not body.path else {}
    if block.type in told:
        return told[block.type]
    schema = body.schema.block(block.type)
    if schema is None or not body.exact:
        return None
    return 1 if schema.nesting == _OF_A_MAP else 0


def _counted(block: Block, wanted: int) -> list[Diagnostic]:
    have = len(block.labels)
    if have == wanted:
        return []
    if have > wanted:
        return [INFO.at(block.labels[wanted].span, f"`{block.type}` takes {_names(wanted)}; take this one out")]
    return [INFO.at(block.header, f"`{block.type}` takes {_names(wanted)}, and has {have or 'none'}")]


def _names(count: int) -> str:
    return ("no name", "one name")[count] if count < 2 else f"{count} names"


def _named(block: Block, language: Language) -> Iterator[Diagnostic]:
    for label in () if block.type in _ANY_NAME else block.labels:
        if label.value.isascii() and IDENTIFIER.fullmatch(label.value) is None:
            yield INFO.at(
                label.span,
                f"`{label.value}` is no name: letters, digits, `_` and `-`, and no digit or `-` at its start",
            )
        elif block.type == "variable" and label.value in language.reserved_variables:
            yield INFO.at(label.span, f"no variable may be named `{label.value}`: a module call reads that itself")
