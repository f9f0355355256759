"""Which properties of a Terraform file in JSON are blocks: what Terraform's own tables and provider schemas say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.catalog.catalog import Catalog

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.catalog.provider_schemas import BlockSchema

_LOCALS = "locals"
_PROVIDED = frozenset({"resource", "data", "provider"})


class FileShape:
    """The top of a file.

    A type belongs to the provider that the first word of its name names, as where a template says nothing else. In a
    type that is not known every object is an argument.
    """

    def __init__(self, catalog: Catalog | None = None) -> None:
        """With the schemas of a catalog; the built-in one where absent."""
        self._catalog = catalog or Catalog()
        self._language = self._catalog.language

    def labels(self, name: str) -> int | None:
        """How many labels a block of that name has; None where there is no such block."""
        known = self._language.blocks.get(name)
        return None if known is None else known.labels

    def is_argument(self, name: str) -> bool:  # noqa: ARG002 - there is none
        """False: at the top there are only blocks."""
        return False

    def inside(self, name: str, labels: tuple[str, ...]) -> BlockShape:
        """The shape of such a block."""
        nested = self._language.nested_labels.get(name, {})
        return BlockShape(self._schema(name, labels), nested, only_arguments=name == _LOCALS)

    def _schema(self, name: str, labels: tuple[str, ...]) -> BlockSchema | None:
        known = self._language.blocks[name]
        if name not in _PROVIDED or known.meta is None:
            return known.block or self._language.meta(name)
        provider = self._catalog.provider(labels[0].partition("_")[0])
        written = None if provider is None else provider.written(name, labels[0], known.meta)
        return written or self._language.meta(name)


class BlockShape:
    """A block: the blocks of its schema, those with labels that no schema tells, and dynamic ones."""

    def __init__(self, schema: BlockSchema | None, nested: Mapping[str, int], *, only_arguments: bool = False) -> None:
        """From its schema, None where it is not known, and the labels of what else it may hold."""
        self._schema = schema
        self._nested = nested
        self._only_arguments = only_arguments

    def labels(self, name: str) -> int | None:
        """How many labels a block of that name has; None where the property is an argument."""
        if name in self._nested:
            return self._nested[name]
        if name == "dynamic":
            return 1
        return 0 if self._schema is not None and self._schema.block(name) is not None else None

    def is_argument(self, name: str) -> bool:
        """True where nothing but arguments is taken, or the schema has an argument that is not written as blocks."""
        known = None if self._schema is None else self._schema.attribute(name)
        return self._only_arguments or (known is not None and not known.takes_blocks)

    def inside(self, name: str, labels: tuple[str, ...]) -> BlockShape | DynamicShape:
        """The shape of such a block."""
        if name == "dynamic":
            return DynamicShape(self._block(labels[0]))
        return self._block(name)

    def _block(self, name: str) -> BlockShape:
        nested = None if self._schema is None else self._schema.block(name)
        return BlockShape(None if nested is None else nested.block, {})


class DynamicShape:
    """A `dynamic` block, whose `content` has the shape of what it makes."""

    def __init__(self, content: BlockShape) -> None:
        """Making blocks of a shape."""
        self._content = content

    def labels(self, name: str) -> int | None:
        """None for all but `content`."""
        return 0 if name == "content" else None

    def is_argument(self, name: str) -> bool:
        """True for all but `content`."""
        return self.labels(name) is None

    def inside(self, name: str, labels: tuple[str, ...]) -> BlockShape:  # noqa: ARG002 - there is only one
        """The shape of the content."""
        return self._content
