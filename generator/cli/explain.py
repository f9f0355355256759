"""`taskplate explain`."""

from __future__ import annotations

import click


@click.command("explain")
@click.argument("name")
@click.option("--coder", metavar="VERSION", help="The target that releases are chosen for.")
def command(name: str, coder: str | None) -> None:
    """Explain NAME, a rule, agent, module or blueprint, in words."""
    from generator.app.reference import explain

    click.echo(explain(name, coder=coder), nl=False)
