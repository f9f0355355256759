"""`taskplate catalog`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.cli import completed, exit_codes
from generator.cli.options import catalog_option

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.app.catalog_upkeep import CatalogSync, LookAt
    from generator.upkeep.claims import ProvedClaims
    from generator.upkeep.differences import ModuleChange

_FEW = 4  # releases that are named one by one
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
@catalog_option()
@_FORMAT
def list_(coder: str | None, own_catalog: Path | None, format_: str) -> None:
    """List agents, helper modules and blueprints."""
    from generator.app.catalogs import catalog_for
    from generator.app.reference import catalog_list
    from generator.report.table import table

    entries = catalog_list(catalog_for(Path(), own_catalog), coder=coder)
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
@click.argument("name", shell_complete=completed.catalogued)
@_CODER
@catalog_option()
@_FORMAT
def show(name: str, coder: str | None, own_catalog: Path | None, format_: str) -> None:
    """Show an agent, helper module or blueprint by NAME, or any registry module by its address (coder/claude-code)."""
    from generator.app.catalogs import catalog_for
    from generator.app.reference import catalog_show
    from generator.report.table import table

    entry = catalog_show(name, catalog_for(Path(), own_catalog), coder=coder)
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
            rows = [[member, *(_cut(_cell(values.get(key))) for key in head)] for member, values in members.items()]
            click.echo(f"\n{title}\n" + table(("name", *head), rows), nl=False)


@command.command("sync")
@click.argument("checkout", type=click.Path(path_type=Path))
@catalog_option("The catalog of your own to write. Default: that of the configuration, else the built-in one.")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 when the interfaces are not current.")
def sync(checkout: Path, own_catalog: Path | None, check: bool) -> int:  # noqa: FBT001 - click hands flags over by name
    """Read the interface of every module release from CHECKOUT, a git checkout of the registry with its tags.

    What changed is told, and which agents and modules of the catalog a person should look at.
    """
    from generator.app.catalog_upkeep import sync_catalog
    from generator.app.catalogs import choice_for

    done = sync_catalog(checkout, own=choice_for(Path(), own_catalog).own, write=not check)
    for line in _told(done, check=check):
        click.echo(line)
    if done.claims is not None:
        _findings(done.claims)
    failed = (check and done.files) or (done.claims is not None and done.claims.diagnostics)
    return exit_codes.FINDINGS if failed else exit_codes.CLEAN


@command.command("check")
@catalog_option()
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", help="The report's format.")
def check(own_catalog: Path | None, format_: str) -> int:
    """Prove that what agents and modules of the catalog claim of module releases holds in their interfaces."""
    from generator.app.catalog_upkeep import check_catalog
    from generator.app.catalogs import catalog_for

    proved = check_catalog(catalog_for(Path(), own_catalog))
    if format_ == "json":
        from generator.report.json_report import json_report

        click.echo(json_report(proved.diagnostics, proved.sources), nl=False)
    else:
        _findings(proved)
    return exit_codes.FINDINGS if proved.diagnostics else exit_codes.CLEAN


def _findings(proved: ProvedClaims) -> None:
    from generator.cli.output import colour_wanted
    from generator.report.human import human_report, summary

    click.echo(human_report(proved.diagnostics, proved.sources, colour=colour_wanted(sys.stdout)), nl=False)
    click.echo(summary(proved.diagnostics, f"{proved.claims} claims in {len(proved.sources)} files checked"), err=True)


def _told(done: CatalogSync, *, check: bool) -> Iterator[str]:
    """What a sync found, line by line."""
    for change in done.changes:
        yield from _change(change)
    yield from (f"left out: {reason}" for reason in done.unread)
    if done.untagged:
        yield f"kept, though the checkout has no tag of them: {', '.join(done.untagged)}"
    yield from (_look(each) for each in done.look_at)
    did = "would change" if check else "written"
    yield f"{done.tags} release tags read; interfaces {did}: {len(done.files)}"


def _change(change: ModuleChange) -> Iterator[str]:
    if change.is_new:
        yield f"{change.address}: new module, {_releases(change.added)}"
        return
    if not (change.added or change.gone or change.retold or change.left_main):
        yield f"{change.address}: on the main branch again"
    if change.added:
        yield f"{change.address}: new {_releases(change.added)}"
        yield from (f"  {line}" for line in change.differences)
    if change.gone:
        yield f"{change.address}: no tag any more of {_releases(change.gone)}"
    if change.left_main:
        yield f"{change.address}: gone from the main branch"
    together: dict[tuple[str, ...], list[object]] = {}
    for release, words in change.retold:
        together.setdefault(words, []).append(release)
    for words, releases in together.items():
        yield f"{change.address}: told otherwise of {_releases(releases)}"
        yield from (f"  {line}" for line in words)


def _releases(releases: Any) -> str:
    """Releases in words; of many the first and the last."""
    if len(releases) > _FEW:
        return f"{len(releases)} releases from {releases[0]} to {releases[-1]}"
    return f"release{'s' if len(releases) > 1 else ''} {', '.join(map(str, releases))}"


def _look(each: LookAt) -> str:
    ended = f"; nothing is said of it under {', '.join(f'`{key}`' for key in each.ended)}" if each.ended else ""
    return f"{each.file}: needs a look: {each.address} {each.release} is new{ended}"


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


def _cut(text: str) -> str:
    """A cell of a column with one line for each member; the whole of it is in the JSON."""
    return text if len(text) <= _LONG else f"{text[: _LONG - 1]}…"


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
