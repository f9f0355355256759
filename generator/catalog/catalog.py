"""The catalog as a whole: each file is read when it is first asked for, and only then."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from generator import assets
from generator.catalog.agents import Agent, agent_from_data
from generator.catalog.coder import CoderReleases, releases_from_data
from generator.catalog.interface import ModuleInterface, read_interface
from generator.catalog.language import Language
from generator.catalog.provider_checks import ProviderChecks, checks_from_data
from generator.catalog.provider_schemas import ProviderSchema, read_provider
from generator.catalog.secrets import SecretShapes, shapes_from_data
from generator.catalog.versions import Constraint, Release
from generator.errors import UsageError
from generator.source.near import did_you_mean
from generator.source.yaml_data import load_data

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_ADDRESS = re.compile(r"registry\.coder\.com/([\w-]+)/([\w-]+)/coder")


@dataclass(frozen=True, slots=True)
class HelperModule:
    """A helper module of the catalog, as `schemas/module.schema.json` describes the file."""

    id: str
    display_name: str
    description: str
    module: str
    category: str
    agent_input: str
    folder_input: str | None


class Catalog:
    """What is known of agents, helper modules, module releases and Coder releases."""

    def __init__(self, root: Path | None = None) -> None:
        """Open a catalog.

        Args:
            root: Its folder; the built-in one where absent.
        """
        self._root = root or assets.modules_catalog()
        self._agents: dict[str, Agent] = {}
        self._modules: dict[str, HelperModule] = {}
        self._interfaces: dict[str, ModuleInterface | None] = {}
        self._floors: dict[tuple[str, Release], Release] = {}
        self._providers: dict[str, ProviderSchema | None] = {}

    @cached_property
    def coder(self) -> CoderReleases:
        """The table of Coder releases."""
        return releases_from_data(load_data(self._root / "coder_releases.yaml"))

    @cached_property
    def secret_shapes(self) -> SecretShapes:
        """What secrets look like in text, and which names hold them."""
        return shapes_from_data(load_data(self._root / "secret_shapes.yaml"))

    @cached_property
    def provider_checks(self) -> ProviderChecks:
        """What the coder provider and the Coder server refuse beyond the provider's schema."""
        return checks_from_data(load_data(self._root / "provider_checks" / "coder.yaml"))

    @cached_property
    def language(self) -> Language:
        """Terraform's own blocks and functions."""
        return Language(assets.schemas() / "terraform")

    def provider(self, source: str) -> ProviderSchema | None:
        """The schema of a provider, or None when it is not known.

        Args:
            source: Its source without the host (`coder/coder`), or its type alone (`docker`), whoever it is of.
        """
        if source not in self._providers:
            folder, histories = assets.schemas() / "providers", self._root / "provider_history"
            self._providers[source] = read_provider(folder, histories, source)
        return self._providers[source]

    @cached_property
    def persistent_resources(self) -> Mapping[str, tuple[str, ...]]:
        """Resource types that hold a workspace's data, and the arguments whose change replaces each."""
        rows = load_data(self._root / "persistent_resources.yaml")["resources"]
        return {type_: tuple(row["replaced_by"]) for type_, row in rows.items()}

    @cached_property
    def agent_ids(self) -> tuple[str, ...]:
        """The ids of all agents, sorted."""
        return tuple(sorted(path.stem for path in (self._root / "agents").glob("*.yaml")))

    @cached_property
    def module_ids(self) -> tuple[str, ...]:
        """The ids of all helper modules, sorted."""
        return tuple(sorted(path.stem for path in (self._root / "modules").glob("*.yaml")))

    @cached_property
    def addresses(self) -> tuple[str, ...]:
        """The addresses (`namespace/name`) of all registry modules whose interface is known, sorted."""
        root = self._root / "interfaces"
        return tuple(sorted(path.relative_to(root).with_suffix("").as_posix() for path in root.glob("*/*.yaml")))

    def agent(self, id_: str) -> Agent:
        """The agent with an id.

        Raises:
            UsageError: There is no such agent; near matches are offered.
        """
        if id_ not in self._agents:
            if id_ not in self.agent_ids:
                raise UsageError(f"there is no agent `{id_}` in the catalog.{did_you_mean(id_, self.agent_ids)}")
            self._agents[id_] = agent_from_data(load_data(self._root / "agents" / f"{id_}.yaml"))
        return self._agents[id_]

    def module(self, id_: str) -> HelperModule:
        """The helper module with an id.

        Raises:
            UsageError: There is no such module; near matches are offered.
        """
        if id_ not in self._modules:
            if id_ not in self.module_ids:
                raise UsageError(f"there is no module `{id_}` in the catalog.{did_you_mean(id_, self.module_ids)}")
            data = load_data(self._root / "modules" / f"{id_}.yaml")
            data.pop("$schema", None)
            self._modules[id_] = HelperModule(**{"folder_input": None, **data})
        return self._modules[id_]

    def agent_for(self, address: str) -> Agent | None:
        """The agent whose module has an address (`coder/claude-code`), or None. Reads only files that name it."""
        wanted = f"\nmodule: {address}\n".encode()
        for id_ in self.agent_ids:
            if id_ in self._agents:
                if self._agents[id_].module == address:
                    return self._agents[id_]
            elif wanted in (self._root / "agents" / f"{id_}.yaml").read_bytes():
                return self.agent(id_)
        return None

    def interface(self, address: str) -> ModuleInterface | None:
        """The interface of a registry module by its address (`namespace/name`), or None when it is not known."""
        if address not in self._interfaces:
            path = self._root / "interfaces" / f"{address}.yaml"
            self._interfaces[address] = read_interface(path, address) if path.is_file() else None
        return self._interfaces[address]

    def provider_floor(self, address: str, release: Release) -> Release:
        """The first coder provider release that a module release works with, nested module calls followed.

        What a module declares itself is too low in places (facts: eight modules of the registry), so the nested floors
        count. 0.0.0 when nothing is declared or the module is not known.
        """
        key = (address, release)
        if key not in self._floors:
            self._floors[key] = Release(0)  # a call that comes back here adds nothing
            self._floors[key] = self._floor_of(address, release)
        return self._floors[key]

    def _floor_of(self, address: str, release: Release) -> Release:
        interface = self.interface(address)
        if interface is None or release not in interface.releases:
            return Release(0)
        held = interface.release(release)
        floors = [
            Constraint.parse(provider.constraint, provider=True).floor or Release(0)
            for provider in held.providers
            if provider.source == self.coder.provider_source and provider.constraint
        ]
        for nested in held.modules:
            nested_address = registry_address(nested.source)
            exact = Constraint.parse(nested.version).exact if nested.version else None
            if nested_address is not None and exact is not None:
                floors.append(self.provider_floor(nested_address, exact))
        return max(floors, default=Release(0))


def registry_address(source: str) -> str | None:
    """The address (`namespace/name`) that a module source has in the Coder registry, or None for other sources.

    The old form `registry.coder.com/modules/<name>/coder` is the namespace `coder`.
    """
    match = _ADDRESS.fullmatch(source)
    if match is None:
        return None
    namespace, name = match.groups()
    return f"{'coder' if namespace == 'modules' else namespace}/{name}"
