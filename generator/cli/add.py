"""`taskplate add`."""

from __future__ import annotations

from pathlib import Path

import click

from generator.cli import completed
from generator.cli.options import catalog_option
from generator.cli.rewritten import rewriting_options, tell


@click.command("add")
@click.argument("agent_id", metavar="AGENT", shell_complete=completed.agents)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--coder", metavar="VERSION", help="The target. Default: that of the configuration, else the newest ESR.")
@click.option(
    "--auth",
    metavar="METHOD",
    shell_complete=completed.methods,
    help="How the agent authenticates; `taskplate catalog show AGENT` lists them.",
)
@click.option("--agent", "label", metavar="LABEL", help="The coder_agent to work in, where there are several.")
@click.option("--workdir", metavar="PATH", help="The folder that the agent starts in.")
@click.option("--model", metavar="NAME", help="The model, as the agent calls it.")
@click.option("--start-command", metavar="COMMAND", help="The command that starts a custom agent.")
@click.option("--setup/--no-setup", default=True, help="Add a parameter for a setup script. Default: do.")
@catalog_option()
@rewriting_options
def command(
    agent_id: str,
    folder: Path,
    coder: str | None,
    auth: str | None,
    label: str | None,
    workdir: str | None,
    model: str | None,
    start_command: str | None,
    setup: bool,  # noqa: FBT001 - click hands flags over by name
    own_catalog: Path | None,
    diff: bool,  # noqa: FBT001
    force: bool,  # noqa: FBT001
) -> int:
    """Make the template in DIR one that AGENT runs tasks in.

    What is there is kept, byte for byte; what is missing is added. A second run changes nothing.
    """
    from generator.app.adding import Wanted, add
    from generator.app.catalogs import catalog_for

    wanted = Wanted(label, auth, workdir, model, start_command, setup)
    catalog = catalog_for(folder, own_catalog)
    made = add(agent_id, folder, wanted, coder=coder, force=force, write=not diff, catalog=catalog)
    return tell(made, diff=diff)
