"""`taskplate explain`."""

from __future__ import annotations

from pathlib import Path

import click

from generator.cli import completed
from generator.cli.options import catalog_option


@click.command("explain")
@click.argument("name", shell_complete=completed.anything)
@click.option("--coder", metavar="VERSION", help="The target that releases are chosen for.")
@catalog_option()
def command(name: str, coder: str | None, own_catalog: Path | None) -> None:
    """Explain NAME, a rule, agent, module or blueprint (one of your own by its path), in words."""
    from generator.app.catalogs import catalog_for
    from generator.app.reference import explain

    click.echo(explain(name, catalog_for(Path(), own_catalog), coder=coder), nl=False)
