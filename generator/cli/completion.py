"""`taskplate completion`."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

PROGRAM = "taskplate"
_VARIABLE = "_TASKPLATE_COMPLETE"
SHELLS = ("bash", "zsh", "fish")


@click.command("completion")
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def command(context: click.Context, shell: str) -> None:
    """Print what makes SHELL complete commands, options, agents, blueprints and rules.

    For bash: `eval "$(taskplate completion bash)"` in ~/.bashrc; for zsh the same in ~/.zshrc; for fish:
    `taskplate completion fish > ~/.config/fish/completions/taskplate.fish`.
    """
    made = get_completion_class(shell)
    if made is not None:
        click.echo(made(context.find_root().command, {}, PROGRAM, _VARIABLE).source())
