"""`taskplate upgrade`."""

from __future__ import annotations

from pathlib import Path

import click

from generator.cli.options import catalog_option
from generator.cli.rewritten import rewriting_options, tell


@click.command("upgrade")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--coder", metavar="VERSION", help="The target. Default: that of the configuration, else the newest ESR.")
@click.option("--only", metavar="MODULE", multiple=True, help="A module by label, id or address; can be repeated.")
@catalog_option()
@rewriting_options
def command(
    folder: Path,
    coder: str | None,
    only: tuple[str, ...],
    own_catalog: Path | None,
    diff: bool,  # noqa: FBT001 - click hands flags over by name
    force: bool,  # noqa: FBT001
) -> int:
    """Move the template in DIR to another Coder release: its task mechanism, its agent, its other modules.

    Every other byte stays. What cannot be decided is left as it is and told with its place.
    """
    from generator.app.catalogs import catalog_for
    from generator.app.upgrading import upgrade

    catalog = catalog_for(folder, own_catalog)
    return tell(upgrade(folder, coder=coder, only=only, force=force, write=not diff, catalog=catalog), diff=diff)
