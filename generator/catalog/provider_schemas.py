"""What providers take and give: the schemas in `schemas/providers/`, one read when a template first uses it.

The files have the shape of `terraform providers schema -json`. A type `dynamic` there stands for one that is not known.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.json import decode

from generator.catalog.versions import Release, ReleaseRange
from generator.errors import ToolError
from generator.source.yaml_data import load_data

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

REGISTRY = "registry.terraform.io/"
"""The registry whose providers the schemas are of; Terraform takes it where a source names no host."""

BUILT_IN = "terraform.io/builtin/terraform"
"""The source of the provider that is in Terraform itself."""

_KINDS = {"resource": "resource_schemas", "data": "data_source_schemas"}
_COMPLETE = "terraform providers schema -json"


class AttributeSchema(Struct, frozen=True):
    """An attribute of a block.

    Attributes:
        type: As JSON: a name (`string`, `dynamic`) or a list (`["list", "string"]`, `["object", {...}]`).
        required: It must be given.
        settable: It may be given; what is not settable can only be read.
        write_only: Nothing of it is kept.
    """

    type: Any
    required: bool
    settable: bool
    write_only: bool

    @property
    def takes_blocks(self) -> bool:
        """True when Terraform may also read it from blocks of its name: a list or set of objects, or not known."""
        return self.type == "dynamic" or (
            isinstance(self.type, list) and self.type[0] in {"list", "set"} and self.type[1][0] == "object"
        )


class NestedSchema(Struct, frozen=True):
    """A kind of block inside a block.

    Attributes:
        nesting: `list`, `set`, `map`, `single` or `group`: what an expression sees of it.
        least: How many there must be.
        most: How many there may be; None when there is no bound.
        open: True when it takes any argument and any block.
    """

    block: BlockSchema
    nesting: str
    least: int
    most: int | None
    open: bool


class BlockSchema:
    """What a block holds. Its parts are worked out when they are asked for, since most never are."""

    def __init__(self, data: Mapping[str, Any], meta: Mapping[str, Any] | None = None) -> None:
        """From a `block` of the file.

        Args:
            data: The block.
            meta: What Terraform itself reads there besides, as a block too; it goes first.
        """
        self._attributes: Mapping[str, Any] = data.get("attributes", {})
        self._blocks: Mapping[str, Any] = data.get("block_types", {})
        if meta is not None:
            self._attributes = {**self._attributes, **meta.get("attributes", {})}
            self._blocks = {**self._blocks, **meta.get("block_types", {})}
        self._read: dict[str, AttributeSchema] = {}
        self._nested: dict[str, NestedSchema] = {}

    @property
    def attribute_names(self) -> Collection[str]:
        """The names of its attributes, those that can only be read among them."""
        return self._attributes.keys()

    @property
    def block_names(self) -> Collection[str]:
        """The names of the blocks it may hold."""
        return self._blocks.keys()

    @cached_property
    def required(self) -> tuple[str, ...]:
        """The names of the attributes that must be given."""
        return tuple(name for name, data in self._attributes.items() if data.get("required"))

    @cached_property
    def demanded(self) -> tuple[str, ...]:
        """The names of the blocks of which there must be some."""
        return tuple(name for name, data in self._blocks.items() if data.get("min_items"))

    def attribute(self, name: str) -> AttributeSchema | None:
        """The attribute of a name, or None."""
        if name not in self._read:
            data = self._attributes.get(name)
            if data is None:
                return None
            required = bool(data.get("required"))
            settable, write_only = required or bool(data.get("optional")), bool(data.get("write_only"))
            self._read[name] = AttributeSchema(data.get("type", "dynamic"), required, settable, write_only)
        return self._read[name]

    def block(self, name: str) -> NestedSchema | None:
        """The kind of block of a name, or None."""
        if name not in self._nested:
            data = self._blocks.get(name)
            if data is None:
                return None
            most = 1 if data["nesting_mode"] in {"single", "group"} else data.get("max_items")
            self._nested[name] = NestedSchema(
                BlockSchema(data["block"]),
                data["nesting_mode"],
                data.get("min_items", 0),
                most,
                data.get("open", False),
            )
        return self._nested[name]


class TypeHistory(Struct, frozen=True):
    """Which releases of a provider have a type and what is in it.

    Attributes:
        releases: Those that have the type; None where all do that were looked at.
        members: Dotted name to the releases that have it; what is not listed is in all that have what holds it.
        required: Dotted name to the only releases that require it.
        declares_id: True where the provider itself declares `id`; elsewhere it can be read and not be set.
    """

    releases: ReleaseRange | None
    members: Mapping[str, ReleaseRange]
    required: Mapping[str, ReleaseRange]
    declares_id: bool

    def releases_of(self, path: str) -> ReleaseRange | None:
        """The releases that have the type (an empty path) or a member; None where all do.

        Where a member has no range of its own, that of what holds it counts.
        """
        while path:
            if path in self.members:
                return self.members[path]
            path = path.rpartition(".")[0]
        return self.releases


class AfterApply(Struct, frozen=True):
    """What no plan of a provider's new resources knows.

    Attributes:
        ids: True when the `id` of every type is so, unless it is set.
        types: By resource type, what else is so.
    """

    ids: bool
    types: Mapping[str, frozenset[str]]

    def has(self, type_: str, name: str) -> bool:
        """True for an attribute that nothing is known of until the resource is made."""
        return (self.ids and name == "id") or name in self.types.get(type_, ())


class ProviderSchema:
    """One provider, at one release.

    Attributes:
        source: Its source address without the host (`coder/coder`).
        version: The release whose schema it is.
        complete: True when every type of that release is in it, with exact types; other files hold chosen types.
    """

    def __init__(self, source: str, document: Mapping[str, Any], history: Path) -> None:
        """From the content of a schema file.

        Args:
            source: The source address without the host of the registry.
            document: The content.
            history: The file with the provider's history; it may not exist.
        """
        self.source = source
        self.version = Release.parse(document["provider_version"])
        self.complete = document.get("derived_from") == _COMPLETE
        self._data: Mapping[str, Any]
        (self._data,) = document["provider_schemas"].values()
        self._history_file = history
        self._blocks: dict[tuple[str, str], BlockSchema] = {}

    def types(self, kind: str) -> Collection[str]:
        """The names of its types; `kind` is `resource` or `data`."""
        names: Collection[str] = self._data.get(_KINDS[kind], {}).keys()
        return names

    @property
    def functions(self) -> Collection[str]:
        """The names of its functions."""
        names: Collection[str] = self._data.get("functions", {}).keys()
        return names

    def type(self, kind: str, name: str) -> BlockSchema | None:
        """What a type holds; None when it is not in the schema. `kind` is `resource` or `data`."""
        key = (kind, name)
        if key not in self._blocks:
            data = self._data.get(_KINDS[kind], {}).get(name)
            if data is None:
                return None
            self._blocks[key] = BlockSchema(data["block"])
        return self._blocks[key]

    def written(self, kind: str, name: str, meta: Mapping[str, Any]) -> BlockSchema | None:
        """What may be written in a block; None when its type is not in the schema.

        Args:
            kind: `resource`, `data` or `provider`.
            name: The type; of no account for `provider`.
            meta: What Terraform itself reads there besides, as a block.
        """
        data = self._data.get("provider") if kind == "provider" else self._data.get(_KINDS[kind], {}).get(name)
        return None if data is None else BlockSchema(data["block"], meta)

    @cached_property
    def history(self) -> Mapping[tuple[str, str], TypeHistory]:
        """Kind and type to its releases; empty for a provider whose history is not known."""
        if not self._history_file.is_file():
            return {}
        data = load_data(self._history_file)
        return {(kind, name): _history(each) for kind in _KINDS for name, each in data[kind].items()}


def read_provider(folder: Path, histories: Path, source: str) -> ProviderSchema | None:
    """The schema of a provider by its source without the host, or None when it is not known.

    Args:
        folder: Where the schemas are, each named after its provider.
        histories: Where the histories are, likewise.
        source: `namespace/name`, or the name alone for the provider of that name, whoever it is of.

    Raises:
        ToolError: The file cannot be read.
    """
    name = source.rpartition("/")[2]
    path = folder / f"{name}.json"
    if not name.isidentifier() or not path.is_file():
        return None
    document = _document(path)
    (address,) = document["provider_schemas"]
    if address not in {REGISTRY + source, address if source == name else ""}:
        return None
    return ProviderSchema(address.removeprefix(REGISTRY), document, histories / f"{name}.yaml")


def read_built_in(path: Path) -> ProviderSchema:
    """The schema of the provider that is in Terraform itself.

    Raises:
        ToolError: The file cannot be read.
    """
    return ProviderSchema(BUILT_IN, _document(path), path.with_suffix(".yaml"))


def _document(path: Path) -> Mapping[str, Any]:
    try:
        document: Mapping[str, Any] = decode(path.read_bytes())
    except (OSError, ValueError) as error:
        raise ToolError(f"taskplate's own data file `{path}` cannot be read: {error}") from error
    return document


def type_text(type_: Any) -> str:
    """A type of a schema as Terraform writes it: `list(string)`; `any` for one that is not known."""
    if isinstance(type_, str):
        return "any" if type_ == "dynamic" else type_
    if type_[0] == "object":
        optional = set(type_[2]) if len(type_) > 2 else set()
        members = (
            f"{name} = optional({type_text(each)})" if name in optional else f"{name} = {type_text(each)}"
            for name, each in type_[1].items()
        )
        return f"object({{{', '.join(members)}}})"
    if type_[0] == "tuple":
        return f"tuple([{', '.join(map(type_text, type_[1]))}])"
    return f"{type_[0]}({type_text(type_[1])})"


def _history(data: Mapping[str, Any]) -> TypeHistory:
    return TypeHistory(
        ReleaseRange.parse(data["releases"]) if "releases" in data else None,
        {name: ReleaseRange.parse(text) for name, text in data.get("members", {}).items()},
        {name: ReleaseRange.parse(text) for name, text in data.get("required", {}).items()},
        data.get("declares_id", False),
    )
