"""`taskplate export-cookiecutter`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from generator.cli import exit_codes
from generator.cli.options import catalog_option


@click.command("export-cookiecutter")
@click.argument("spec", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="The folder to write. Default: beside the spec, `cookiecutter-` and the spec's name.",
)
@click.option("--coder", metavar="VERSION", help="The target, over the one in the spec.")
@click.option("--target", metavar="NAME", default="", help="One of the spec's `targets`, where it has any.")
@catalog_option("A catalog of your own over the built-in one. Default: that of the configuration around the spec.")
@click.option("--force", is_flag=True, help="Replace what is in the folder.")
def command(
    spec: Path,
    output: Path | None,
    coder: str | None,
    target: str,
    own_catalog: Path | None,
    force: bool,  # noqa: FBT001 - click hands flags over by name
) -> int:
    """Make a cookiecutter template of SPEC that asks for its values and needs no taskplate.

    What it makes where nobody answers is what `taskplate generate` makes of SPEC, but for the lock file. It asks for
    the name, what people read of the template, the literals that SPEC gives to options of the blueprint, and the
    defaults of parameters.
    """
    from generator.app.catalogs import catalog_for
    from generator.app.exporting import export_cookiecutter
    from generator.app.generation import RefusedTemplateError
    from generator.cli.output import colour_wanted
    from generator.report.human import human_report

    catalog = catalog_for(spec.parent, own_catalog)
    try:
        done = export_cookiecutter(spec, output, coder=coder, force=force, variant=target, catalog=catalog)
    except RefusedTemplateError as error:
        click.echo(human_report(error.diagnostics, error.sources, colour=colour_wanted(sys.stderr)), err=True, nl=False)
        click.echo(f"{spec}: the template that this spec describes has errors; nothing was written", err=True)
        return exit_codes.FINDINGS
    chosen = done.made.composition
    asked = ", ".join(question.key for question in done.questions)
    click.echo(
        f"{done.folder}: {len(done.files)} files for Coder {chosen.target} ({chosen.mechanism}); asks for {asked}"
    )
    for each in done.fixed:
        click.echo(f"  {each.name} is as in the spec: {each.reason}", err=True)
    return exit_codes.CLEAN
