"""`taskplate schema`."""

from __future__ import annotations

import click


@click.command("schema")
@click.argument("name")
def command(name: str) -> None:
    """Print the JSON Schema NAME, such as task-template, for editors and other tools."""
    from generator.app.reference import schema

    click.echo(schema(name), nl=False)
