"""The configurations of providers that a module has: its own `provider` blocks, and those that its callers give."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from generator.hcl.expressions import Access, GetAttribute, Literal, ObjectCons, Traversal, TupleCons
from generator.template.providers import Providers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.catalog.catalog import Catalog
    from generator.diagnostics import Span
    from generator.hcl.expressions import Expression
    from generator.hcl.tree import Block
    from generator.template.model import Template

_WORDS = r"[^\W\d][\w-]*(?:\.[^\W\d][\w-]*)?"


class Configurations:
    """What configurations there are in one module, by the provider they are of and their alias.

    Terraform goes by the provider: two names for one provider share their aliases.
    """

    def __init__(self, template: Template, catalog: Catalog, callers: Sequence[Block]) -> None:
        """Of a module, with the blocks that call it."""
        self._template = template
        self._providers = Providers(template, catalog)
        self._callers = callers

    def source(self, name: str) -> str | None:
        """Where the provider with a name comes from; None where that cannot be told."""
        return self._providers.source(name)

    def has(self, name: str, alias: str) -> bool:
        """False when no block makes a configuration, the module does not ask for it, and no caller gives it."""
        return self.has_block(name, alias) or self._is_among(self._given, name, alias)

    def has_block(self, name: str, alias: str) -> bool:
        """False when no `provider` block surely makes a configuration."""
        return self._is_among([(name, alias) for name, alias, _ in self._blocks], name, alias)

    def is_configured(self, name: str, alias: str | None) -> bool:
        """True when a `provider` block with that very name and alias has settings."""
        return any((name, alias) == (its, other) and settings for its, other, settings in self._blocks)

    @cached_property
    def asked(self) -> tuple[tuple[Span, str, str], ...]:
        """The configurations that the module asks its caller for, with their places."""
        found = []
        for _, attribute in self._template.required_providers():
            entry = attribute.expression
            item = entry.get("configuration_aliases") if isinstance(entry, ObjectCons) else None
            for written in item.value.items if item is not None and isinstance(item.value, TupleCons) else ():
                named = reference(written)
                if named is not None and named[1] is not None:
                    found.append((written.span, named[0], named[1]))
        return tuple(found)

    @cached_property
    def _blocks(self) -> tuple[tuple[str, object, bool], ...]:
        """The name, alias and whether there are settings of each block; `UNKNOWN` for an alias that cannot be told."""
        return tuple(
            (
                block.label(0),
                self._template.value(block.body.expression("alias")),
                bool(block.body.blocks) or any(name != "alias" for name in block.body.attributes),
            )
            for block in self._template.blocks("provider")
        )

    @cached_property
    def _given(self) -> tuple[tuple[str, object], ...]:
        asked = ((name, alias) for _, name, alias in self.asked)
        return (*asked, *(each for block in self._callers for each in _passed(block)))

    def _is_among(self, known: Sequence[tuple[str, object]], name: str, alias: str) -> bool:
        source = self.source(name)
        for its_name, its_alias in known:
            if its_alias is None or (isinstance(its_alias, str) and its_alias != alias):
                continue
            its_source = self.source(its_name)
            if source is None or its_source is None or source == its_source:
                return True
        return False


def reference(written: Expression) -> tuple[str, str | None] | None:
    """The name of a provider and the alias that an expression refers to; None where it is no such reference."""
    match written:
        case Traversal(root=name, steps=()):
            return name, None
        case Traversal(root=name, steps=(GetAttribute(name=alias),)):
            return name, alias
        case Literal(value=None):  # a provider may be called null
            return "null", None
        case Access(base=Literal(value=None), steps=(GetAttribute(name=alias),)):
            return "null", alias
        case Literal(value=str(text)) if re.fullmatch(_WORDS, text):  # the old form, and that of the JSON syntax
            name, _, alias = text.partition(".")
            return name, alias or None
        case _:
            return None


def _passed(block: Block) -> Iterator[tuple[str, object]]:
    written = block.body.expression("providers")
    for item in written.items if isinstance(written, ObjectCons) else ():
        named = reference(item.key)
        if named is not None:
            yield named
