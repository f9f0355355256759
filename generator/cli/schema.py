"""`taskplate schema`."""

from __future__ import annotations

import click

from generator.cli import completed


@click.command("schema")
@click.argument("name", shell_complete=completed.schemas)
def command(name: str) -> None:
    """Print the JSON Schema NAME, such as task-template, for editors and other tools."""
    from generator.app.reference import schema

    click.echo(schema(name), nl=False)
