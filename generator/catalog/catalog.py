"""The catalog as a whole: each file is read when it is first asked for, and only then."""

from __future__ import annotations

import os
import re
from functools import cached_property
from glob import iglob
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec.structs import replace

from generator import assets
from generator.catalog.agents import Agent, agent_from_data
from generator.catalog.coder import CoderReleases, releases_from_data
from generator.catalog.interface import ModuleInterface, read_interface
from generator.catalog.language import Language
from generator.catalog.provider_checks import ProviderChecks, checks_from_data
from generator.catalog.provider_schemas import BUILT_IN, AfterApply, ProviderSchema, read_built_in, read_provider
from generator.catalog.secrets import SecretShapes, shapes_from_data
from generator.catalog.sources import AS_WRITTEN, REGISTRY_HOST, ModuleSources
from generator.catalog.versions import Constraint, Release
from generator.errors import ToolError, UsageError
from generator.source.near import did_you_mean
from generator.source.yaml_data import load_data

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from generator.catalog.agent_modules import AgentModule
    from generator.catalog.claims import Claims
    from generator.catalog.costs import Costs
    from generator.catalog.host_access import HostAccess
    from generator.catalog.lifetime import LifetimeSettings
    from generator.catalog.modules import HelperModule
    from generator.catalog.programs import Program
    from generator.catalog.triggers import Triggers

_Read = TypeVar("_Read")

_LAYERED = ("agents", "modules", "interfaces")
_MODULE = re.compile(rb"^module: (\S+)\s*$", re.MULTILINE)  # the line of an agent's file that names its module

# Terraform takes host names in any case, and a path behind `//` as a folder in the package.
_ADDRESS = re.compile(r"(?i:registry\.coder\.com)/([\w-]+)/([\w-]+)/coder(?://(.*))?")
# The forms of go-getter's git addresses, with the tag that the registry's own release workflow makes.
_TAGGED = (
    r"(?:(?:git::)?https://github\.com/|(?:git::)?ssh://git@github\.com/|(?:git::)?git@github\.com:|github\.com/)"
    r"coder/registry(?:\.git)?//registry/([\w-]+)/modules/([\w-]+)/?\?(?:[^#]*&)?ref=release/\1/\2/v([^&/]+)(?:&.*)?"
)


