"""`taskplate explain`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("explain")
@click.argument("name")
@click.option("--coder", metavar="VERSION", help="The target that releases are chosen for.")
@click.option(
    "--catalog",
    "own",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="A catalog of your own over the built-in one. Default: that of the configuration.",
)
def command(name: str, coder: str | None, own: Path | None) -> None:
    """Explain NAME, a rule, agent, module or blueprint, in words."""
    from generator.app.catalogs import catalog_for
    from generator.app.reference import explain

    click.echo(explain(name, catalog_for(Path(), own), coder=coder), nl=False)
