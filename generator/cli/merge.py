"""`taskplate merge`."""

from __future__ import annotations

from pathlib import Path

import click

from generator.cli import exit_codes
from generator.cli.output import write_report


@click.command("merge")
@click.argument("reports", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write it to a file.")
def command(reports: tuple[Path, ...], output: Path | None) -> int:
    """Make one SARIF report of those that several shards of `validate` wrote."""
    from generator.app.merging import merge_reports

    write_report(merge_reports(reports), output)
    return exit_codes.CLEAN
