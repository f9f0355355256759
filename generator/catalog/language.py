"""What Terraform itself reads: its blocks and functions, from `schemas/terraform/`."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.json import decode

from generator.catalog.provider_schemas import BlockSchema
from generator.errors import ToolError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class Function(Struct, frozen=True):
    """How many arguments a function takes; `most` is None when there is no bound.

    `returns` is the kind of what it returns (`string`, `number`, `bool`, `list`, `map`); None where that depends on the
    arguments. `parameters` are the kinds of what it takes, `any` for what may be of several, with `?` where null is
    taken, and `more` that of what may follow them; none where they are not known.
    """

    least: int
    most: int | None
    returns: str | None = None
    parameters: tuple[str, ...] = ()
    more: str | None = None

    def takes(self, count: int) -> bool:
        """True when so many arguments are right."""
        return self.least <= count and (self.most is None or count <= self.most)

    def parameter(self, index: int) -> str | None:
        """The kind of an argument by its place; None where it is not known."""
        return self.parameters[index] if index < len(self.parameters) else self.more

    def __str__(self) -> str:
        if self.most is None:
            return f"at least {self.least}"
        return str(self.least) if self.least == self.most else f"{self.least} to {self.most}"


class TopBlock(Struct, frozen=True):
    """A kind of block at the top of a file.

    Attributes:
        labels: How many names follow the word.
        open: True when it takes any argument.
        block: What it holds; None where its schema comes from elsewhere or is not known.
        meta: What it holds besides what a provider says, as a block of a schema file.
    """

    labels: int
    open: bool
    block: BlockSchema | None
    meta: Mapping[str, Any] | None


class Language:
    """Terraform's own blocks and functions; each file is read when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        """Open the tables in a folder."""
        self._folder = folder

    @cached_property
    def blocks(self) -> Mapping[str, TopBlock]:
        """The blocks at the top of a file by the word they begin with."""
        return {
            name: TopBlock(
                data["labels"],
                data.get("open", False),
                BlockSchema(data["block"]) if "block" in data else None,
                data.get("meta"),
            )
            for name, data in self._tables["blocks"].items()
        }

    @cached_property
    def provisioners(self) -> Mapping[str, BlockSchema]:
        """What each built-in provisioner holds, by its name."""
        return {name: BlockSchema(data) for name, data in self._tables["provisioners"].items()}

    def meta(self, name: str) -> BlockSchema | None:
        """What Terraform itself reads in a block at the top of a file besides what a provider says."""
        return self._metas.get(name)

    @cached_property
    def _metas(self) -> Mapping[str, BlockSchema]:
        return {name: BlockSchema(block.meta) for name, block in self.blocks.items() if block.meta is not None}

    @cached_property
    def nested_labels(self) -> Mapping[str, Mapping[str, int]]:
        """How many names follow the word of a block inside a block at the top, for those that no schema tells."""
        labels: Mapping[str, Mapping[str, int]] = self._tables["nested_labels"]
        return labels

    @cached_property
    def reserved_variables(self) -> frozenset[str]:
        """The names that no variable may have, since a module call reads them itself."""
        return frozenset(self._tables["reserved_variables"])

    @cached_property
    def backends(self) -> frozenset[str]:
        """The types of `backend` that some Terraform release has."""
        return frozenset(self._tables["backends"])

    @cached_property
    def languages(self) -> frozenset[str]:
        """The editions of the language."""
        return frozenset(self._tables["languages"])

    @cached_property
    def removed_provisioners(self) -> frozenset[str]:
        """The provisioners that Terraform had once."""
        return frozenset(self._tables["removed_provisioners"])

    @cached_property
    def keywords(self) -> Mapping[str, list[str]]:
        """Which words each argument of a provisioner that takes one takes."""
        keywords: Mapping[str, list[str]] = self._tables["keywords"]
        return keywords

    @cached_property
    def type_keywords(self) -> frozenset[str]:
        """The types of variables that are one word."""
        return frozenset(self._tables["type_keywords"])

    @cached_property
    def functions(self) -> Mapping[str, Function]:
        """The functions that some Terraform release has, by name."""
        return {name: Function(*row) for name, row in self._read("functions.json")["functions"].items()}

    @cached_property
    def _tables(self) -> Mapping[str, Any]:
        return self._read("language.json")

    def _read(self, name: str) -> Mapping[str, Any]:
        path = self._folder / name
        try:
            content: Mapping[str, Any] = decode(path.read_bytes())
        except (OSError, ValueError) as error:
            raise ToolError(f"taskplate's own data file `{path}` cannot be read: {error}") from error
        return content
