"""Which templates are meant by paths: specs, what was generated from them, folders with either below them."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from generator.errors import NothingToCheckError, UsageError
from generator.render.lock import LOCK_FILE, Lock, read_lock
from generator.spec.model import SPEC_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.app.generation import Generated
    from generator.catalog.catalog import Catalog

_YAML = frozenset({".yaml", ".yml"})
_BLUEPRINT = re.compile(rb"^blueprint\s*:", re.MULTILINE)


class Request(Struct, frozen=True):
    """A spec, and one of the folders that were generated from it.

    Attributes:
        spec: The spec.
        folder: The folder; None for whatever the spec describes, where it is by default.
        variant: Which of the spec's targets the folder is; empty where the spec lists none.
        coder: The target that the folder was made for, where its spec leaves it open.
    """

    spec: Path
    folder: Path | None = None
    variant: str = ""
    coder: str | None = None


def requests_for(paths: Sequence[Path], *, touched: bool) -> list[Request]:
    """What has to be current where some paths are.

    A spec stands for all that it describes; a file beside a spec, for that spec; a generated folder, or a file in one,
    for that folder; any other folder for what is below it.

    Args:
        paths: Files and folders.
        touched: Paths that stand for nothing are passed over, as are files that are gone and folders whose spec is.

    Raises:
        UsageError: A path is not there, or cannot be read; the spec of a folder is gone; a lock file is none.
        NothingToCheckError: There is nothing below a folder.
    """
    found: list[Request] = []
    for path in paths:
        here = list(_below(path)) if path.is_dir() and not _is_generated(path) else [_request(path, touched=touched)]
        if not here and not touched:
            raise NothingToCheckError(f"no specs and no generated folders in {path} or below")
        found += [request for request in here if request is not None]
    return list(dict.fromkeys(sorted(found, key=lambda request: request.folder is not None)))


def generate_requested(request: Request, catalog: Catalog, *, coder: str | None = None) -> list[Generated]:
    """What a request means, made and not written; `coder` is the target over all that is said elsewhere."""
    from generator.app.generation import generate, generate_all

    if request.folder is None:
        return generate_all(request.spec, coder=coder, write=False, catalog=catalog)
    target = coder or request.coder
    variant = request.variant
    return [generate(request.spec, request.folder, coder=target, write=False, variant=variant, catalog=catalog)]


def locked_target(spec: Path, lock: Lock) -> str | None:
    """The target that a folder was made for, where its spec leaves it open."""
    from generator.spec.load import load_specs

    held = load_specs(spec, spec.as_posix()).get(lock.variant)
    return lock.coder if held is not None and held.coder is None else None


def locked_spec(folder: Path, lock: Lock) -> Path:
    """The spec of a folder, by a short path where that leads to the same."""
    spec = folder / lock.spec
    short = Path(os.path.normpath(spec))
    return short if os.path.realpath(short) == os.path.realpath(spec) else spec


def _below(folder: Path) -> Iterator[Request | None]:
    from generator.app.folders import subfolders

    if _is_generated(folder):
        yield _locked(folder)
        return
    if (folder / SPEC_FILE).is_file():
        yield Request(folder / SPEC_FILE)
    for each in subfolders(folder):
        yield from _below(each)


def _request(path: Path, *, touched: bool) -> Request | None:
    """What a file, or a generated folder, stands for; None for nothing that is asked for."""
    folder = path if path.is_dir() else next(filter(_is_generated, path.parents), None)
    if folder is not None and (path.suffix not in _YAML or _made_with(folder, path)):
        return _locked(folder, needed=not touched)
    if touched and not path.is_file():
        return None
    if not touched or _is_spec(path):
        return Request(path)
    beside = path.parent / SPEC_FILE
    return Request(beside) if beside.is_file() else None


def _is_spec(path: Path) -> bool:
    """True for a file with the name of specs, and for other YAML that says what every spec has to say."""
    if path.name == SPEC_FILE:
        return True
    try:
        return path.suffix in _YAML and _BLUEPRINT.search(path.read_bytes()) is not None
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror or error}") from None


def _is_generated(folder: Path) -> bool:
    return (folder / LOCK_FILE).is_file()


def _made_with(folder: Path, path: Path) -> bool:
    """True for a file in a generated folder that taskplate wrote, the lock file too, and for the folder's own spec."""
    name = path.relative_to(folder).as_posix()
    return name == LOCK_FILE or name in {*_lock(folder).files, _lock(folder).spec}


def _lock(folder: Path) -> Lock:
    lock = read_lock(folder)
    if lock is None:
        hint = "Put back what taskplate wrote, or generate the folder anew."
        raise UsageError(f"{folder / LOCK_FILE}: is no lock file of this release of taskplate", hint=hint)
    return lock


def _locked(folder: Path, *, needed: bool = True) -> Request | None:
    lock = _lock(folder)
    spec = locked_spec(folder, lock)
    if not spec.is_file():
        if not needed:
            return None
        raise UsageError(f"{folder}: is made from {spec}, which is not there", hint="Put the spec back.")
    return Request(spec, folder, lock.variant, locked_target(spec, lock))
