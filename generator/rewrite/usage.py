"""Who refers to what in a template, and what nothing refers to any more once something is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.hcl.expressions import traversals
from generator.template.addresses import named

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from generator.hcl.expressions import Expression
    from generator.hcl.tree import Block
    from generator.template.model import Template

_ROOTS = frozenset({"var", "local", "module"})
_PREFIXES = {"variable": "var.", "module": "module.", "data": "data.", "output": "output.", "provider": "provider."}


def address_of_block(block: Block) -> str:
    """What a block at the top of a file is called: `var.x`, `module.x`, `data.t.x`, `t.x`; of others, their type."""
    labels = ".".join(block.label_texts)
    if block.type == "resource":
        return labels
    return f"{_PREFIXES.get(block.type, f'{block.type}.')}{labels}"


def users(template: Template) -> dict[str, set[str]]:
    """Every address that is referred to, with the addresses of what refers to it; itself is not among them."""
    found: dict[str, set[str]] = {}
    for user, needed in _references(template):
        if user != needed:
            found.setdefault(needed, set()).add(user)
    return found


def orphans(before: Template, now: Template, gone: Collection[str], removable: tuple[str, ...]) -> tuple[str, ...]:
    """What was used, and is not any more once something is gone, in the order in which it is met.

    Args:
        before: The template as it was.
        now: The template in which some uses are gone already.
        gone: The addresses of what goes besides.
        removable: The beginnings of addresses that may go with it.
    """
    used = users(now)
    wanted = [address for address in users(before) if address.startswith(removable) and address not in gone]
    going = set(gone)
    found: list[str] = []
    while more := [address for address in wanted if address not in going and used.get(address, set()) <= going]:
        found += more
        going.update(more)
    return tuple(found)


def _references(template: Template) -> Iterator[tuple[str, str]]:
    for document in template.documents:
        for block in document.body.blocks:
            if block.type == "locals":
                for name, attribute in block.body.attributes.items():
                    yield from ((f"local.{name}", each) for each in _needed(attribute.expression))
                continue
            user = address_of_block(block)
            for attribute in block.body.all_attributes():
                yield from ((user, each) for each in _needed(attribute.expression))


def _needed(expression: Expression) -> Iterator[str]:
    for traversal in traversals(expression):
        address = named(traversal, _ROOTS)
        if address is not None:
            yield address


def needs_beyond_order(block: Block, address: str) -> bool:
    """True when a block refers to an address for more than to wait for it (`depends_on`)."""
    attributes = (attribute for attribute in block.body.all_attributes() if attribute.name != "depends_on")
    return any(address in _needed(attribute.expression) for attribute in attributes)


def blocks_by_address(template: Template) -> Mapping[str, Block]:
    """The blocks at the top of the files by what they are called."""
    return {address_of_block(block): block for document in template.documents for block in document.body.blocks}