class Catalog:
    """What is known of agents, helper modules, module releases and Coder releases.

    Attributes:
        root: Its folder.
        own: The folder of the user's own catalog, whose agents, modules and interfaces come before those of the same
            name; None where there is none.
        sources: How templates write the sources of modules.
    """

    def __init__(
        self, root: Path | None = None, *, own: Path | None = None, sources: ModuleSources = AS_WRITTEN
    ) -> None:
        """Open a catalog.

        Args:
            root: Its folder; the built-in one where absent.
            own: A folder with any of `agents/`, `modules/` and `interfaces/`, laid over `root`.
            sources: How templates write the sources of modules.

        Raises:
            UsageError: `own` is no folder, or holds none of the three.
        """
        self.root = root or assets.modules_catalog()
        self.own = own
        self.sources = sources
        if own is not None and not any((own / kind).is_dir() for kind in _LAYERED):
            raise UsageError(f"{own}: is no catalog: a folder with {', '.join(f'`{k}/`' for k in _LAYERED)}, or some")
        self._agents: dict[str, Agent] = {}
        self._modules: dict[str, HelperModule] = {}
        self._interfaces: dict[str, ModuleInterface | None] = {}
        self._floors: dict[tuple[str, Release], Release] = {}
        self._providers: dict[str, ProviderSchema | None] = {}

    @cached_property
    def coder(self) -> CoderReleases:
        """The table of Coder releases."""
        return releases_from_data(load_data(self.root / "coder_releases.yaml"))

    @cached_property
    def secret_shapes(self) -> SecretShapes:
        """What secrets look like in text, and which names hold them."""
        return shapes_from_data(load_data(self.root / "secret_shapes.yaml"))

    @cached_property
    def provider_checks(self) -> ProviderChecks:
        """What the coder provider and the Coder server refuse beyond the provider's schema."""
        return checks_from_data(load_data(self.root / "provider_checks" / "coder.yaml"))

    @cached_property
    def language(self) -> Language:
        """Terraform's own blocks and functions."""
        return Language(assets.schemas() / "terraform")

    def provider(self, source: str) -> ProviderSchema | None:
        """The schema of a provider, or None when it is not known.

        Args:
            source: Its source without the host (`coder/coder`), or its type alone (`docker`), whoever it is of.
        """
        if source in {"terraform", BUILT_IN}:
            return self._built_in
        if source not in self._providers:
            folder, histories = assets.schemas() / "providers", self.root / "provider_history"
            self._providers[source] = read_provider(folder, histories, source)
        return self._providers[source]

    @cached_property
    def _built_in(self) -> ProviderSchema:
        return read_built_in(assets.schemas() / "terraform" / "provider.json")

    @cached_property
    def persistent_resources(self) -> Mapping[str, tuple[str, ...]]:
        """Resource types that hold a workspace's data, and the arguments whose change replaces each."""
        rows = load_data(self.root / "persistent_resources.yaml")["resources"]
        return {type_: tuple(row["replaced_by"]) for type_, row in rows.items()}

    @cached_property
    def known_after_apply(self) -> Mapping[str, AfterApply]:
        """What no plan of a new resource knows, by the source of the provider."""
        rows = load_data(self.root / "known_after_apply.yaml")["providers"]
        return {
            source: AfterApply(
                row.get("ids", False), {t: frozenset(names) for t, names in row.get("types", {}).items()}
            )
            for source, row in rows.items()
        }

    @cached_property
    def agent_modules(self) -> Mapping[str, AgentModule]:
        """What agent modules do beyond their interfaces, by address; more than the agents of the catalog."""
        from generator.catalog.agent_modules import agent_modules_from_data

        return agent_modules_from_data(load_data(self.root / "agent_modules.yaml"))

    @cached_property
    def host_access(self) -> HostAccess:
        """What lets a workspace's container act on the machine that runs it."""
        from generator.catalog.host_access import host_access_from_data

        return host_access_from_data(load_data(self.root / "host_access.yaml"))

    @cached_property
    def costs(self) -> Costs:
        """What a workspace costs while nobody works in it."""
        from generator.catalog.costs import costs_from_data

        return costs_from_data(load_data(self.root / "costs.yaml"))

    @cached_property
    def claims(self) -> Claims:
        """What a claim does to a prebuilt workspace."""
        from generator.catalog.claims import claims_from_data

        return claims_from_data(load_data(self.root / "claims.yaml"))

    @cached_property
    def lifetime(self) -> LifetimeSettings:
        """What of the life of workspaces a template's settings limit."""
        from generator.catalog.lifetime import lifetime_from_data

        return lifetime_from_data(load_data(self.root / "lifetime.yaml"))

    @cached_property
    def triggers(self) -> Triggers:
        """How a task is started from a forge."""
        from generator.catalog.triggers import triggers_from_data

        return triggers_from_data(load_data(self.root / "triggers.yaml"))

    @cached_property
    def programs(self) -> Mapping[str, Program]:
        """How an image comes by the programs that agents need, by the program's name."""
        from generator.catalog.programs import programs_from_data

        return programs_from_data(load_data(self.root / "programs.yaml"))

    @cached_property
    def agent_ids(self) -> tuple[str, ...]:
        """The ids of all agents, sorted."""
        return self._names("agents", "*.yaml")

    @cached_property
    def module_ids(self) -> tuple[str, ...]:
        """The ids of all helper modules, sorted."""
        return self._names("modules", "*.yaml")

    @cached_property
    def addresses(self) -> tuple[str, ...]:
        """The addresses (`namespace/name`) of all registry modules whose interface is known, sorted."""
        return self._names("interfaces", "*/*.yaml")

    def agent(self, id_: str) -> Agent:
        """The agent with an id.

        Raises:
            UsageError: There is no such agent; near matches are offered. Or its file is the user's own and wrong.
        """
        if id_ not in self._agents:
            if id_ not in self.agent_ids:
                raise UsageError(f"there is no agent `{id_}` in the catalog.{did_you_mean(id_, self.agent_ids)}")
            self._agents[id_] = self._curated("agent", self.file("agents", id_), agent_from_data)
        return self._agents[id_]

    def module(self, id_: str) -> HelperModule:
        """The helper module with an id.

        Raises:
            UsageError: There is no such module; near matches are offered. Or its file is the user's own and wrong.
        """
        if id_ not in self._modules:
            if id_ not in self.module_ids:
                raise UsageError(f"there is no module `{id_}` in the catalog.{did_you_mean(id_, self.module_ids)}")
            from generator.catalog.modules import module_from_data

            self._modules[id_] = self._curated("module", self.file("modules", id_), module_from_data)
        return self._modules[id_]

    def agent_for(self, address: str) -> Agent | None:
        """The agent whose module has an address (`coder/claude-code`), or None. Parses only the file that names it."""
        id_ = self._agents_by_module.get(address)
        return None if id_ is None else self.agent(id_)

    def module_for(self, address: str) -> HelperModule | None:
        """The helper module of a registry address, or None; it has the same name, so that one file is read."""
        id_ = address.rpartition("/")[2]
        if id_ not in self.module_ids:
            return None
        module = self.module(id_)
        return module if module.module == address else None

    @cached_property
    def _agents_by_module(self) -> Mapping[str, str]:
        """The address of each agent's module to the agent's id."""
        found: dict[str, str] = {}
        for id_ in self.agent_ids:
            named = _MODULE.search(self.file("agents", id_).read_bytes())
            if named is not None:
                found.setdefault(named[1].decode(errors="replace"), id_)
        return found

    def interface(self, address: str) -> ModuleInterface | None:
        """The interface of a registry module by its address (`namespace/name`), or None when it is not known."""
        if address not in self._interfaces:
            path = self.file("interfaces", address)
            self._interfaces[address] = self._interface(path, address) if path.is_file() else None
        return self._interfaces[address]

    def file(self, kind: str, name: str) -> Path:
        """Where something is told, or would be: in the user's own catalog if it is there, else in the one below.

        Args:
            kind: `agents`, `modules` or `interfaces`.
            name: An id, or the address of a registry module.
        """
        own = None if self.own is None else self.own / kind / f"{name}.yaml"
        return own if own is not None and own.is_file() else self.root / kind / f"{name}.yaml"

    def source_for(self, address: str) -> str:
        """What a template writes for the module of the Coder registry at an address, by a mirror where there is one."""
        return self.sources.written(f"{REGISTRY_HOST}/{address}/coder")

    def address_of(self, source: str) -> str | None:
        """The address that a template's source has in the Coder registry, mirrors understood; None for others."""
        return registry_address(self.sources.known(source))

    def _names(self, kind: str, pattern: str) -> tuple[str, ...]:
        roots = [self.root / kind, *([self.own / kind] if self.own is not None else [])]
        found = (iglob(pattern, root_dir=root, include_hidden=True) for root in roots)  # noqa: PTH207 - twice as fast
        return tuple(sorted({name.removesuffix(".yaml").replace(os.sep, "/") for names in found for name in names}))

    def _curated(self, schema: str, path: Path, made: Callable[[Mapping[str, Any]], _Read]) -> _Read:
        if self.own is None or self.own not in path.parents:
            return made(load_data(path))
        from generator.source.files import read_source
        from generator.source.schema import read_valid

        source = read_source(path, path.as_posix())
        tree = read_valid(source, assets.schemas() / f"{schema}.schema.json")
        try:
            return made(tree.value)
        except ValueError as error:  # of a range, which the schema does not read
            raise UsageError(f"{source.path}: {error}") from None

    def _interface(self, path: Path, address: str) -> ModuleInterface:
        try:
            held = read_interface(path, address)
        except ToolError as error:
            if self.own is None or self.own not in path.parents:
                raise
            raise UsageError(error.message, hint="taskplate catalog sync makes such files.") from None
        return replace(held, source=self.sources.written(held.source)) if self.sources.pairs else held

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

    The old form `registry.coder.com/modules/<name>/coder` is the namespace `coder`. None too for a folder in a module.
    """
    address, folder = _address_and_folder(source)
    return None if folder else address


def registry_folder(source: str) -> tuple[str, str] | None:
    """The address and the folder of a source that names a folder in a module of the Coder registry, else None."""
    address, folder = _address_and_folder(source)
    return (address, folder) if address is not None and folder else None


def tagged_release(source: str) -> tuple[str, Release] | None:
    """The address and release of a source that takes a module by its release tag in the registry's git repository.

    None for every other source, also for another tag or branch of that repository.
    """
    match = re.fullmatch(_TAGGED, source.replace("%2F", "/").replace("%2f", "/"))
    if match is None:
        return None
    try:
        return f"{match[1]}/{match[2]}", Release.parse(match[3])
    except ValueError:
        return None


def _address_and_folder(source: str) -> tuple[str | None, str]:
    match = _ADDRESS.fullmatch(source)
    if match is None:
        return None, ""
    namespace, name, folder = match.groups()
    return f"{'coder' if namespace == 'modules' else namespace}/{name}", (folder or "").strip("/")
