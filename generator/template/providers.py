"""Which provider serves a block, and what of its schema may be held against the template."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from generator.catalog.provider_schemas import BUILT_IN, REGISTRY
from generator.catalog.versions import Constraint
from generator.hcl.expressions import Literal, ObjectCons, Traversal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.catalog.catalog import Catalog
    from generator.catalog.provider_schemas import ProviderSchema, TypeHistory
    from generator.catalog.versions import Release, ReleaseRange
    from generator.hcl.tree import Block
    from generator.template.model import Template

_DEFAULT = "hashicorp/"


class ProviderUse(Struct, frozen=True):
    """A provider that a template uses, whose schema is known and fits what the template asks for.

    Attributes:
        local_name: What the template calls it.
        constraint: The template's own constraint; None where it has none.
        admitted: The known releases that the template may get, ascending: those the constraint admits, or the one that
            its lock file holds. The schema's own release alone for a provider whose releases are not known.
    """

    local_name: str
    schema: ProviderSchema
    constraint: Constraint | None
    admitted: tuple[Release, ...]

    @property
    def release(self) -> Release:
        """The release that Terraform takes today: the newest admitted."""
        return self.admitted[-1]

    @property
    def current(self) -> bool:
        """True when the schema is that of the release that Terraform takes."""
        return self.release == self.schema.version

    def history(self, kind: str, type_: str) -> TypeHistory | None:
        """The releases of a type and its members; None when they are not known."""
        return self.schema.history.get((kind, type_))

    def lacks(self, kind: str, type_: str, path: str = "") -> ReleaseRange | None:
        """The releases that have a type or a member of it when the one that Terraform takes is not among them.

        None where it has it, and where nothing is known of its releases.
        """
        history = self.history(kind, type_)
        releases = None if history is None else history.releases_of(path)
        return None if releases is None or self.release in releases else releases


class Providers:
    """The providers of a template by the names it gives them."""

    def __init__(self, template: Template, catalog: Catalog) -> None:
        """Of a template; schemas come from the catalog when they are asked for."""
        self._template = template
        self._catalog = catalog
        self._uses: dict[str, ProviderUse | None] = {}

    def of(self, block: Block) -> ProviderUse | None:
        """The provider of a `resource`, `data` or `provider` block; None where nothing may be held against it."""
        return self.named(local_name(block))

    def named(self, name: str) -> ProviderUse | None:
        """The provider that the template gives a name, likewise."""
        if name not in self._uses:
            self._uses[name] = self._use(name)
        return self._uses[name]

    def declares(self, name: str) -> bool:
        """True when `required_providers` has an entry for a provider, by what the template calls it."""
        return name in self._required

    def source(self, name: str) -> str | None:
        """Where the provider that the template gives a name comes from: `namespace/name`, or with another host.

        None where that cannot be told.
        """
        source = self._required[name][0] if name in self._required else None
        if source is None:
            return f"{_DEFAULT}{name}" if name != "terraform" else BUILT_IN
        if not isinstance(source, str):
            return None
        source = source.lower().removeprefix(REGISTRY)
        return source if "/" in source else f"{_DEFAULT}{source}"

    @cached_property
    def _required(self) -> Mapping[str, tuple[object, object]]:
        """Local name to source and version, as folded values; None for one that is not written."""
        found: dict[str, tuple[object, object]] = {}
        for name, attribute in self._template.required_providers():
            entry = attribute.expression
            if isinstance(entry, ObjectCons):
                found[name] = (self._folded(entry, "source"), self._folded(entry, "version"))
            else:  # the old form is the version alone
                found[name] = (None, self._template.value(entry))
        return found

    def _folded(self, entry: ObjectCons, name: str) -> object:
        item = entry.get(name)
        return None if item is None else self._template.value(item.value)

    def _use(self, local_name: str) -> ProviderUse | None:
        source, version = self._required.get(local_name, (None, None))
        if local_name not in self._required:
            # Terraform would look for hashicorp/<name>; where there is none, the template is not meant for it.
            schema = self._catalog.provider(local_name)
        elif source is None:
            schema = self._catalog.provider(f"hashicorp/{local_name}")
        else:
            schema = self._catalog.provider(source.lower().removeprefix(REGISTRY)) if isinstance(source, str) else None
        if schema is None:
            return None
        constraint = None
        if version is not None:
            try:
                constraint = Constraint.parse(version, provider=True) if isinstance(version, str) else None
            except ValueError:
                constraint = None
            if constraint is None:
                return None
        admitted = self._admitted(schema, constraint)
        return ProviderUse(local_name, schema, constraint, admitted) if admitted else None

    def _admitted(self, schema: ProviderSchema, constraint: Constraint | None) -> tuple[Release, ...]:
        coder = self._catalog.coder
        known = coder.provider_releases if schema.source == coder.provider_source else (schema.version,)
        locked = self._template.locked_providers.get(schema.source)
        if locked is not None:
            return (locked,) if locked in known else ()
        return tuple(release for release in known if constraint is None or constraint.allows(release))


def local_name(block: Block) -> str:
    """What the template calls the provider of a `resource`, `data`, `ephemeral` or `provider` block."""
    if block.type == "provider":
        return block.label(0)
    chosen = block.body.expression("provider")
    if isinstance(chosen, Traversal):
        return chosen.root
    if isinstance(chosen, Literal):  # the old form, a quoted name
        return str(chosen.value).partition(".")[0]
    return block.label(0).partition("_")[0]
