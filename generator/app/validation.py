"""Checks template folders: finds them below the paths given, runs the rules, fixes what can be fixed."""

from __future__ import annotations

from collections import Counter
from contextlib import nullcontext
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from generator.app.catalogs import BUILT_IN, Catalogs
from generator.app.config import Choices, ConfigFinder
from generator.app.folder_check import CheckedFolder, FolderJob
from generator.app.folders import template_folders
from generator.app.parallel import Shard, check_folders, usual_jobs
from generator.app.targets import target_of
from generator.check.registry import select
from generator.errors import NothingToCheckError, UsageError
from generator.report.findings import Findings, FolderFindings, RuleFault

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from generator.app.baseline import Baseline, Entry
    from generator.app.changes import Changes
    from generator.catalog.catalog import Catalog
    from generator.check.runner import Fault
    from generator.diagnostics import Diagnostic, Severity
    from generator.source.files import SourceFile
    from generator.terraform.trial import Bench, Mode

__all__ = ["Validation", "template_folders", "validate"]


class Validation(Struct, frozen=True, dict=True):
    """What a validation found.

    Attributes:
        folders: Every folder, in order; those that could not be read are `unreadable`.
        stale: Entries of the baseline that stand for findings that are gone.
    """

    folders: tuple[CheckedFolder, ...] = ()
    stale: tuple[Entry, ...] = ()

    @property
    def templates(self) -> int:
        """How many template folders were checked."""
        return sum(not folder.unreadable for folder in self.folders)

    @property
    def unreadable(self) -> list[str]:
        """Why folders were not checked: the file that cannot be read, and the reason."""
        return [folder.unreadable for folder in self.folders if folder.unreadable]

    @cached_property
    def diagnostics(self) -> list[Diagnostic]:
        """Every finding, folders in order, in total order within each."""
        return [diagnostic for folder in self.folders for diagnostic in folder.diagnostics]

    @cached_property
    def sources(self) -> dict[str, SourceFile]:
        """Every file by the path that spans name."""
        return {path: source for folder in self.folders for path, source in folder.sources.items()}

    @cached_property
    def faults(self) -> list[Fault]:
        """Rules that failed, each reason once."""
        return list(dict.fromkeys(fault for folder in self.folders for fault in folder.faults))

    @property
    def fixed(self) -> int:
        """How many edits were written to disk."""
        return sum(folder.fixed for folder in self.folders)

    @property
    def unsettled(self) -> list[str]:
        """Folders whose fixes chase each other, so that nothing was written there."""
        return [folder.name for folder in self.folders if not folder.settled]

    @property
    def failed(self) -> bool:
        """True when a folder has a finding at or above its own threshold."""
        return any(
            folder.threshold is not None and diagnostic.severity.at_least(folder.threshold)
            for folder in self.folders
            for diagnostic in folder.diagnostics
        )

    def fails(self, threshold: Severity) -> bool:
        """True when a finding is as bad as `threshold`, or worse."""
        return any(diagnostic.severity.at_least(threshold) for diagnostic in self.diagnostics)

    def findings(self, *, colour: bool = False) -> Findings:
        """What reports are made from."""
        folders = tuple(
            FolderFindings(
                folder.name,
                folder.diagnostics,
                tuple(RuleFault(fault.rule, fault.reason) for fault in folder.faults),
                folder.threshold,
                folder.unreadable,
            )
            for folder in self.folders
        )
        return Findings(folders, self.sources, colour)


