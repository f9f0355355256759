"""`taskplate generate`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli import exit_codes
from generator.cli.options import catalog_option

if TYPE_CHECKING:
    from generator.app.generation import Generated


@click.command("generate")
@click.argument("spec", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="The folder to write. Default: beside the spec, named as the spec says.",
)
@click.option("--coder", metavar="VERSION", help="The target, over the one in the spec.")
@click.option("--target", metavar="NAME", help="One of the spec's `targets`. Default: all of them.")
@catalog_option("A catalog of your own over the built-in one. Default: that of the configuration around the spec.")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 when the folder is not current.")
@click.option("--diff", is_flag=True, help="Write nothing; show what would change.")
@click.option("--force", is_flag=True, help="Replace files that were edited, or that taskplate did not write.")
def command(
    spec: Path,
    output: Path | None,
    coder: str | None,
    target: str | None,
    own_catalog: Path | None,
    check: bool,  # noqa: FBT001 - click hands flags over by name
    diff: bool,  # noqa: FBT001
    force: bool,  # noqa: FBT001
) -> int:
    """Make the template that SPEC (task-template.yaml) describes.

    The folder is rendered, formatted and checked in memory, and written whole or not at all.
    """
    from generator.app.catalogs import catalog_for
    from generator.app.generation import RefusedTemplateError, generate, generate_all
    from generator.cli.output import colour_wanted
    from generator.report.human import human_report

    write = not (check or diff)
    catalog = catalog_for(spec.parent, own_catalog)
    try:
        if target is None:
            every = generate_all(spec, output, coder=coder, force=force, write=write, catalog=catalog)
        else:
            every = [generate(spec, output, coder=coder, force=force, write=write, variant=target, catalog=catalog)]
    except RefusedTemplateError as error:
        click.echo(human_report(error.diagnostics, error.sources, colour=colour_wanted(sys.stderr)), err=True, nl=False)
        click.echo(f"{spec}: the template that this spec describes has errors; nothing was written", err=True)
        return exit_codes.FINDINGS
    for made in every:
        click.echo(human_report(made.diagnostics, made.sources, colour=colour_wanted(sys.stderr)), err=True, nl=False)
        _show(made, written=write, diff=diff)
    stale = [made for made in every if made.differences] if check else []
    for made in stale:
        names = ", ".join(item.name for item in made.differences)
        click.echo(f"{made.folder}: is not current ({names}); run taskplate generate {spec}", err=True)
    return exit_codes.FINDINGS if stale else exit_codes.CLEAN


def _show(made: Generated, *, written: bool, diff: bool) -> None:
    """What was made, or what would change."""
    from generator.cli.output import unified_diff

    if diff:
        for item in made.differences:
            click.echo(unified_diff(item.name, item.old, item.new), nl=False)
    if written:
        chosen = made.composition
        module = chosen.agent_module
        agent = chosen.agent_name if module is None else f"{module.source} {module.version}"
        said = f", {agent}" if agent else ""
        click.echo(f"{made.folder}: {len(made.files)} files for Coder {chosen.target} ({chosen.mechanism}){said}")
        if chosen.notice:
            click.echo(f"  {chosen.notice}", err=True)
