"""Files in memory to a folder on disk: the old folder or the new one, never half of one.

The new folder is built beside the target, synced, and swapped in by a rename. What the user has there besides our files
stays; a file that we did not write, or that was edited since, is not replaced unless forced.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from msgspec import Struct

from generator.errors import UsageError
from generator.render.lock import LOCK_FILE, digest, read_lock
from generator.render.swap import replace_file, swap_folders, usual_mask

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from collections.abc import Set as AbstractSet

    from generator.render.lock import Lock


class Difference(Struct, frozen=True):
    """How one file on disk differs from what would be written; a side is None where the file is absent."""

    name: str
    old: bytes | None
    new: bytes | None


def differences(folder: Path, files: Mapping[str, bytes], lock: Lock | None) -> list[Difference]:
    """What writing would change in a folder, by name: files that are new, that differ, that are no longer made.

    Args:
        folder: The target; it may not exist.
        files: What would be written, the lock file among it.
        lock: What was written there last; None when nothing was.

    Raises:
        UsageError: A file in the folder cannot be read.
    """
    stale = [name for name in (lock.files if lock is not None else ()) if name not in files]
    found = []
    for name in sorted([*files, *stale]):
        old = content(folder / name)
        new = files.get(name)
        if old != new:
            found.append(Difference(name, old, new))
    return found


def as_checked_out(folder: Path, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files with CRLF where the file in the folder has that, as git checks them out for Windows.

    Raises:
        UsageError: A file in the folder cannot be read.
    """
    return {name: with_ends_of(content(folder / name), data) for name, data in files.items()}


def with_ends_of(old: bytes | None, data: bytes) -> bytes:
    """A text with CRLF at the end of each line where all lines of the old one end so; else as it is."""
    if old is None or b"\r\n" not in old or old.count(b"\n") != old.count(b"\r\n"):
        return data
    return data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def write_folder(
    folder: Path, files: Mapping[str, bytes], *, force: bool, inputs: Collection[str] = frozenset()
) -> None:
    """Write files as a folder, atomically.

    The folder that the process works in is never swapped, since the user's shell would be left in a folder that is
    gone: there each file is replaced by itself, in one step, the lock file last.

    Args:
        folder: The target. Its parents are made; other files in it stay.
        files: What to write, the lock file among it.
        force: Replace files that were edited since they were written, or that taskplate did not write.
        inputs: Names of files in the target that the template is made from, which are not in the way.

    Raises:
        UsageError: The target is a file or a link, holds files in the way, or cannot be written. Nothing has changed.
    """
    try:
        _check_target(folder)
        lock = read_lock(folder)
        if not force:
            _check_in_the_way(folder, files, lock, inputs)
        _put(folder, files, {name for name in (lock.files if lock is not None else ()) if name not in files})
    except OSError as error:
        raise UsageError(f"{folder}: cannot be written: {error.strerror or error}") from None


def write_changes(folder: Path, changes: Mapping[str, bytes | None]) -> None:
    """Write files into a folder that is there, atomically, as `write_folder` does; nothing else in it is touched.

    Args:
        folder: The folder.
        changes: The new content of files by name; None for one that goes.

    Raises:
        UsageError: The folder is a link, something else is where a file goes, or the folder cannot be written. Nothing
            has changed.
    """
    try:
        _check_target(folder)
        _check_places(folder, changes)
        files = {name: data for name, data in changes.items() if data is not None}
        _put(folder, files, changes.keys() - files.keys())
    except OSError as error:
        raise UsageError(f"{folder}: cannot be written: {error.strerror or error}") from None


def _put(folder: Path, files: Mapping[str, bytes], gone: AbstractSet[str]) -> None:
    if folder.is_dir() and Path.cwd().is_relative_to(folder.resolve()):
        _replace_each(folder, files, gone)
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    stage = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".new", dir=folder.parent))
    try:
        _fill(stage, folder, files, gone)
        swap_folders(stage, folder)
    finally:
        shutil.rmtree(stage, ignore_errors=True)
    _sync(folder.parent)


def _check_target(folder: Path) -> None:
    if folder.is_symlink():
        raise UsageError(f"{folder}: is a link; name the folder it leads to")
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder}: is a file, not a folder")


def _check_places(folder: Path, names: Iterable[str]) -> None:
    """Refuse to put a file where there is something else.

    Raises:
        UsageError: A link, a folder, or a file where a folder would have to be.
    """
    for name in names:
        path = folder / name
        blocked = _blocked(folder, name) or path
        if blocked.is_symlink():
            raise UsageError(
                f"{blocked}: is a link, which would not be one any more",
                hint="Put a file in its place, or edit what it leads to by hand.",
            )
        if blocked != path or path.is_dir():
            raise UsageError(f"{blocked}: is in the way of {path}", hint="Move it first.")


