"""Every block of a template with the schema that it must fit, however deep, dynamic blocks opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from generator.template.scopes import makes_some

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.catalog.language import Language
    from generator.catalog.provider_schemas import BlockSchema, TypeHistory
    from generator.hcl.tree import Block, Body
    from generator.template.model import Template
    from generator.template.providers import Providers, ProviderUse

_PROVIDED = frozenset({"resource", "data", "provider"})
_OF_A_TYPE = frozenset({"resource", "data", "ephemeral"})
_ESCAPING = "_"  # in it stand the provider's arguments of which Terraform has one of the same name


class SchemaBody(Struct, frozen=True):
    """A block and what it must fit.

    Attributes:
        block: The block; `content` for one that a dynamic block makes.
        schema: What it may hold.
        path: The names from the block at the top to this one, dotted; empty for the one at the top.
        top: The block at the top of the file.
        provider: The provider whose schema it is; None for Terraform's own.
        open: True when any argument is taken.
        partial: True when only what Terraform itself reads there is known: any argument and any block is taken.
        certain: False inside what a dynamic block makes unless it surely makes some: values there may never be looked
            at.
    """

    block: Block
    schema: BlockSchema
    path: str
    top: Block
    provider: ProviderUse | None
    open: bool = False
    partial: bool = False
    certain: bool = True

    @property
    def body(self) -> Body:
        """What the block holds."""
        return self.block.body

    @property
    def name(self) -> str:
        """What to call it: the type of a resource, the word of another block, the dotted names below."""
        top = self.top.label(0) if self.top.type in _OF_A_TYPE else self.top.type
        return f"{top}.{self.path}" if self.path else top

    @property
    def exact(self) -> bool:
        """True when the schema is no reconstruction."""
        return self.provider is None or self.provider.schema.complete

    def member(self, name: str) -> str:
        """The dotted path of something in it."""
        return f"{self.path}.{name}" if self.path else name

    @property
    def history(self) -> TypeHistory | None:
        """The releases of its type and what is in it; None where they are not known."""
        if self.provider is None or self.top.type == "provider":
            return None
        return self.provider.schema.history.get((self.top.type, self.top.label(0)))

    def dated(self, name: str) -> bool:
        """True for a member whose releases are known, whether or not the schema has it."""
        history = self.history
        return history is not None and self.member(name) in history.members

    @property
    def required_then(self) -> Iterator[str]:
        """The names in it that the release which Terraform takes requires, and the schema's release does not."""
        if self.provider is None or self.provider.current:
            return
        history = self.history
        for path, releases in () if history is None else history.required.items():
            holder, _, name = path.rpartition(".")
            if holder == self.path and self.provider.release in releases:
                yield name

    def children(self) -> Iterator[tuple[str, Block, Block | None]]:
        """The blocks directly in it: the name, the block, and the dynamic block of which it is the `content`."""
        for block in self.body.blocks:
            if block.type == "dynamic":
                for content in block.body.blocks_of("content"):
                    yield block.label(0), content, block
            else:
                yield block.type, block, None


def schema_bodies(template: Template, language: Language, providers: Providers) -> Iterator[SchemaBody]:
    """Every block whose schema is known, outer ones first, in the order of the text."""
    for document in template.documents:
        for block in document.body.blocks:
            # a check holds data sources of its own
            for each in (block, *(block.body.blocks_of("data") if block.type == "check" else ())):
                top = _top(each, language, providers)
                if top is not None:
                    yield from _with_nested(template, top, language)


def _top(block: Block, language: Language, providers: Providers) -> SchemaBody | None:
    known = language.blocks.get(block.type)
    if known is None:
        return None
    if known.block is not None:
        return SchemaBody(block, known.block, "", block, None, known.open)
    meta = language.meta(block.type)
    if meta is None:
        return None
    escaped = _ESCAPING in block.body.attributes or any(block.body.blocks_of(_ESCAPING))
    use = providers.of(block) if block.type in _PROVIDED and not escaped else None
    schema = None if use is None else use.schema.written(block.type, block.label(0), known.meta or {})
    if schema is None:
        return SchemaBody(block, meta, "", block, None, open=True, partial=True)
    return SchemaBody(block, schema, "", block, use)


def _with_nested(template: Template, body: SchemaBody, language: Language) -> Iterator[SchemaBody]:
    yield body
    provisioned = any(body.body.blocks_of("provisioner"))
    for name, block, dynamic in body.children():
        if name == "connection" and not body.path and not provisioned:
            continue  # nothing looks at a connection that nothing uses
        if name == "provisioner" and not body.path and body.top.type == "resource":
            schema = language.provisioners.get(block.label(0))
            nested_provider, nested_open = None, False
        else:
            nested = body.schema.block(name)
            schema = None if nested is None else nested.block
            nested_provider, nested_open = body.provider, nested is not None and nested.open
        if schema is not None:
            certain = body.certain and (dynamic is None or makes_some(template, dynamic))
            nested_body = SchemaBody(
                block,
                schema,
                body.member(name),
                body.top,
                nested_provider,
                open=nested_open,
                partial=nested_open,
                certain=certain,
            )
            yield from _with_nested(template, nested_body, language)
