"""Catalog upkeep: interfaces read anew from a registry's checkout, and what people wrote held against them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from generator import assets
from generator.catalog.catalog import Catalog
from generator.errors import UsageError
from generator.source.problems import InvalidInputError
from generator.upkeep.claims import ProvedClaims, curated_file, prove
from generator.upkeep.curated import keys_that_end, malformed_ranges
from generator.upkeep.differences import ModuleChange, change_of
from generator.upkeep.extraction import read_release
from generator.upkeep.interface_text import interface_text, without_header
from generator.upkeep.repository import Repository

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from generator.catalog.interface import ModuleInterface, ModuleRelease
    from generator.catalog.versions import Release
    from generator.upkeep.repository import MainBranch, ReleaseTag

__all__ = ["CatalogSync", "LookAt", "check_catalog", "sync_catalog"]

_INTERFACES = "interfaces"
_HOME_ORIGIN = "github.com/coder/registry"  # of which the built-in catalog tells, from whatever mirror it is read
_SCHEMA = "../../../schemas/module-interface.schema.json"
_IN_A_WHEEL = "_data"


class LookAt(Struct, frozen=True):
    """A curated file whose module has releases that nobody has looked at.

    Attributes:
        file: What reports call it.
        address: The module.
        release: The newest of its new releases.
        ended: Keys of the file that say something of the release before, and nothing of this one.
    """

    file: str
    address: str
    release: Release
    ended: tuple[str, ...]


class CatalogSync(Struct, frozen=True):
    """What a sync found.

    Attributes:
        tags: How many release tags were read.
        changes: What changes, by address.
        untagged: Modules of the catalog that is written to of which the checkout has no tag; their files stay.
        unread: Releases that could not be read, as the tag and the reason; they are left out.
        look_at: Curated files to look at.
        claims: What of the curated files holds, once the changes are written; None where they were not.
        files: File to its new text.
    """

    tags: int
    changes: tuple[ModuleChange, ...]
    untagged: tuple[str, ...]
    unread: tuple[str, ...]
    look_at: tuple[LookAt, ...]
    claims: ProvedClaims | None
    files: Mapping[Path, str]


def sync_catalog(checkout: Path, *, own: Path | None = None, write: bool = True) -> CatalogSync:
    """Read every release of a registry into the interfaces of a catalog.

    A file whose content stays keeps its date too, so that a sync of what is known changes nothing.

    Args:
        checkout: A git checkout or bare mirror of the registry, or of a fork, with its tags.
        own: The folder of a catalog of one's own, made where it is missing; it gets what the built-in catalog tells
            otherwise. The built-in catalog itself where absent.
        write: False leaves the disk as it is.

    Raises:
        UsageError: The checkout cannot be read or has no release tags, or the catalog cannot be written.
    """
    if own is None and assets.modules_catalog().parent.name == _IN_A_WHEEL:
        raise UsageError(
            "the built-in catalog of an installed taskplate is not written to",
            hint="Give a folder of your own: taskplate catalog sync CHECKOUT --catalog DIR",
        )
    repository = Repository(checkout)
    listed = repository.tags()
    if not listed.tags:
        raise UsageError(
            f"{checkout}: has no release tags (release/<namespace>/<module>/v<version>)",
            hint="Fetch them first: git fetch --tags",
        )
    before = Catalog(own=own if own is not None and (own / _INTERFACES).is_dir() else None)
    releases, unread = _read(repository, listed.tags)
    main = repository.main_branch()
    origin = _HOME_ORIGIN if own is None else repository.origin
    changes: list[ModuleChange] = []
    files: dict[Path, str] = {}
    for address, held in releases.items():
        path = (own or assets.modules_catalog()) / _INTERFACES / f"{address}.yaml"
        text = _text(address, held, main, origin, schema=_SCHEMA if own is None else None)
        if not _is_told(before.file(_INTERFACES, address), text):
            files[path] = text
            changes.append(change_of(address, _known(before, address), held, on_main=address in main.addresses))
    if write:
        _write(files)
    after = Catalog(own=own if own is not None and own.is_dir() else None) if write and files else before
    return CatalogSync(
        tags=len(listed.tags),
        changes=tuple(changes),
        untagged=_untagged(before, releases, own),
        unread=(*(f"{name}: its version is none" for name in listed.odd), *unread),
        look_at=tuple(_look_at(after, changes)),
        claims=prove(after) if write else None,
        files=files,
    )


def check_catalog(catalog: Catalog | None = None) -> ProvedClaims:
    """Hold every claim of the curated files of a catalog, the built-in one where absent, against the interfaces.

    Raises:
        UsageError: A file cannot be read.
    """
    return prove(catalog or Catalog())


def _read(repository: Repository, tags: tuple[ReleaseTag, ...]) -> tuple[dict[str, list[ModuleRelease]], list[str]]:
    """The releases of every module, ascending, and what could not be read."""
    found: dict[str, list[ModuleRelease]] = {}
    unread: list[str] = []
    for tag, files in repository.terraform_files(tags):
        held = files if isinstance(files, str) else read_release(tag.release, tag.released, files)
        if isinstance(held, str):
            unread.append(f"{tag.name}: {held}")
        else:
            found.setdefault(tag.address, []).append(held)
    return found, unread


def _untagged(catalog: Catalog, releases: Collection[str], own: Path | None) -> tuple[str, ...]:
    """The modules of the catalog that is written to of which a checkout has no tag."""
    held = (address for address in catalog.addresses if address not in releases)
    return tuple(address for address in held if own is None or (own / _INTERFACES / f"{address}.yaml").is_file())


def _text(address: str, held: list[ModuleRelease], main: MainBranch, origin: str, *, schema: str | None) -> str:
    on_main = address in main.addresses
    return interface_text(address, held, on_main=on_main, origin=origin, date=main.date, schema=schema)


def _is_told(path: Path, text: str) -> bool:
    """True when a file says what a text says, whenever and of whichever registry it was read."""
    try:
        return _content(path.read_text(encoding="utf-8")) == _content(text)
    except (OSError, UnicodeDecodeError):
        return False


def _content(text: str) -> str:
    return "".join(line for line in without_header(text).splitlines(keepends=True) if not line.startswith("$schema:"))


def _known(catalog: Catalog, address: str) -> ModuleInterface | None:
    try:
        return catalog.interface(address)
    except UsageError:  # a file of the user's own that is broken is made anew
        return None


def _write(files: Mapping[Path, str]) -> None:
    from generator.render.swap import replace_file

    for path, text in files.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(f"{path.parent}: cannot be made: {error.strerror or error}") from None
        replace_file(path, text.encode())


def _look_at(catalog: Catalog, changes: list[ModuleChange]) -> Iterator[LookAt]:
    """The curated files of modules that have new releases."""
    new = {change.address: change for change in changes if change.added and not change.is_new}
    for kind, ids in (("agents", catalog.agent_ids), ("modules", catalog.module_ids)):
        for id_ in ids:
            try:
                curated = curated_file(catalog, kind, id_)
            except InvalidInputError:  # the check of claims says what is wrong with it
                continue
            change = new.get(curated.data["module"]) if ("module",) in curated.tree.values else None
            interface = None if change is None else catalog.interface(change.address)
            if change is None or interface is None or any(malformed_ranges(curated)):
                continue
            newest = change.added[-1]
            known = [release for release in interface.releases if release not in change.added and release < newest]
            ended = keys_that_end(curated, known[-1], newest) if known else []
            yield LookAt(curated.tree.source.path, change.address, newest, tuple(ended))
