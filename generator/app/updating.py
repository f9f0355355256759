"""`taskplate update`: a generated folder follows its spec, the catalog and the blueprint, and keeps its edits."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from generator.app.catalogs import catalog_for
from generator.app.generation import generate
from generator.app.requested import locked_spec, locked_target
from generator.app.rewriting import require_committed
from generator.check.registry import rule_names, select
from generator.check.rule import Context
from generator.check.runner import run
from generator.diagnostics import Severity
from generator.errors import UsageError
from generator.render.lock import LOCK_FILE, digest, read_lock
from generator.render.merge import BASE_FOLDER, Conflict, merge_folder
from generator.render.writer import Difference, content, write_changes
from generator.source.files import SourceFile
from generator.source.git import Git, find_git
from generator.template.load import is_terraform_name, path_prefix, template_from_sources

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from generator.app.generation import Generated
    from generator.catalog.catalog import Catalog
    from generator.diagnostics import Diagnostic
    from generator.render.merge import Merge

_TIMEOUT = 60  # seconds
_CONFLICTS = range(1, 128)  # what `git merge-file` ends with: how many there are, or 127 for more


_YOURS, _NEW = "yours", "new"
"""What the two sides of a conflict are called where it is marked."""


class Updated(Struct, frozen=True):
    """A generated folder that follows its spec again.

    Attributes:
        folder: Where it is.
        made: What is generated now.
        differences: What writing changes, or would change, by file; empty when the folder is current.
        merged: The names of files in which the user's edits and ours are.
        conflicts: What a person has to look at; in files it is marked as git marks it.
        remaining: Errors of the folder as it is then, which edits can have made; not known where there are conflicts.
        sources: The files that they point into.
    """

    folder: Path
    made: Generated
    differences: tuple[Difference, ...]
    merged: tuple[str, ...]
    conflicts: tuple[Conflict, ...]
    remaining: tuple[Diagnostic, ...]
    sources: Mapping[str, SourceFile]


def update(
    folder: Path, *, coder: str | None = None, force: bool = False, write: bool = True, own_catalog: Path | None = None
) -> Updated:
    """Render a generated folder anew from the spec that its lock file names, and merge the user's edits in.

    A file that the user did not touch is replaced, one that they did is merged three ways; a file of theirs beside ours
    stays as it is.

    Args:
        folder: The folder.
        coder: The target; else the spec's, else the one that the folder was made for.
        force: Write although git could not bring back what is there.
        write: False leaves the disk as it is.
        own_catalog: A catalog of the user's own; else that of the configuration around the spec, as for `generate`.

    Raises:
        UsageError: The folder was not generated, its spec is gone, what a file was before its edits cannot be told, or
            the folder holds what git does not have.
        InvalidInputError: The spec is wrong.
        RefusedTemplateError: The template that the spec describes has errors.
    """
    lock = read_lock(folder)
    if lock is None:
        raise UsageError(
            f"{folder}: was not made by `taskplate generate`: it has no {LOCK_FILE}",
            hint="For a template that people wrote there are `taskplate add` and `taskplate upgrade`.",
        )
    spec = locked_spec(folder, lock)
    if not spec.is_file():
        raise UsageError(
            f"{folder}: is made from {spec}, which is not there", hint="Put the spec back, or edit by hand."
        )
    catalog = catalog_for(spec.parent, own_catalog)
    made = generate(
        spec, folder, coder=coder or locked_target(spec, lock), write=False, variant=lock.variant, catalog=catalog
    )
    merge = merge_folder(folder, lock, made.files, _Bases(folder).of, _merged_text)
    conflicts = (*merge.conflicts, *_unsolved(folder, merge, made.files))
    remaining, sources = ((), {}) if conflicts else _judged(folder, merge.changes, made, catalog)
    differences = [Difference(name, content(folder / name), data) for name, data in sorted(merge.changes.items())]
    if write and merge.changes:
        if not force:
            require_committed(folder, merge.changes)
        write_changes(folder.resolve(), merge.changes)
    return Updated(folder, made, tuple(differences), merge.merged, conflicts, remaining, sources)


class _Bases:
    """Finds how files of a folder were written: kept beside them, or committed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of(self, name: str, written: str) -> bytes | None:
        """The text with a digest that a file once had; None where nobody has it."""
        kept = content(self._folder / BASE_FOLDER / name)
        if kept is not None and digest(kept) == written:
            return kept
        return self._committed(name, written)

    def _committed(self, name: str, written: str) -> bytes | None:
        git = Git(find_git(", so that how files were written cannot be told"), self._folder, _TIMEOUT)
        listed = git.start(("log", "--format=%H", "--", name)) if git.holds_work_tree() else None
        for commit in listed.stdout.decode().split() if listed is not None else ():
            shown = git.start(("show", f"{commit}:./{name}"))
            if shown.returncode == 0 and digest(shown.stdout) == written:
                return shown.stdout
        return None


def _merged_text(ours: bytes, base: bytes, theirs: bytes) -> tuple[bytes, bool]:
    with tempfile.TemporaryDirectory(prefix="taskplate-merge-") as scratch:
        folder = Path(scratch)
        for name, data in ((_YOURS, ours), ("as written", base), (_NEW, theirs)):
            (folder / name).write_bytes(data)
        names = ("-L", _YOURS, "-L", "as taskplate wrote it", "-L", _NEW, _YOURS, "as written", _NEW)
        done = Git(find_git(), folder, _TIMEOUT).start(("merge-file", "-p", "-q", *names))
    if done.returncode and done.returncode not in _CONFLICTS:
        raise UsageError(f"git merge-file failed: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout, bool(done.returncode)


def _unsolved(folder: Path, merge: Merge, names: Iterable[str]) -> Iterator[Conflict]:
    """What is left of earlier conflicts in files that nothing else reads; in Terraform files it is an error."""
    told = {conflict.name for conflict in merge.conflicts}
    for name in names:
        if name in told or is_terraform_name(name):
            continue
        lines = ((merge.changes[name] if name in merge.changes else content(folder / name)) or b"").splitlines()
        if f"<<<<<<< {_YOURS}".encode() in lines and f">>>>>>> {_NEW}".encode() in lines:
            yield Conflict(name, "the marks of an earlier conflict are still in it")


def _judged(
    folder: Path, changes: Mapping[str, bytes | None], made: Generated, catalog: Catalog
) -> tuple[tuple[Diagnostic, ...], Mapping[str, SourceFile]]:
    """The errors of the folder as it will be."""
    held = {name: content(folder / name) for name in made.files} | dict(changes)
    beside = {name: source.data for name, source in made.sources.items() if name not in made.files}
    prefix = path_prefix(folder.as_posix())
    files = [
        SourceFile(prefix + n, data) for n, data in {**beside, **held}.items() if data is not None and "/" not in n
    ]
    template = template_from_sources(files, folder.as_posix(), catalog.sources, modules_in=folder)
    target = catalog.coder.target(made.target.release)
    outcome = run(Context(template, catalog, target), select(), rule_names())
    return tuple(d for d in outcome.diagnostics if d.severity is Severity.ERROR), template.sources
