"""Folders that the writer wrote, and what is in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.errors import UsageError
from generator.render.lock import LOCK_FILE, Lock, digest, read_lock
from generator.render.writer import write_folder

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def lock_of(files: Mapping[str, bytes]) -> Lock:
    told = dict.fromkeys(("taskplate", "spec", "variant", "spec_digest", "coder", "mechanism", "blueprint"), "x")
    return Lock(**told, modules={}, files={name: digest(data) for name, data in files.items()})


def made(**files: str) -> dict[str, bytes]:
    """A set of files (`main` is main.tf) with its lock."""
    contents = {f"{name}.tf": text.encode() for name, text in files.items()}
    return {**contents, LOCK_FILE: lock_of(contents).text()}


def content(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def whole(folder: Path) -> bool:
    """Whether a folder is what its own lock says, no file more or less."""
    lock = read_lock(folder)
    found = {name: digest(data) for name, data in content(folder).items() if name != LOCK_FILE}
    return lock is not None and found == dict(lock.files)


OLD, NEW = made(main="old", gone="old"), made(main="new", fresh="new")


def refused(folder: Path, files: Mapping[str, bytes], *, force: bool = False) -> str:
    """What the writer says, having changed nothing."""
    before, beside = content(folder) if folder.is_dir() else None, sorted(folder.parent.iterdir())
    with pytest.raises(UsageError) as caught:
        write_folder(folder, files, force=force)
    assert (content(folder) if folder.is_dir() else None, sorted(folder.parent.iterdir())) == (before, beside)
    return caught.value.message
