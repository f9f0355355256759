"""`taskplate catalog`."""

from __future__ import annotations

import json
from typing import Any

import click

_LONG = 80  # characters of a list on one line
_FORMAT = click.option(
    "--format", "format_", type=click.Choice(["table", "json"]), default="table", help="How to print it."
)
_CODER = click.option("--coder", metavar="VERSION", help="The target that releases are chosen for.")


@click.group("catalog")
def command() -> None:
    """What taskplate knows of agents, modules and blueprints."""


@command.command("list")
@_CODER
@_FORMAT
def list_(coder: str | None, format_: str) -> None:
    """List agents, helper modules and blueprints."""
    from generator.app.reference import catalog_list
    from generator.report.table import table

    entries = catalog_list(coder=coder)
    if format_ == "json":
        click.echo(json.dumps(entries, indent=2, ensure_ascii=False))
        return
    columns = {
        "agents": ("id", "release", "auth", "description"),
        "modules": ("id", "release", "description"),
        "blueprints": ("id", "description"),
    }
    parts = []
    for kind, names in columns.items():
        rows = [[_cell(entry[name]) for name in names] for entry in entries[kind]]
        parts.append(f"{kind}\n{table(names, rows)}")
    click.echo("\n".join(parts), nl=False)


@command.command("show")
@click.argument("name")
@_CODER
@_FORMAT
def show(name: str, coder: str | None, format_: str) -> None:
    """Show an agent, helper module or blueprint by NAME, or any registry module by its address (coder/claude-code)."""
    from generator.app.reference import catalog_show
    from generator.report.table import table

    entry = catalog_show(name, coder=coder)
    if format_ == "json":
        click.echo(json.dumps(entry, indent=2, ensure_ascii=False))
        return
    inputs, options = entry.pop("inputs", None), entry.pop("options", None)
    entry.pop("releases", None)
    lines = [
        (key if i == 0 else "", line) for key, value in entry.items() for i, line in enumerate(_lines(value) or ["-"])
    ]
    click.echo(table(("key", "value"), lines), nl=False)
    for title, members in (("inputs", inputs), ("options", options)):
        if members:
            head = list(next(iter(members.values())))
            rows = [[member, *(_cell(values.get(key)) for key in head)] for member, values in members.items()]
            click.echo(f"\n{title}\n" + table(("name", *head), rows), nl=False)


def _lines(value: Any) -> list[str]:
    """The lines of a cell: one for each member of a mapping, and for each item of a list that is long on one line."""
    if isinstance(value, dict):
        return [line for name, member in value.items() for line in _member_lines(name, member)]
    if isinstance(value, list) and len(_cell(value)) > _LONG:
        return [_cell(item) for item in value]
    return [_cell(value)]


def _member_lines(name: str, member: Any) -> list[str]:
    """A member on its line; of one that has members itself, the name people use on that line and the rest below it."""
    if not isinstance(member, dict):
        return [f"{name}: {_cell(member)}"]
    below = [(key, value) for key, value in member.items() if key != "display_name" and value not in (None, [], {})]
    called = member.get("display_name")
    return [f"{name}: {called}" if called else name, *(f"  {key}: {_cell(value)}" for key, value in below)]


def _cell(value: Any) -> str:
    match value:
        case None:
            return "-"
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(map(_cell, value)) or "-"
        case dict():
            return "; ".join(f"{key}: {_cell(item)}" for key, item in value.items()) or "-"
        case _:
            return " ".join(str(value).split())
