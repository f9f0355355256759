"""`taskplate validate`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli import exit_codes
from generator.diagnostics import Severity

if TYPE_CHECKING:
    from generator.app.validation import Validation

_NEVER = "never"


@click.command("validate")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--coder", metavar="VERSION", help="The target. Default: that of the lock file, else the extended-support release."
)
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", help="The report's format.")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write the report to a file.")
@click.option("--select", multiple=True, metavar="RULES", help="Run only these rules or families (comma-separated).")
@click.option("--ignore", multiple=True, metavar="RULES", help="Leave these rules or families out.")
@click.option("--fix", is_flag=True, help="Write safe fixes to the files.")
@click.option(
    "--fail-on",
    type=click.Choice([*(s.value for s in Severity), _NEVER]),
    default="error",
    help="The least severity that exits 1.",
)
def command(
    paths: tuple[Path, ...],
    coder: str | None,
    format_: str,
    output: Path | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    fix: bool,  # noqa: FBT001 - click hands flags over by name
    fail_on: str,
) -> int:
    """Check the template folders at PATHS, or below them."""
    from generator.app.validation import validate

    result = validate(paths, coder=coder, chosen=_names(select), ignored=_names(ignore), fix=fix)
    _report(result, format_, output)
    for name in result.unsettled:
        click.echo(f"{name}: its fixes chase each other; nothing was fixed there", err=True)
    for fault in result.faults:
        click.echo(f"taskplate: the rule `{fault.rule}` failed: {fault.reason}", err=True)
    if format_ == "text":
        from generator.report.human import summary

        subject = f"{result.templates} template{'s' if result.templates != 1 else ''} checked"
        if result.fixed:
            subject += f", {result.fixed} edit{'s' if result.fixed != 1 else ''} made"
        click.echo(summary(result.diagnostics, subject), err=True)
    if result.faults:
        return exit_codes.FAULT
    failed = fail_on != _NEVER and result.fails(Severity(fail_on))
    return exit_codes.FINDINGS if failed else exit_codes.CLEAN


def _names(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.strip() for value in values for name in value.split(",") if name.strip())


def _report(result: Validation, format_: str, output: Path | None) -> None:
    if format_ == "json":
        from generator.report.json_report import json_report

        text = json_report(result.diagnostics, result.sources)
    else:
        from generator.cli.output import colour_wanted
        from generator.report.human import human_report

        text = human_report(result.diagnostics, result.sources, colour=output is None and colour_wanted(sys.stdout))
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        from generator.errors import UsageError

        raise UsageError(f"{output}: cannot be written: {error.strerror or error}") from None
