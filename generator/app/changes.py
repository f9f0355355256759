"""What a git revision does not have yet: the lines and the files that were changed since, asked of git itself."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from generator.app.config import CONFIG_FILE, CONFIG_FILES
from generator.errors import UsageError
from generator.source.files import locate
from generator.source.git import Git, find_git

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from generator.diagnostics import Diagnostic
    from generator.source.files import SourceFile

_HUNK = re.compile(rb"@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_NEW_FILE = b"+++ "
_PREFIX = b"b/"
_TIMEOUT = 120  # seconds


class Changes(Struct, frozen=True):
    """What was changed since a revision.

    Attributes:
        lines: File (absolute, its folder resolved) to ranges of changed lines, from 1, both ends included.
        untracked: Files that git does not follow; all of each is new.
        gone: The files that were taken away.
    """

    lines: Mapping[Path, tuple[tuple[int, int], ...]]
    untracked: frozenset[Path]
    gone: frozenset[Path]

    def reach(self, folder: Path) -> bool:
        """True when something in a folder or below it was changed."""
        place = folder.resolve()
        return any(file.is_relative_to(place) for file in (*self.lines, *self.untracked, *self.gone))

    def touch(self, diagnostic: Diagnostic, sources: Mapping[str, SourceFile]) -> bool:
        """True when what a finding points at first has a changed line in it."""
        path = Path(diagnostic.primary.path)
        file = path.parent.resolve() / path.name
        if file in self.untracked:
            return True
        start, end = locate(sources, diagnostic.primary)
        last = end.line - 1 if end.column == 1 and end.line > start.line else end.line
        return any(first <= last and start.line <= final for first, final in self.lines.get(file, ()))


class ChangedFiles(Struct, frozen=True):
    """The files that were changed, added or taken away since a revision.

    Attributes:
        files: Each of them (absolute, as git knows it).
        folders: Every folder with one of them in it, or in a folder below it.
    """

    files: frozenset[Path]
    folders: frozenset[Path]

    def touch(self, folder: Path, config: Path | None, own_catalog: Path | None) -> bool:
        """True when a template is not what it was: its files, or what decides how they are judged.

        Args:
            folder: The template's folder.
            config: The folder of the configuration that holds for it; None without one.
            own_catalog: The folder of the catalog of the user's own; None without one.
        """
        place = folder.resolve()
        if place in self.folders or (own_catalog is not None and own_catalog.resolve() in self.folders):
            return True
        # A configuration that was taken away held for all below it.
        configs = {parent / CONFIG_FILE for parent in place.parents}
        if config is not None:
            configs |= {config.resolve() / name for name in CONFIG_FILES}
        return not configs.isdisjoint(self.files)


def files_changed_since(revision: str, paths: Sequence[Path]) -> ChangedFiles:
    """What was changed since a revision in the repositories of some paths: committed, staged or not.

    Files that git does not follow count, unless it is told to ignore them.

    Raises:
        UsageError: As `changes_since`.
    """
    program = find_git(": there is nothing to compare with")
    files: set[Path] = set()
    for root in _by_repository(paths):
        git = Git(program, root, _TIMEOUT)
        _require_revision(git, revision)
        for listed in (
            git.output("diff", "--name-only", "--no-renames", "--no-ext-diff", "-z", revision, "--"),
            git.output("ls-files", "--others", "--exclude-standard", "-z"),
        ):
            files |= {root / os.fsdecode(name) for name in listed.split(b"\0") if name}
    return ChangedFiles(frozenset(files), frozenset(parent for file in files for parent in file.parents))


def changes_since(revision: str, paths: Sequence[Path]) -> Changes:
    """What was changed at or below some paths since a revision: committed, staged or not.

    Where lines were only taken out, the line before and the one after count as changed.

    Raises:
        UsageError: git is missing, a path is in no repository, there is no such revision, git refuses.
    """
    program = find_git(": there is nothing to compare with")
    lines: dict[Path, tuple[tuple[int, int], ...]] = {}
    untracked: set[Path] = set()
    gone: set[Path] = set()
    for root, below in _by_repository(paths).items():
        git = Git(program, root, _TIMEOUT)
        _require_revision(git, revision)
        diff = git.output(
            "diff", "-U0", "--no-color", "--no-ext-diff", "--no-textconv", "--text", "--find-renames",
            "--src-prefix=a/", "--dst-prefix=b/", revision, "--", *below,
        )  # fmt: skip
        lines |= {root / name: ranges for name, ranges in _changed_lines(diff)}
        deleted = git.output("diff", "--name-only", "--diff-filter=D", "--no-ext-diff", "-z", revision, "--", *below)
        gone |= {root / os.fsdecode(name) for name in deleted.split(b"\0") if name}
        listed = git.output("ls-files", "--others", "-z", "--", *below)
        untracked |= {root / os.fsdecode(name) for name in listed.split(b"\0") if name}
    return Changes(lines, frozenset(untracked), frozenset(gone))


def _by_repository(paths: Sequence[Path]) -> dict[Path, list[str]]:
    """The root of each repository to the paths in it, which are relative to that root."""
    found: dict[Path, list[str]] = {}
    for path in paths:
        place = path.parent.resolve() / path.name if path.is_file() else path.resolve()
        root = next((folder for folder in (place, *place.parents) if (folder / ".git").exists()), None)
        if root is None:
            raise UsageError(f"{path}: is in no git repository")
        # A file stands for its folder, as it does for the check.
        folder = place.parent if path.is_file() else place
        below = folder.relative_to(root).as_posix()
        found.setdefault(root, []).append(":(top)" if below == "." else f":(top,literal){below}")
    return found


def _require_revision(git: Git, revision: str) -> None:
    asked = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    done = git.start(asked)
    if done.returncode or revision.startswith("-"):
        words = done.stderr.decode(errors="replace").strip()
        hint = words or "A shallow clone holds no history; fetch the revision first (actions/checkout: fetch-depth: 0)."
        raise UsageError(f"there is no revision `{revision}` in {git.root}", hint=hint)


def _changed_lines(diff: bytes) -> Iterator[tuple[str, tuple[tuple[int, int], ...]]]:
    """Each file of a diff without context, and its changed lines."""
    name: str | None = None
    ranges: list[tuple[int, int]] = []
    left = 0  # lines of the current hunk that are still to come; they may look like anything
    for line in diff.split(b"\n"):
        if left:
            left -= not line.startswith(b"\\")
        elif line.startswith(_NEW_FILE):
            if name is not None:
                yield name, tuple(ranges)
            name, ranges = _file_name(line.removeprefix(_NEW_FILE)), []
        elif match := _HUNK.match(line):
            old, start, new = int(match[1] or 1), int(match[2]), int(match[3] or 1)
            left = old + new
            ranges.append((start, start + new - 1) if new else (start, start + 1))
    if name is not None:
        yield name, tuple(ranges)


def _file_name(shown: bytes) -> str | None:
    """The name in a line `+++ b/name`, in quotes where it holds what would not be plain; None for /dev/null."""
    shown = shown.removesuffix(b"\t")  # put there after a name with a blank in it
    if shown.startswith(b'"'):
        shown = shown[1:-1].decode("unicode_escape").encode("latin-1")
    return os.fsdecode(shown.removeprefix(_PREFIX)) if shown.startswith(_PREFIX) else None
