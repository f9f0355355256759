"""`taskplate update`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from generator.cli import exit_codes
from generator.cli.options import catalog_option
from generator.cli.rewritten import rewriting_options


@click.command("update")
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
@click.option("--coder", metavar="VERSION", help="The target. Default: the spec's, else the one it was made for.")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 when the folder is not current.")
@catalog_option("A catalog of your own over the built-in one. Default: that of the configuration around the spec.")
@rewriting_options
def command(
    folder: Path,
    coder: str | None,
    check: bool,  # noqa: FBT001 - click hands flags over by name
    own_catalog: Path | None,
    diff: bool,  # noqa: FBT001
    force: bool,  # noqa: FBT001
) -> int:
    """Render the generated folder DIR anew, from its spec and today's catalog, and merge your edits in.

    Conflicts are marked as git marks them; exit 1 when there are any.
    """
    from generator.app.generation import RefusedTemplateError
    from generator.app.updating import update
    from generator.cli.output import colour_wanted, unified_diff
    from generator.report.human import human_report

    colour = colour_wanted(sys.stderr)
    try:
        made = update(folder, coder=coder, force=force, write=not (check or diff), own_catalog=own_catalog)
    except RefusedTemplateError as error:
        click.echo(human_report(error.diagnostics, error.sources, colour=colour), err=True, nl=False)
        click.echo(f"{folder}: what its spec describes has errors; nothing was written", err=True)
        return exit_codes.FINDINGS
    if diff:
        for item in made.differences:
            click.echo(unified_diff(item.name, item.old, item.new), nl=False)
    names = ", ".join(item.name for item in made.differences)
    if not made.differences:
        click.echo(f"{folder}: is current")
    elif check:
        click.echo(f"{folder}: is not current ({names}); run taskplate update {folder}", err=True)
    elif not diff:
        kept = f"; your edits are in {', '.join(made.merged)}" if made.merged else ""
        click.echo(f"{folder}: updated for Coder {made.made.composition.target} ({names}){kept}")
    click.echo(human_report(made.remaining, made.sources, colour=colour), err=True, nl=False)
    for conflict in made.conflicts:
        click.echo(f"{folder / conflict.name}: conflict: {conflict.reason}", err=True)
    stale = check and bool(made.differences)
    return exit_codes.FINDINGS if made.conflicts or made.remaining or stale else exit_codes.CLEAN