def validate(
    paths: Sequence[Path],
    *,
    coder: str | None = None,
    chosen: tuple[str, ...] = (),
    ignored: tuple[str, ...] = (),
    fix: bool = False,
    catalog: Catalog | None = None,
    extended: tuple[str, ...] = (),
    fail_on: str | None = None,
    configured: bool = True,
    baseline: Path | None = None,
    diff_from: str | None = None,
    changed_from: str | None = None,
    jobs: int | None = 1,
    shard: str | None = None,
    deep: Mode | None = None,
    own_catalog: Path | None = None,
) -> Validation:
    """Check every template folder at or below the paths.

    What is absent is taken from the configuration (see `generator.app.config`), where there is one.

    Args:
        paths: Folders, or files in them.
        coder: The target for all; else that of the configuration, of a folder's lock file, the default.
        chosen: Names of rules or families to run; all but those that have to be asked for where empty.
        ignored: Names of rules or families to leave out.
        fix: Write safe fixes to disk; what they mended is not among the findings then.
        catalog: The catalog, whatever the configuration says; it is checked against in this process alone.
        extended: Names of rules or families to run besides the chosen ones.
        fail_on: The least severity that fails (`error`, `warning`, `info`), or `never`.
        configured: Read configuration files.
        baseline: A file of known findings, which are left out.
        diff_from: A git revision; findings that were there before, on lines that have not changed since, are left out.
        changed_from: A git revision; folders that have not changed since are not checked, unless the configuration or
            the catalog that holds for them has.
        jobs: How many processes share the folders; chosen by their number where None. More than one needs a main
            module that can be imported, as the documentation of `multiprocessing` says.
        shard: The part of the folders to check, such as `2/5`.
        own_catalog: The folder of a catalog laid over the built-in one, over that of the configuration.
        deep: Have real Terraform try each folder too, `offline` with stubs or `online` with what it downloads.

    Raises:
        UsageError: A path, the configuration or the baseline cannot be read, a rule does not exist, the target
            is no release, git cannot tell what has changed, or what `deep` takes is not installed.
        NothingToCheckError: There is no template at or below the paths.
    """
    if fix and diff_from is not None:
        raise UsageError("fixes move lines, so that what has changed cannot be told: leave out --fix or --diff-from")
    catalogs = Catalogs(catalog)
    part = Shard.parse(shard) if shard is not None else None
    select((*chosen, *extended), ignored)
    target_of(catalogs.of(BUILT_IN), coder)
    folders = list(template_folders(paths))
    if not folders:
        raise NothingToCheckError(f"no Terraform files in {', '.join(map(str, paths))} or below")
    finder = ConfigFinder()
    if changed_from is not None:
        folders = _changed(folders, changed_from, paths, finder if configured else None, own_catalog)
    if part is not None:
        folders = part.of(folders)
    known = _known(baseline)
    changes = _changes(diff_from, paths)
    asked = Choices(
        coder=coder, select=chosen, extend_select=extended, ignore=ignored, fail_on=fail_on, catalog=own_catalog
    )
    with _bench(deep, catalogs.of(BUILT_IN)) as bench:
        work = [
            FolderJob(each, finder.settings_for(each, asked, configured=configured), fix, bench) for each in folders
        ]
        processes = jobs if jobs is not None else usual_jobs(len(work))
        result = Validation(tuple(check_folders(work, catalogs, processes if catalog is None else 1)))
    if known is not None:
        result = _without_known(result, known)
    if changes is None or diff_from is None:
        return result
    from generator.app.revisions import only_new

    both = zip(result.folders, work, strict=True)
    return Validation(tuple(only_new(folder, job, changes, diff_from, catalogs) for folder, job in both), result.stale)


def _bench(mode: Mode | None, catalog: Catalog) -> AbstractContextManager[Bench | None]:
    if mode is None:
        return nullcontext()
    from generator.terraform.trial import opened

    return opened(mode, catalog)


def _known(file: Path | None) -> Baseline | None:
    if file is None:
        return None
    from generator.app.baseline import read_baseline

    return read_baseline(file)


def _changes(revision: str | None, paths: Sequence[Path]) -> Changes | None:
    if revision is None:
        return None
    from generator.app.changes import changes_since

    return changes_since(revision, paths)


def _changed(
    folders: Sequence[Path], revision: str, paths: Sequence[Path], finder: ConfigFinder | None, own: Path | None
) -> list[Path]:
    """The folders that have changed since a revision; what is configured counts where there is a finder."""
    from generator.app.changes import files_changed_since

    changes = files_changed_since(revision, paths)
    touched = []
    for folder in folders:
        config = finder.config_for(folder) if finder is not None else None
        catalog = own if own is not None or config is None else config.catalog.own
        if changes.touch(folder, None if config is None else config.folder, catalog):
            touched.append(folder)
    return touched


def _without_known(result: Validation, known: Baseline) -> Validation:
    met: Counter[Entry] = Counter()
    folders = []
    for folder in result.folders:
        new, seen = known.new_among(folder.diagnostics, folder.sources)
        met += seen
        folders.append(replace(folder, diagnostics=new))
    return Validation(tuple(folders), known.stale(met, {folder.name: folder.ran for folder in result.folders}))