def _check_in_the_way(folder: Path, files: Mapping[str, bytes], lock: Lock | None, inputs: Collection[str]) -> None:
    """Refuse what would lose somebody's work.

    Raises:
        UsageError: The folder holds files and taskplate never wrote there, or a file of ours was edited since.
    """
    if lock is None:
        found = sorted(entry.name for entry in folder.iterdir()) if folder.is_dir() else []
        foreign = [name for name in found if not name.startswith(".") and name not in inputs]
        if foreign:
            shown = ", ".join(foreign[:3]) + (", …" if len(foreign) > 3 else "")
            raise UsageError(
                f"{folder}: holds files that taskplate did not write ({shown})",
                hint="Choose another folder with -o, or replace what is in the way with --force.",
            )
        return
    for name in sorted({*files, *lock.files}):
        path = folder / name
        blocked = _blocked(folder, name)
        if blocked is not None:
            raise UsageError(f"{blocked}: is in the way of {path}", hint="Replace it with --force.")
        if name == LOCK_FILE or not (path.exists() or path.is_symlink()):
            continue
        current = content(path)
        if current is not None and current == files.get(name):
            continue
        if current is None or digest(current) != lock.files.get(name):
            was = "was edited since taskplate wrote it" if name in lock.files else "was not written by taskplate"
            raise UsageError(f"{path}: {was}", hint="See what would change with --diff; replace it with --force.")


def _blocked(folder: Path, name: str) -> Path | None:
    """The first of the folders that a file of ours lies in which is none, or a link to one; None where all will do."""
    for parent in reversed(PurePosixPath(name).parents[:-1]):
        path = folder / parent
        if path.is_symlink() or (path.exists() and not path.is_dir()):
            return path
    return None


def _replace_each(folder: Path, files: Mapping[str, bytes], stale: AbstractSet[str]) -> None:
    for name in sorted(files, key=lambda name: name == LOCK_FILE):
        path = folder / name
        blocked = _blocked(folder, name)
        if blocked is not None:
            blocked.unlink()
        path.parent.mkdir(parents=True, exist_ok=True)
        if content(path) != files[name]:
            if path.is_symlink():
                path.unlink()  # what it leads to is not ours
            replace_file(path, files[name])
    _remove(folder, stale)


def _fill(stage: Path, folder: Path, files: Mapping[str, bytes], stale: AbstractSet[str]) -> None:
    """The new folder: what was there besides our files, then our files, all of it synced."""
    below = {PurePosixPath(name).parts[0] for name in files if "/" in name}
    if folder.is_dir():
        for entry in folder.iterdir():
            if entry.name in files or entry.name in stale:
                continue
            if entry.is_dir() and not entry.is_symlink():
                shutil.copytree(entry, stage / entry.name, symlinks=True)
            elif entry.name not in below:
                shutil.copy2(entry, stage / entry.name, follow_symlinks=False)
        shutil.copymode(folder, stage)
    else:
        stage.chmod(0o777 & ~usual_mask())
    _remove(stage, stale)
    for name, data in files.items():
        path = stage / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)  # a copy of what was there, or a link
        with path.open("wb") as handle:
            handle.write(data)
            handle.flush()
            os.fsync(handle.fileno())
        old = folder / name
        if old.is_file() and not old.is_symlink() and _blocked(folder, name) is None:
            shutil.copymode(old, path)
    for inner in below:
        _sync(stage / inner)
    _sync(stage)


def _remove(folder: Path, names: AbstractSet[str]) -> None:
    """Remove files of ours, and the folders below `folder` that nothing is left in."""
    for name in names:
        if _blocked(folder, name) is None:
            (folder / name).unlink(missing_ok=True)
    left = {folder / parent for name in names for parent in PurePosixPath(name).parents if parent.parts}
    for inner in sorted(left, reverse=True):  # the deepest of a path first
        if inner.is_dir() and not inner.is_symlink() and not any(inner.iterdir()):
            inner.rmdir()


def content(path: Path) -> bytes | None:
    """The bytes of a regular file; None for anything else, a link among it.

    Raises:
        UsageError: The file is there and cannot be read.
    """
    try:
        if path.is_symlink() or not path.is_file():
            return None
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror or error}") from None


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
