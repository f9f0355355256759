"""Checks template folders: finds them below the paths given, runs the rules, fixes what can be fixed."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from generator.app.targets import target_of
from generator.catalog.catalog import Catalog
from generator.check.fix_loop import fix_all
from generator.check.registry import rule_names, select
from generator.check.rule import Context
from generator.check.runner import Fault, Outcome, run
from generator.errors import NothingToCheckError, UsageError
from generator.render.lock import read_lock
from generator.render.swap import replace_file
from generator.template.load import is_template_folder, load_template, template_from_sources

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from generator.catalog.coder import Target
    from generator.check.rule import Rule
    from generator.diagnostics import Diagnostic, Severity
    from generator.source.files import SourceFile
    from generator.template.model import Template

_SKIPPED_FOLDERS = frozenset({"node_modules", "__pycache__"})


@dataclass
class Validation:
    """What a validation found.

    Attributes:
        templates: How many template folders were checked.
        diagnostics: Every finding, folders in order, in total order within each.
        sources: Every file by the path that spans name.
        faults: Rules that failed.
        fixed: How many edits were written to disk.
        unsettled: Folders whose fixes chase each other, so that nothing was written there.
    """

    templates: int = 0
    diagnostics: list[Diagnostic] = field(default_factory=list)
    sources: dict[str, SourceFile] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    fixed: int = 0
    unsettled: list[str] = field(default_factory=list)

    def fails(self, threshold: Severity) -> bool:
        """True when a finding is as bad as `threshold`, or worse."""
        return any(diagnostic.severity.at_least(threshold) for diagnostic in self.diagnostics)


def validate(
    paths: Sequence[Path],
    *,
    coder: str | None = None,
    chosen: tuple[str, ...] = (),
    ignored: tuple[str, ...] = (),
    fix: bool = False,
    catalog: Catalog | None = None,
) -> Validation:
    """Check every template folder at or below the paths.

    Args:
        paths: Folders, or files in them.
        coder: The target for all; where absent that of a folder's lock file, else the default.
        chosen: Names of rules or families to run; all where empty.
        ignored: Names of rules or families to leave out.
        fix: Write safe fixes to disk; what they mended is not among the findings then.
        catalog: The catalog; the built-in one where absent.

    Raises:
        UsageError: A path or a file cannot be read, a rule does not exist, the target is no release.
        NothingToCheckError: There is no template at or below the paths.
    """
    catalog = catalog or Catalog()
    rules = select(chosen, ignored)
    target_of(catalog, coder)
    result = Validation()
    for folder in template_folders(paths):
        _check_folder(folder, catalog, _target(catalog, folder, coder), rules, fix=fix, result=result)
    if not result.templates:
        raise NothingToCheckError(f"no Terraform files in {', '.join(map(str, paths))} or below")
    return result


def template_folders(paths: Sequence[Path]) -> Iterator[Path]:
    """The template folders at or below some paths, each once, in order; a template's own subfolders are not searched.

    Raises:
        UsageError: A path does not exist.
    """
    seen: set[Path] = set()
    for path in paths:
        if not path.exists():
            raise UsageError(f"{path}: there is no such file or folder")
        start = path.parent if path.is_file() else path
        for folder in _below(start):
            resolved = folder.resolve()
            if resolved not in seen:
                seen.add(resolved)
                yield folder


def _below(folder: Path) -> Iterator[Path]:
    if is_template_folder(folder):
        yield folder
        return
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        raise UsageError(f"{folder}: cannot be read: {error.strerror or error}") from None
    for entry in entries:
        if entry.name.startswith(".") or entry.name in _SKIPPED_FOLDERS or entry.is_symlink() or not entry.is_dir():
            continue
        yield from _below(entry)


def _target(catalog: Catalog, folder: Path, coder: str | None) -> Target:
    if coder is None:
        lock = read_lock(folder)
        if lock is not None:
            return target_of(catalog, lock.coder)
    return target_of(catalog, coder)


def _check_folder(
    folder: Path, catalog: Catalog, target: Target, rules: Sequence[Rule], *, fix: bool, result: Validation
) -> None:
    name = folder.as_posix()
    template = load_template(folder, name)

    def outcome_of(now: Template) -> Outcome:
        return run(Context(now, catalog, target), rules, rule_names())

    def findings(sources: Mapping[str, SourceFile]) -> Iterable[Diagnostic]:
        return outcome_of(template_from_sources(sources.values(), name)).diagnostics

    if fix:
        fixed = fix_all(template.sources, findings)
        if not fixed.settled:
            result.unsettled.append(name)
        _write(folder, template.sources, fixed.sources)
        result.fixed += fixed.applied
        template = template_from_sources(fixed.sources.values(), name)
    outcome = outcome_of(template)
    result.templates += 1
    result.diagnostics += outcome.diagnostics
    result.faults += outcome.faults
    result.sources |= template.sources


def _write(folder: Path, before: Mapping[str, SourceFile], after: Mapping[str, SourceFile]) -> None:
    """Replace each changed file in one step, so that a killed run leaves the old text or the new one."""
    for path, source in after.items():
        if source.data != before[path].data:
            replace_file(folder / Path(path).name, source.data)
