"""`taskplate validate`."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli import completed, exit_codes
from generator.cli.options import catalog_option
from generator.diagnostics import Severity

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.app.validation import Validation
    from generator.report.findings import Findings
    from generator.terraform.trial import Mode

REPORTERS = {
    "text": ("generator.report.human", "text_report"),
    "json": ("generator.report.json_report", "json_text"),
    "sarif": ("generator.report.sarif", "sarif_report"),
    "github": ("generator.report.github", "github_report"),
    "junit": ("generator.report.junit", "junit_report"),
    "gitlab": ("generator.report.gitlab", "gitlab_report"),
    "markdown": ("generator.report.markdown", "markdown_report"),
}
"""Format to the module and function that make it; loaded when asked for."""

_FILE = click.Path(path_type=Path, dir_okay=False)
_SHOWN = 10  # stale entries of a baseline that are named


class _Command(click.Command):
    """Takes `--deep` alone for `--deep=offline`; what follows it is a path, never its value."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The arguments that are left when options are taken."""
        return super().parse_args(ctx, ["--deep=offline" if arg == "--deep" else arg for arg in args])


def _reports(_context: click.Context, _option: click.Parameter, texts: tuple[str, ...]) -> list[tuple[str, Path]]:
    """The format and the file of each `FORMAT=FILE`."""
    pairs = [text.partition("=") for text in texts]
    for format_, _, file in pairs:
        if format_ not in REPORTERS or not file:
            formats = ", ".join(REPORTERS)
            raise click.BadParameter(f"write a format and a file, as in sarif=taskplate.sarif; formats: {formats}")
    return [(format_, Path(file)) for format_, _, file in pairs]


@click.command("validate", cls=_Command)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--coder",
    metavar="VERSION",
    help="The target. Default: that of the configuration, of the lock file, else the extended-support release.",
)
@click.option("--format", "format_", type=click.Choice(list(REPORTERS)), default="text", help="The report's format.")
@click.option("--output", type=_FILE, help="Write the report to a file.")
@click.option(
    "--report",
    "reports",
    multiple=True,
    metavar="FORMAT=FILE",
    callback=_reports,
    help="Write a report of another format to a file as well.",
)
@click.option(
    "--select",
    multiple=True,
    metavar="RULES",
    shell_complete=completed.rules,
    help="Run only these rules or families (comma-separated).",
)
@click.option(
    "--extend-select",
    multiple=True,
    metavar="RULES",
    shell_complete=completed.rules,
    help="Run these besides the selected ones.",
)
@click.option(
    "--ignore",
    multiple=True,
    metavar="RULES",
    shell_complete=completed.rules,
    help="Leave these rules or families out.",
)
@click.option("--fix", is_flag=True, help="Write safe fixes to the files.")
@click.option(
    "--fail-on",
    type=click.Choice([*(s.value for s in Severity), "never"]),
    help="The least severity that exits 1. Default: error.",
)
@click.option("--baseline", type=_FILE, help="Leave out the findings that are listed in a file.")
@click.option("--write-baseline", type=_FILE, help="List what is found in a file instead of failing.")
@click.option("--diff-from", metavar="REV", help="Only findings that changes since a git revision brought.")
@click.option("--changed-from", metavar="REV", help="Only templates that changed since a git revision.")
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Processes that share the folders. Default: 1 for few folders, else one for each core.",
)
@click.option(
    "--deep",
    type=click.Choice(["offline", "online"]),
    help="Let real Terraform try each template: with stubs of providers and modules, or online with the real ones.",
)
@catalog_option()
@click.option("--shard", metavar="I/N", help="Check the I-th of N equal parts of the folders.")
def command(
    paths: tuple[Path, ...],
    coder: str | None,
    format_: str,
    output: Path | None,
    reports: list[tuple[str, Path]],
    select: tuple[str, ...],
    extend_select: tuple[str, ...],
    ignore: tuple[str, ...],
    fix: bool,  # noqa: FBT001 - click hands flags over by name
    fail_on: str | None,
    baseline: Path | None,
    write_baseline: Path | None,
    diff_from: str | None,
    changed_from: str | None,
    jobs: int | None,
    shard: str | None,
    deep: Mode | None,
    own_catalog: Path | None,
) -> int:
    """Check the template folders at PATHS, or below them."""
    from generator.app.validation import validate

    if write_baseline is not None:
        if diff_from is not None or changed_from is not None:
            option = "--diff-from" if diff_from is not None else "--changed-from"
            raise click.UsageError(f"a baseline lists every finding: leave out {option} or --write-baseline")
        baseline = None  # what it knows is to be written again
    result = validate(
        paths,
        coder=coder,
        chosen=_names(select),
        extended=_names(extend_select),
        ignored=_names(ignore),
        fix=fix,
        fail_on=fail_on,
        baseline=baseline,
        diff_from=diff_from,
        changed_from=changed_from,
        jobs=jobs,
        shard=shard,
        deep=deep,
        own_catalog=own_catalog,
    )
    for each, file in ((format_, output), *reports):
        _report(result, each, file)
    _notices(result, baseline)
    if format_ == "text":
        _summary(result)
    if write_baseline is not None:
        _write_baseline(result, write_baseline)
    if result.faults:
        return exit_codes.FAULT
    if result.unreadable:
        return exit_codes.USAGE
    return exit_codes.FINDINGS if result.failed and write_baseline is None else exit_codes.CLEAN


def _names(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.strip() for value in values for name in value.split(",") if name.strip())


def _report(result: Validation, format_: str, output: Path | None) -> None:
    from generator.cli.output import colour_wanted, write_report

    module, function = REPORTERS[format_]
    reporter: Callable[[Findings], str] = getattr(import_module(module), function)
    write_report(reporter(result.findings(colour=output is None and colour_wanted(sys.stdout))), output)


def _notices(result: Validation, baseline: Path | None) -> None:
    for reason in result.unreadable:
        click.echo(f"taskplate: {reason}", err=True)
    for name in result.unsettled:
        click.echo(f"{name}: its fixes chase each other; nothing was fixed there", err=True)
    for fault in result.faults:
        click.echo(f"taskplate: the rule `{fault.rule}` failed: {fault.reason}", err=True)
    for entry in result.stale[:_SHOWN]:
        click.echo(f"{baseline}: note: a finding of `{entry.rule}` in {entry.path} is gone", err=True)
    if result.stale:
        more = f" ({len(result.stale)} entries)" if len(result.stale) > _SHOWN else ""
        click.echo(f"{baseline}: note: write it anew with --write-baseline{more}", err=True)


def _summary(result: Validation) -> None:
    from generator.report.human import summary

    subject = f"{result.templates} template{'s' if result.templates != 1 else ''} checked"
    if result.fixed:
        subject += f", {result.fixed} edit{'s' if result.fixed != 1 else ''} made"
    click.echo(summary(result.diagnostics, subject), err=True)


def _write_baseline(result: Validation, file: Path) -> None:
    from generator.app.baseline import baseline_of, write_baseline

    write_baseline(file, baseline_of(file, result.diagnostics, result.sources))
    count = len(result.diagnostics)
    click.echo(f"{file}: {count} finding{'s' if count != 1 else ''} written", err=True)
