"""What the commands that rewrite a folder share: their options, and how they tell what came of it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TypeVar

import click

from generator.cli import exit_codes

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.app.rewriting import Rewritten

_Command = TypeVar("_Command", bound="Callable[..., object]")


def rewriting_options(command: _Command) -> _Command:
    """`--diff` and `--force`, handed over as flags of these names."""
    diff = click.option("--diff", "--dry-run", is_flag=True, help="Write nothing; show what would change.")
    force = click.option("--force", is_flag=True, help="Write although git could not bring back what is there.")
    return diff(force(command))


def tell(made: Rewritten, *, diff: bool) -> int:
    """Says what was done, what was left and what a person has to do; the exit code."""
    from generator.cli.output import colour_wanted, unified_diff
    from generator.report.human import human_report

    colour = colour_wanted(sys.stderr)
    if diff:
        for item in made.differences:
            click.echo(unified_diff(item.name, item.old, item.new), nl=False)
    elif not made.differences:
        click.echo(f"{made.folder}: nothing to do for Coder {made.target}")
    else:
        for sentence in made.done:
            click.echo(sentence)
        names = ", ".join(item.name for item in made.differences)
        click.echo(f"{made.folder}: rewritten for Coder {made.target} ({names})")
    click.echo(human_report((*made.left, *made.remaining), made.sources, colour=colour), err=True, nl=False)
    for sentence in made.by_hand:
        click.echo(f"by hand: {sentence}", err=True)
    return exit_codes.FINDINGS if made.remaining else exit_codes.CLEAN
