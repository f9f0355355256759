"""What a folder becomes when its template is rendered anew: the user's edits and ours, merged three ways."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from generator.errors import UsageError
from generator.render.lock import LOCK_FILE, digest
from generator.render.writer import content, with_ends_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from generator.render.lock import Lock

BASE_FOLDER = ".taskplate/base"
"""Where a merged file's text as it was rendered is kept, which nothing else in the folder holds any more."""


class Conflict(Struct, frozen=True):
    """A file that a person has to look at, and why."""

    name: str
    reason: str


class Merge(Struct, frozen=True):
    """What a folder becomes.

    Attributes:
        changes: The new content of files by name, the lock file among them; None for one that goes.
        merged: The names of files in which both sides' edits are.
        conflicts: What could not be merged; in files, it is marked as git marks it.
    """

    changes: Mapping[str, bytes | None]
    merged: tuple[str, ...]
    conflicts: tuple[Conflict, ...]


class _Sides(NamedTuple):
    """A file: as it was rendered last (by digest), as it is, as it is rendered now; None where it is not."""

    name: str
    written: str | None
    ours: bytes | None
    theirs: bytes | None


def merge_folder(
    folder: Path,
    lock: Lock,
    made: Mapping[str, bytes],
    base_of: Callable[[str, str], bytes | None],
    merged_text: Callable[[bytes, bytes, bytes], tuple[bytes, bool]],
) -> Merge:
    """Merge what is rendered now into what is there.

    Args:
        folder: The folder.
        lock: What was written there last.
        made: Every file as it is rendered now, the lock file among them.
        base_of: The text of a file, by name and digest, as it was written last; None where nobody has it.
        merged_text: Merges one text: the user's, what both come from, ours; and whether it holds conflicts.

    Raises:
        UsageError: A file is in the way, or what a file was before its edits cannot be told. Nothing is written.
    """
    changes: dict[str, bytes | None] = {}
    merged: list[str] = []
    conflicts: list[Conflict] = []
    for sides in _sides(folder, lock, made):
        name, written, ours, theirs = sides
        kept = f"{BASE_FOLDER}/{name}"
        if written is None:
            changes |= _new(folder, sides)
        elif ours == theirs:
            changes[kept] = None
        elif ours is not None and digest(ours) == written:
            changes |= {name: theirs, kept: None}
        elif theirs is not None and digest(theirs) == written:
            continue  # the user's edits, or that they removed it; nothing new from us
        elif ours is None:
            conflicts.append(Conflict(name, "you removed it, and it is rendered differently now"))
        elif theirs is None:
            conflicts.append(Conflict(name, "you edited it, and it is not rendered any more; it stays"))
            changes[kept] = None
        else:
            base = base_of(name, written)
            if base is None:
                raise UsageError(
                    f"{folder / name}: was edited, and how it was written cannot be told",
                    hint="No commit holds it. Undo the edits, or replace the file by `taskplate generate --force`.",
                )
            text, clashes = merged_text(ours, with_ends_of(ours, base), theirs)
            changes |= {name: text, kept: None if text == theirs else theirs}
            merged.append(name)
            conflicts += [Conflict(name, "both sides changed the same lines")] if clashes else []
    changes = {name: data for name, data in changes.items() if content(folder / name) != data}
    if content(folder / LOCK_FILE) != made[LOCK_FILE]:
        changes[LOCK_FILE] = made[LOCK_FILE]
    return Merge(changes, tuple(merged), tuple(conflicts))


def _sides(folder: Path, lock: Lock, made: Mapping[str, bytes]) -> Iterator[_Sides]:
    for name in sorted({*lock.files, *made} - {LOCK_FILE}):
        yield _Sides(name, lock.files.get(name), content(folder / name), made.get(name))


def _new(folder: Path, sides: _Sides) -> dict[str, bytes | None]:
    """A file that was not rendered before."""
    path = folder / sides.name
    if sides.ours != sides.theirs and (path.exists() or path.is_symlink()):
        raise UsageError(f"{path}: was not written by taskplate", hint="Move it out of the way first.")
    return {sides.name: sides.theirs}
