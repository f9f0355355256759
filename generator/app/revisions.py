"""What a folder has that it had not at a git revision."""

from __future__ import annotations

import io
import tarfile
import tempfile
from collections import Counter
from contextlib import contextmanager
from itertools import compress
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from generator.app.parallel import check_folders
from generator.errors import UsageError
from generator.source.fingerprint import fingerprint
from generator.source.git import Git, find_git
from generator.template.load import path_prefix

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.app.catalogs import Catalogs
    from generator.app.changes import Changes
    from generator.app.folder_check import CheckedFolder, FolderJob

_TIMEOUT = 120  # seconds


def only_new(
    folder: CheckedFolder, job: FolderJob, changes: Changes, revision: str, catalogs: Catalogs
) -> CheckedFolder:
    """A folder with the findings on changed lines, and those that a change elsewhere in it has brought.

    What goes with a declaration that is taken out is found on lines that nobody touched.

    Raises:
        UsageError: As `folder_at`.
    """
    touched = [changes.touch(diagnostic, folder.sources) for diagnostic in folder.diagnostics]
    if all(touched) or not changes.reach(job.folder):
        return replace(folder, diagnostics=tuple(compress(folder.diagnostics, touched)))
    with folder_at(revision, job.folder) as copy:
        before = [] if copy is None else list(check_folders([replace(job, folder=copy)], catalogs, 1))
    known = Counter(key for each in before for key in _keys(each))
    kept = []
    for diagnostic, key, is_touched in zip(folder.diagnostics, _keys(folder), touched, strict=True):
        known[key] -= 1
        if is_touched or known[key] < 0:
            kept.append(diagnostic)
    return replace(folder, diagnostics=tuple(kept))


def _keys(folder: CheckedFolder) -> Iterator[tuple[str, str, str]]:
    """File, rule and fingerprint of each finding."""
    prefix = path_prefix(folder.name)
    for diagnostic in folder.diagnostics:
        path = diagnostic.primary.path.removeprefix(prefix)
        yield path, diagnostic.rule.name, fingerprint(diagnostic, folder.sources)


@contextmanager
def folder_at(revision: str, folder: Path) -> Iterator[Path | None]:
    """A copy of a folder as a revision has it, as long as the context lasts; None where it was not there.

    Raises:
        UsageError: git is missing, or what it gives cannot be laid out.
    """
    git = Git(find_git(": there is nothing to compare with"), folder.resolve(), _TIMEOUT)
    # From within a folder git packs that folder, and refuses where the revision has not got it.
    packed = git.start(("archive", "--format=tar", revision))
    if packed.returncode:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="taskplate-revision-") as scratch:
        copy = Path(scratch) / "template"
        copy.mkdir()
        try:
            _lay_out(packed.stdout, copy)
        except (OSError, tarfile.TarError) as error:
            raise UsageError(f"{folder}: cannot be laid out as of `{revision}`: {error}") from None
        yield copy


def _lay_out(archive: bytes, place: Path) -> None:
    """Writes the files of an archive; links are passed over, since they may lead anywhere."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as members:
        for member in members:
            path = place / member.name
            content = members.extractfile(member) if member.isfile() else None
            if content is not None and path.resolve().is_relative_to(place.resolve()):
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content.read())
