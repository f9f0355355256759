"""`taskplate generate`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from generator.cli import exit_codes


@click.command("generate")
@click.argument("spec", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="The folder to write. Default: beside the spec, named as the spec says.",
)
@click.option("--coder", metavar="VERSION", help="The target, over the one in the spec.")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 when the folder is not current.")
@click.option("--diff", is_flag=True, help="Write nothing; show what would change.")
@click.option("--force", is_flag=True, help="Replace files that were edited, or that taskplate did not write.")
def command(spec: Path, output: Path | None, coder: str | None, check: bool, diff: bool, force: bool) -> int:  # noqa: FBT001 - click hands flags over by name
    """Make the template that SPEC (task-template.yaml) describes.

    The folder is rendered, formatted and checked in memory, and written whole or not at all.
    """
    from generator.app.generation import RefusedTemplateError, generate
    from generator.cli.output import colour_wanted, unified_diff
    from generator.report.human import human_report

    try:
        made = generate(spec, output, coder=coder, force=force, write=not (check or diff))
    except RefusedTemplateError as error:
        click.echo(human_report(error.diagnostics, error.sources, colour=colour_wanted(sys.stderr)), err=True, nl=False)
        click.echo(f"{spec}: the template that this spec describes has errors; nothing was written", err=True)
        return exit_codes.FINDINGS
    click.echo(human_report(made.diagnostics, made.sources, colour=colour_wanted(sys.stderr)), err=True, nl=False)
    if diff:
        for item in made.differences:
            click.echo(unified_diff(item.name, item.old, item.new), nl=False)
    if check and made.differences:
        names = ", ".join(item.name for item in made.differences)
        click.echo(f"{made.folder}: is not current ({names}); run taskplate generate {spec}", err=True)
        return exit_codes.FINDINGS
    if not (check or diff):
        chosen = made.composition
        agent = (
            chosen.agent_module.source + " " + chosen.agent_module.version if chosen.agent_module else chosen.agent_name
        )
        click.echo(
            f"{made.folder}: {len(made.files)} files for Coder {chosen.target} ({chosen.mechanism})"
            + (f", {agent}" if agent else "")
        )
        if chosen.notice:
            click.echo(f"  {chosen.notice}", err=True)
    return exit_codes.CLEAN
