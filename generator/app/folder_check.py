"""Checks one template folder. What goes in and what comes out can be pickled, so that processes can share the work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from generator.app.targets import target_of
from generator.catalog.catalog import Catalog
from generator.catalog.sources import AS_WRITTEN
from generator.check.deep import DEEP_RULES, REFUSED
from generator.check.registry import SUPPRESSION_RULES, rule_names, select
from generator.check.rule import Context
from generator.check.runner import Fault, Outcome, run
from generator.diagnostics import in_order
from generator.errors import ToolError, UsageError
from generator.render.lock import read_lock
from generator.source.files import SourceFile
from generator.template.load import load_template, path_prefix, template_from_sources

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from generator.app.config import Settings
    from generator.check.deep import Told
    from generator.check.rule import Runnable
    from generator.diagnostics import Diagnostic, RuleInfo, Severity
    from generator.template.model import Template
    from generator.terraform.trial import Bench


class FolderJob(Struct, frozen=True):
    """A folder to check, and how.

    Attributes:
        folder: Where it is; reports call it so.
        settings: Target, rules and severities.
        fix: Write safe fixes to disk.
        bench: Where Terraform itself tries the folder; None where it is not asked.
    """

    folder: Path
    settings: Settings
    fix: bool = False
    bench: Bench | None = None


class CheckedFolder(Struct, frozen=True):
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
        template = load_template(job.folder, name, catalog.sources)
    except UsageError as error:
        return CheckedFolder(name, (), {}, (), frozenset(), None, unreadable=error.message)
    target = target_of(catalog, settings.coder or _locked_target(job.folder))
    rules, wanted = _chosen_rules(settings)
    if job.bench is not None:
        wanted |= _wanted_deep(settings)

    def outcome_of(now: Template, told: Sequence[Told] | None = None) -> Outcome:
        outcome = run(Context(now, catalog, target), rules, rule_names(), told)
        kept = [d for d in outcome.diagnostics if d.rule.name in wanted]
        return Outcome(tuple(_with_severities(kept, settings.severities)), outcome.faults)

    def findings(sources: Mapping[str, SourceFile]) -> Iterable[Diagnostic]:
        return outcome_of(_read_anew(template, sources)).diagnostics

    applied, settled = 0, True
    if job.fix:
        from generator.check.fix_loop import fix_all

        fixed = fix_all(template.sources, findings)
        applied, settled = fixed.applied, fixed.settled
        _write(job.folder, path_prefix(name), template.sources, fixed.sources)
        template = _read_anew(template, fixed.sources)
    told, failures = _told(job, template, catalog, wanted)
    outcome = outcome_of(template, told)
    return CheckedFolder(
        name=name,
        diagnostics=outcome.diagnostics,
        sources={path: SourceFile(path, source.data) for path, source in template.sources.items()},
        faults=(*outcome.faults, *failures),
        ran=wanted,
        threshold=settings.threshold,
        fixed=applied,
        settled=settled,
    )


def _read_anew(template: Template, sources: Mapping[str, SourceFile]) -> Template:
    """The model of a template whose Terraform files are others now."""
    return template_from_sources(sources.values(), template.folder, template.module_sources, files=template.files)


def _locked_target(folder: Path) -> str | None:
    lock = read_lock(folder)
    return None if lock is None else lock.coder


def _chosen_rules(settings: Settings) -> tuple[tuple[Runnable, ...], frozenset[str]]:
    """The rules to run, and the names of those whose findings are wanted, rules about suppressions among them."""
    rules = tuple(rule for rule in select(settings.select, settings.ignore) if rule.name not in settings.off)
    about = {info.name for info in SUPPRESSION_RULES if not _is_out(info, settings)}
    return rules, frozenset({rule.name for rule in rules} | about)


def _wanted_deep(settings: Settings) -> frozenset[str]:
    """The names of the rules of deep mode whose findings are wanted."""
    chosen = settings.select
    return frozenset(
        info.name
        for info in DEEP_RULES
        if not _is_out(info, settings) and (not chosen or info.name in chosen or info.family in chosen)
    )


def _is_out(info: RuleInfo, settings: Settings) -> bool:
    return not {*settings.off, *settings.ignore}.isdisjoint({info.name, info.family})


def _told(
    job: FolderJob, template: Template, catalog: Catalog, wanted: frozenset[str]
) -> tuple[list[Told] | None, tuple[Fault, ...]]:
    """What Terraform says of the folder, None where it is not asked, and its failures.

    What a rule stands for that was not selected is left to `refused-by-terraform`.
    """
    if job.bench is None:
        return None, ()
    from generator.app.deep import try_template

    if job.bench.mirror is not None and (catalog.own is not None or catalog.sources.pairs):
        # What stands in for the registry knows the built-in catalog, and answers for no mirror.
        template, catalog = replace(template, module_sources=AS_WRITTEN), Catalog(catalog.root)
    try:
        told = try_template(job.bench, job.folder, template, catalog)
    except ToolError as error:
        return [], (Fault(REFUSED.name, error.message),)
    return [_among(each, wanted, job.settings) for each in told], ()


def _among(told: Told, wanted: frozenset[str], settings: Settings) -> Told:
    finding = told.finding
    if finding.rule.name in wanted or _is_out(finding.rule, settings):
        return told
    return replace(told, finding=replace(finding, rule=REFUSED))


def _with_severities(found: list[Diagnostic], severities: Mapping[str, Severity]) -> list[Diagnostic]:
    if not severities:
        return found
    return in_order([replace(d, severity=severities.get(d.rule.name, d.severity)) for d in found])


def _write(folder: Path, prefix: str, before: Mapping[str, SourceFile], after: Mapping[str, SourceFile]) -> None:
    """Replace each changed file in one step, so that a killed run leaves the old text or the new one."""
    from generator.render.swap import replace_file

    for path, source in after.items():
        if source.data != before[path].data:
            replace_file(folder / path.removeprefix(prefix), source.data)
