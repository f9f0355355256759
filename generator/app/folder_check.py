"""Checks one template folder. What goes in and what comes out can be pickled, so that processes can share the work."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from generator.app.targets import target_of
from generator.check.fix_loop import fix_all
from generator.check.registry import SUPPRESSION_RULES, rule_names, select
from generator.check.rule import Context
from generator.check.runner import Fault, Outcome, run
from generator.diagnostics import in_order
from generator.errors import UsageError
from generator.render.lock import read_lock
from generator.render.swap import replace_file
from generator.source.files import SourceFile
from generator.template.load import load_template, template_from_sources

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from generator.app.config import Settings
    from generator.catalog.catalog import Catalog
    from generator.check.rule import Runnable
    from generator.diagnostics import Diagnostic, Severity
    from generator.template.model import Template


@dataclass(frozen=True, slots=True)
class FolderJob:
    """A folder to check, and how.

    Attributes:
        folder: Where it is; reports call it so.
        settings: Target, rules and severities.
        fix: Write safe fixes to disk.
    """

    folder: Path
    settings: Settings
    fix: bool = False


@dataclass(frozen=True, slots=True)
class CheckedFolder:
    """What came of checking one folder.

    Attributes:
        name: The folder, as reports call it.
        diagnostics: The findings, in total order.
        sources: Every Terraform file by the path that spans name.
        faults: Rules that failed.
        ran: The names of the rules whose findings were wanted.
        threshold: The least severity that fails; None where nothing does.
        fixed: How many edits were written to disk.
        settled: False when its fixes chase each other, so that nothing was written.
        unreadable: Why a file of it cannot be read, so that nothing was checked; empty when all could.
    """

    name: str
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, SourceFile]
    faults: tuple[Fault, ...]
    ran: frozenset[str]
    threshold: Severity | None
    fixed: int = 0
    settled: bool = True
    unreadable: str = ""


def check_folder(job: FolderJob, catalog: Catalog) -> CheckedFolder:
    """Read a folder, run the rules, fix what can be fixed where that is asked for.

    A folder with a file that cannot be read is not checked and says why, so that the others are.

    Raises:
        UsageError: A file cannot be written, the target is no release.
    """
    settings = job.settings
    name = job.folder.as_posix()
    try:
        template = load_template(job.folder, name)
    except UsageError as error:
        return CheckedFolder(name, (), {}, (), frozenset(), None, unreadable=error.message)
    target = target_of(catalog, settings.coder or _locked_target(job.folder))
    rules, wanted = _chosen_rules(settings.select, settings.ignore, settings.off)

    def outcome_of(now: Template) -> Outcome:
        outcome = run(Context(now, catalog, target), rules, rule_names())
        kept = [d for d in outcome.diagnostics if d.rule.name in wanted]
        return Outcome(tuple(_with_severities(kept, settings.severities)), outcome.faults)

    def findings(sources: Mapping[str, SourceFile]) -> Iterable[Diagnostic]:
        return outcome_of(template_from_sources(sources.values(), name)).diagnostics

    applied, settled = 0, True
    if job.fix:
        fixed = fix_all(template.sources, findings)
        applied, settled = fixed.applied, fixed.settled
        _write(job.folder, template.sources, fixed.sources)
        template = template_from_sources(fixed.sources.values(), name)
    outcome = outcome_of(template)
    return CheckedFolder(
        name=name,
        diagnostics=outcome.diagnostics,
        sources={path: SourceFile(path, source.data) for path, source in template.sources.items()},
        faults=outcome.faults,
        ran=wanted,
        threshold=settings.threshold,
        fixed=applied,
        settled=settled,
    )


def _locked_target(folder: Path) -> str | None:
    lock = read_lock(folder)
    return None if lock is None else lock.coder


def _chosen_rules(
    chosen: tuple[str, ...], ignored: tuple[str, ...], off: frozenset[str]
) -> tuple[tuple[Runnable, ...], frozenset[str]]:
    """The rules to run, and the names of those whose findings are wanted, rules about suppressions among them."""
    rules = tuple(rule for rule in select(chosen, ignored) if rule.name not in off)
    out = {*off, *ignored}
    about = {info.name for info in SUPPRESSION_RULES if not out & {info.name, info.family}}
    return rules, frozenset({rule.name for rule in rules} | about)


def _with_severities(found: list[Diagnostic], severities: Mapping[str, Severity]) -> list[Diagnostic]:
    if not severities:
        return found
    return in_order([replace(d, severity=severities.get(d.rule.name, d.severity)) for d in found])


def _write(folder: Path, before: Mapping[str, SourceFile], after: Mapping[str, SourceFile]) -> None:
    """Replace each changed file in one step, so that a killed run leaves the old text or the new one."""
    for path, source in after.items():
        if source.data != before[path].data:
            replace_file(folder / Path(path).name, source.data)
