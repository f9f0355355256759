"""`taskplate generate`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli import exit_codes
from generator.cli.options import catalog_option
from generator.source.problems import InvalidInputError

if TYPE_CHECKING:
    from generator.app.generation import Generated
    from generator.app.requested import Request


@click.command("generate")
@click.argument("specs", metavar="SPEC...", nargs=-1, required=True, type=click.Path(path_type=Path))
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
@click.option("--touched", is_flag=True, help="Pass over what has no spec: the paths are files that were touched.")
@click.option("--force", is_flag=True, help="Replace files that were edited, or that taskplate did not write.")
def command(
    specs: tuple[Path, ...],
    output: Path | None,
    coder: str | None,
    target: str | None,
    own_catalog: Path | None,
    check: bool,  # noqa: FBT001 - click hands flags over by name
    diff: bool,  # noqa: FBT001
    touched: bool,  # noqa: FBT001
    force: bool,  # noqa: FBT001
) -> int:
    """Make the template that SPEC (task-template.yaml) describes.

    The folder is rendered, formatted and checked in memory, and written whole or not at all.

    With --check or --diff, SPEC may also be a generated folder, a file in one, or a folder with specs below it.
    """
    from generator.app.requested import Request, requests_for

    write = not (check or diff)
    if touched and write:
        raise click.UsageError("--touched goes with --check or --diff")
    one = output is not None or target is not None
    if one and (touched or len(specs) > 1):
        raise click.UsageError("--output and --target go with one spec")
    requests = [Request(spec) for spec in specs] if write or one else requests_for(specs, touched=touched)
    codes = [exit_codes.CLEAN]
    shown: set[Path] = set()
    for request in requests:
        try:
            every = _made(request, output, coder, target, own_catalog, force=force, write=write)
        except InvalidInputError as error:
            codes.append(_refused(request.spec, error, alone=len(requests) == 1))
            continue
        for made in every:
            if made.folder.resolve() not in shown:
                shown.add(made.folder.resolve())
                codes.append(_told(made, request.spec, written=write, check=check, diff=diff))
    return max(codes)


def _made(
    request: Request,
    output: Path | None,
    coder: str | None,
    target: str | None,
    own_catalog: Path | None,
    *,
    force: bool,
    write: bool,
) -> list[Generated]:
    from generator.app.catalogs import catalog_for
    from generator.app.generation import generate, generate_all
    from generator.app.requested import generate_requested

    spec = request.spec
    catalog = catalog_for(spec.parent, own_catalog)
    if target is not None:
        return [generate(spec, output, coder=coder, force=force, write=write, variant=target, catalog=catalog)]
    if request.folder is not None:
        return generate_requested(request, catalog, coder=coder)
    return generate_all(spec, output, coder=coder, force=force, write=write, catalog=catalog)


def _refused(spec: Path, error: InvalidInputError, *, alone: bool) -> int:
    """Says why a spec makes no template; the exit code."""
    from generator.app.generation import RefusedTemplateError
    from generator.cli.output import colour_wanted
    from generator.report.human import human_report

    refused = isinstance(error, RefusedTemplateError)
    if alone and not refused:
        raise error
    click.echo(human_report(error.diagnostics, error.sources, colour=colour_wanted(sys.stderr)), err=True, nl=False)
    why = "the template that this spec describes has errors; " if refused else ""
    click.echo(f"{spec}: {why}nothing was written", err=True)
    return exit_codes.FINDINGS if refused else exit_codes.USAGE


def _told(made: Generated, spec: Path, *, written: bool, check: bool, diff: bool) -> int:
    """Says what came of a template; the exit code."""
    from generator.cli.output import colour_wanted
    from generator.report.human import human_report

    click.echo(human_report(made.diagnostics, made.sources, colour=colour_wanted(sys.stderr)), err=True, nl=False)
    _show(made, written=written, diff=diff)
    if not (check and made.differences):
        return exit_codes.CLEAN
    names = ", ".join(item.name for item in made.differences)
    click.echo(f"{made.folder}: is not current ({names}); run taskplate generate {spec}", err=True)
    return exit_codes.FINDINGS


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
