"""`taskplate compare`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from generator.cli import exit_codes
from generator.diagnostics import Severity


@click.command("compare")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", help="The report's format.")
@click.option(
    "--fail-on",
    type=click.Choice([severity.value for severity in Severity]),
    default="error",
    help="The least severity that exits 1.",
)
def command(old: Path, new: Path, format_: str, fail_on: str) -> int:
    """Tell what workspaces made from the template in OLD will hit when they are updated to the one in NEW."""
    from generator.app.comparing import compare

    found = compare(old, new)
    if format_ == "json":
        from generator.report.json_report import json_report

        click.echo(json_report(found.diagnostics, found.sources), nl=False)
    else:
        from generator.cli.output import colour_wanted
        from generator.report.human import human_report, summary

        click.echo(human_report(found.diagnostics, found.sources, colour=colour_wanted(sys.stdout)), nl=False)
        click.echo(summary(found.diagnostics, f"{old} compared with {new}"), err=True)
    if not found.complete:
        click.echo("a file could not be read, so nothing was compared; taskplate validate tells which", err=True)
        return exit_codes.USAGE
    failed = any(diagnostic.severity.at_least(Severity(fail_on)) for diagnostic in found.diagnostics)
    return exit_codes.FINDINGS if failed else exit_codes.CLEAN
