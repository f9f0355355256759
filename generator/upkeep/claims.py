"""Proves what people wrote into a catalog: each claim about a module is held against the interfaces of its releases."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from generator import assets
from generator.diagnostics import RuleInfo, Severity, in_order
from generator.source.files import read_source
from generator.source.near import did_you_mean
from generator.source.problems import InvalidInputError
from generator.source.schema import check_schema, load_schema
from generator.source.yaml_tree import read_yaml
from generator.upkeep.agent_claims import agent_claims
from generator.upkeep.curated import REFUSED_VALUE, UNKNOWN_MODULE, Curated, malformed_ranges, ranged, ranged_claims
from generator.upkeep.module_claims import module_claims
from generator.upkeep.retirement_claims import retirement_claims

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.catalog.catalog import Catalog
    from generator.catalog.interface import ModuleInterface
    from generator.diagnostics import Diagnostic
    from generator.source.files import SourceFile

_KINDS = {"agents": agent_claims, "modules": module_claims}
_SCHEMAS = {"agents": "agent", "modules": "module", "interfaces": "module-interface", "": "agent-modules"}
WRONG_ID = RuleInfo("wrong-id", "catalog", "an id that is not the name of its file", Severity.ERROR)
AGENT_MODULES = "agent_modules"
"""The file about agent modules beyond their interfaces; there is one, in the built-in catalog."""


class ProvedClaims(Struct, frozen=True):
    """What came of a check.

    Attributes:
        diagnostics: What does not hold, in total order.
        sources: Every curated file by the path that spans name.
        claims: How many claims about ranges of releases were held against interfaces.
    """

    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, SourceFile]
    claims: int


def prove(catalog: Catalog) -> ProvedClaims:
    """Hold every curated file of a catalog against its interfaces.

    Args:
        catalog: The catalog; of files that its own folder replaces, the replacing ones count.

    Raises:
        UsageError: A file cannot be read.
    """
    found: list[Diagnostic] = []
    sources: dict[str, SourceFile] = {}
    claims = 0
    for kind, path in _files(catalog):
        source = read_source(path, file_name(path))
        sources[source.path] = source
        try:
            curated = Curated(read_yaml(source), catalog)
        except InvalidInputError as error:
            found += error.diagnostics
            continue
        misfits = check_schema(curated.tree, load_schema(assets.schemas() / f"{_SCHEMAS[kind]}.schema.json"))
        found += misfits or list(malformed_ranges(curated)) or list(_misfits(curated, kind, path.stem))
        claims += sum(1 for _ in ranged(curated.data)) if kind != "interfaces" else 0
    return ProvedClaims(tuple(in_order(found)), sources, claims)


def _files(catalog: Catalog) -> Iterator[tuple[str, Path]]:
    yield from (("agents", catalog.file("agents", id_)) for id_ in catalog.agent_ids)
    yield from (("modules", catalog.file("modules", id_)) for id_ in catalog.module_ids)
    yield "", catalog.root / f"{AGENT_MODULES}.yaml"
    if catalog.own is not None:
        yield from (("interfaces", path) for path in sorted((catalog.own / "interfaces").glob("*/*.yaml")))


def curated_file(catalog: Catalog, kind: str, id_: str) -> Curated:
    """A curated file of a kind (`agents` or `modules`).

    Raises:
        InvalidInputError: It is no YAML.
        UsageError: It cannot be read.
    """
    path = catalog.file(kind, id_)
    return Curated(read_yaml(read_source(path, file_name(path))), catalog)


def file_name(path: Path) -> str:
    """What reports call a file: its path from the current folder where it lies below that."""
    place, here = path.resolve(), Path.cwd()
    return (place.relative_to(here) if place.is_relative_to(here) else path).as_posix()


def _misfits(curated: Curated, kind: str, name: str) -> Iterator[Diagnostic]:
    if kind not in _KINDS:
        yield from _agent_modules(curated) if not kind else ()
        return
    if curated.data["id"] != name:
        yield curated.at(
            WRONG_ID, ("id",), f"the file is called `{name}`, and what it describes `{curated.data['id']}`"
        )
    address = curated.data["module"]
    interface = curated.catalog.interface(address)
    if interface is None:
        yield _unknown(curated, ("module",), address)
        return
    for path in ranged(curated.data):
        yield from ranged_claims(curated, interface, path)
    yield from retirement_claims(curated, interface)
    yield from _KINDS[kind](curated, interface)


def _agent_modules(curated: Curated) -> Iterator[Diagnostic]:
    for address, row in curated.data["modules"].items():
        interface = curated.catalog.interface(address)
        if interface is None:
            yield _unknown(curated, ("modules", address), address)
            continue
        for path in ranged(row, ("modules", address)):
            yield from ranged_claims(curated, interface, path)
        for place in curated.entries(("modules", address, "fences")):
            module = curated.value(place).get("module")
            if module is not None and curated.catalog.interface(module) is None:
                yield _unknown(curated, (*place, "module"), module)
        for place in curated.entries(("modules", address, "unasked")):
            yield from _by_default(curated, interface, place)


def _by_default(curated: Curated, interface: ModuleInterface, place: tuple[str | int, ...]) -> Iterator[Diagnostic]:
    """A value that a release has by itself says nothing of the template that writes it."""
    said = curated.value(place)
    if "value" in said and "member" not in said:
        name, value = said["input"], said["value"]
        what = f"`{value}` as its own default of `{name}`"
        yield from curated.lacking(
            REFUSED_VALUE, (*place, "value"), curated.meant(interface, (*place, "in")), what,
            lambda each: name not in each.inputs or each.inputs[name].required or each.inputs[name].default != value,
        )  # fmt: skip


def _unknown(curated: Curated, path: tuple[str | int, ...], address: str) -> Diagnostic:
    known = curated.catalog.addresses
    message = f"the interface of `{address}` is not known.{did_you_mean(address, known)}"
    return curated.at(UNKNOWN_MODULE, path, message)
