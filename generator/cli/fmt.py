"""`taskplate fmt`."""

from __future__ import annotations

from pathlib import Path

import click

from generator.cli import exit_codes


@click.command("fmt")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="Write nothing; exit 1 when a file is not formatted.")
@click.option("--diff", is_flag=True, help="Write nothing; show what would change.")
@click.option("-r", "--recursive", is_flag=True, help="Take the folders below as well.")
def command(paths: tuple[Path, ...], check: bool, diff: bool, recursive: bool) -> int:  # noqa: FBT001 - click hands flags over by name
    """Format the Terraform files at PATHS as `terraform fmt` does; prints the names of those it changes."""
    from generator.app.formatting import format_paths
    from generator.cli.output import unified_diff

    changed = format_paths(paths, recursive=recursive, write=not (check or diff))
    for item in changed:
        if diff:
            click.echo(unified_diff(item.path.as_posix(), item.before, item.after), nl=False)
        else:
            click.echo(item.path.as_posix())
    return exit_codes.FINDINGS if check and changed else exit_codes.CLEAN
