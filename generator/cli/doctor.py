"""`taskplate doctor`."""

from __future__ import annotations

from pathlib import Path

import click

from generator.cli import exit_codes


@click.command("doctor")
def command() -> int:
    """Look whether what taskplate works with is there: catalog, configuration, Terraform, git.

    Exit 0 when it works, with what is there; 4 when it does not.
    """
    from generator.app.doctor import examine

    checks = examine(Path())
    width = max(len(check.subject) for check in checks)
    for check in checks:
        click.echo(f"{check.state:<8} {check.subject:<{width}}  {check.found}")
        if check.remedy:
            click.echo(f"{'':<8} {'':<{width}}  {check.remedy}")
    return exit_codes.FAULT if any(check.state == "wrong" for check in checks) else exit_codes.CLEAN
