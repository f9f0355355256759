"""The stub providers of a trial, laid out as a filesystem mirror that Terraform installs from.

Of the coder provider there is a stub for every release that is known, its schema cut down to what that release has, so
that a constraint resolves as it would in reality. Every other provider is there at the release whose schema we hold.
"""

from __future__ import annotations

import importlib.util
import json
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from generator import assets
from generator.catalog.provider_schemas import REGISTRY
from generator.catalog.versions import Release
from generator.errors import UsageError
from generator.source.files import SourceFile
from generator.source.yaml_data import load_data
from generator.template.load import locked_releases

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from generator.catalog.catalog import Catalog
    from generator.catalog.provider_schemas import TypeHistory
    from generator.terraform.engine import Engine
    from generator.terraform.stub_provider import StubProvider

_LIBRARIES = ("grpc", "msgpack", "tf", "cryptography")
_SECTIONS: Mapping[Literal["resource", "data"], str] = {"resource": "resource_schemas", "data": "data_source_schemas"}
_OPENTOFU_REGISTRY = "registry.opentofu.org/"  # where `tofu` looks for a source that names no host


class ProviderMirror(Struct, frozen=True):
    """A filesystem mirror. It can be pickled.

    Attributes:
        folder: Where it is.
        releases: Source without the host (`coder/coder`) to the releases that are there, ascending.
        host: The host under which they are there, with a slash behind it.
    """

    folder: Path
    releases: Mapping[str, tuple[Release, ...]]
    host: str = REGISTRY


def require_libraries() -> None:
    """See that what stub providers are made of is installed.

    Raises:
        UsageError: A library is missing; the hint says how to get it.
    """
    missing = [name for name in _LIBRARIES if importlib.util.find_spec(name) is None]
    if missing:
        raise UsageError(
            f"Terraform cannot be tried offline: {', '.join(f'`{name}`' for name in missing)} cannot be imported",
            hint='Run: pip install "taskplate[terraform]"',
        )


def make_mirror(folder: Path, catalog: Catalog, engine: Engine) -> ProviderMirror:
    """Lays stubs of all providers whose schemas are at hand into a folder, which may not exist yet.

    Args:
        folder: Where.
        catalog: Which releases of the coder provider there are, and what each has.
        engine: Whose registry the providers are to be found under.
    """
    from generator.terraform import stub_provider

    host = _OPENTOFU_REGISTRY if engine.name == "tofu" else REGISTRY
    releases: dict[str, tuple[Release, ...]] = {}
    for file in sorted((assets.schemas() / "providers").glob("*.json")):
        stub = stub_provider.read(file)
        source = stub.source.removeprefix(REGISTRY)
        stub = replace(stub, source=host + source)
        if source == catalog.coder.provider_source:
            releases[source] = _install_coder(folder, stub, catalog)
        else:
            stub_provider.install(folder, stub)
            releases[source] = (Release.parse(stub.version),)
    return ProviderMirror(folder, releases, host)


def install_substitute(folder: Path, mirror: ProviderMirror, source: str, release: Release) -> None:
    """Lays the stub of a provider into another mirror, under a release that is not the one of its schema."""
    from generator.terraform import stub_provider

    stub = stub_provider.read(assets.schemas() / "providers" / f"{source.rpartition('/')[2]}.json")
    stub_provider.install(folder, replace(stub, source=mirror.host + source, version=str(release)))


def chosen_stubs(mirrors: Sequence[Path], host: str, lock: Path) -> list[StubProvider]:
    """The stubs that a lock file names, of those in some mirrors that lie under a host."""
    from generator.terraform import stub_provider

    found = []
    for source, release in locked_releases(SourceFile(lock.name, lock.read_bytes())).items():
        address = host + source.removeprefix(host)
        for mirror in mirrors:
            file = mirror / address / str(release) / stub_provider.target() / stub_provider.SCHEMA_FILE
            if file.is_file():
                found.append(replace(stub_provider.read(file), source=address, version=str(release)))
    return found


def schema_at(
    schema: Mapping[str, Any], history: Mapping[tuple[str, str], TypeHistory], release: Release
) -> dict[str, Any]:
    """The schema of a provider as one of its releases has it, without deprecations, which the history does not tell.

    Args:
        schema: The newest one, in the shape of `terraform providers schema -json`.
        history: Kind and type to the releases that have it.
        release: The release.
    """
    cut = dict(schema)
    for kind, section in _SECTIONS.items():
        cut[section] = {}
        for name, type_ in schema.get(section, {}).items():
            held = history.get((kind, name))
            if held is None:
                cut[section][name] = type_
            elif held.releases is None or release in held.releases:
                cut[section][name] = {**type_, "block": _block_at(type_["block"], held, release, "")}
    return cut


def _block_at(block: Mapping[str, Any], history: TypeHistory, release: Release, path: str) -> dict[str, Any]:
    """A block as a release has it, where `path` is its dotted name with a dot behind it."""
    cut: dict[str, Any] = {"attributes": {}, "block_types": {}}
    for name, attribute in block.get("attributes", {}).items():
        if _has(history, path + name, release):
            kept = {key: value for key, value in attribute.items() if key != "deprecated"}
            required = path + name in history.required and release in history.required[path + name]
            cut["attributes"][name] = {**kept, "required": True, "optional": False} if required else kept
    for name, nested in block.get("block_types", {}).items():
        if _has(history, path + name, release):
            required = path + name in history.required and release in history.required[path + name]
            inner = {**nested, "block": _block_at(nested["block"], history, release, f"{path}{name}.")}
            cut["block_types"][name] = {**inner, "min_items": 1} if required else inner
    return cut


def _has(history: TypeHistory, path: str, release: Release) -> bool:
    return path not in history.members or release in history.members[path]


def _install_coder(folder: Path, stub: StubProvider, catalog: Catalog) -> tuple[Release, ...]:
    from generator.terraform import stub_provider

    known = catalog.provider(catalog.coder.provider_source)
    history = {} if known is None else known.history
    reads = _reads(catalog)
    schemas = folder / "schemas"  # beside the hosts, where Terraform does not look
    schemas.mkdir(parents=True)
    for release in catalog.coder.provider_releases:
        file = schemas / f"coder-{release}.json"
        document = {
            "derived_from": "terraform providers schema -json",
            "provider_version": str(release),
            "provider_schemas": {stub.source: schema_at(stub.schema, history, release)},
            "reads": reads,
        }
        file.write_text(json.dumps(document), encoding="utf-8")
        stub_provider.install(folder, replace(stub, file=file, version=str(release)))
    return catalog.coder.provider_releases


def _reads(catalog: Catalog) -> dict[str, Any]:
    """What the data sources of the coder provider read at import, in the shape of `stub_provider.Reads`."""
    stand_ins = load_data(assets.modules_catalog() / "stand_ins.yaml")
    values: dict[str, dict[str, dict[str, Any]]] = {}
    for position, transition in enumerate(("start", "stop")):
        values[transition] = {type_: dict(attributes) for type_, attributes in stand_ins["data"].items()}
        for type_, facts in catalog.coder.import_job.items():
            for name, fact in facts.items():
                worth = fact[position] if isinstance(fact, list) else fact
                values[transition].setdefault(type_, {})[name] = worth
    return {"values": values, "echoes": stand_ins["echoes"]}
