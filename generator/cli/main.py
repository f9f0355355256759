"""The command `taskplate`: loads the one command that is asked for, and turns failures into exit codes."""

from __future__ import annotations

import gc
import io
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING

import click

from generator import __version__
from generator.cli import exit_codes
from generator.errors import NothingToCheckError, TaskplateError, ToolError

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = {
    "new": "Ask what a template is for, write its spec, make it.",
    "generate": "Make the template that a spec describes.",
    "validate": "Check template folders, offline.",
    "merge": "Make one SARIF report of those of several shards.",
    "add": "Make a template that you have one in which an agent runs tasks.",
    "upgrade": "Move a template that you have to another Coder release.",
    "update": "Render a generated folder anew and merge your edits in.",
    "compare": "Tell what existing workspaces will hit when a template changes.",
    "fmt": "Format Terraform files as `terraform fmt` does.",
    "export-cookiecutter": "Make a cookiecutter template of a spec.",
    "catalog": "What taskplate knows of agents, modules and blueprints.",
    "explain": "A rule, agent, module or blueprint in words.",
    "schema": "Print a JSON Schema.",
    "doctor": "Whether what taskplate works with is there.",
    "completion": "Print what makes a shell complete commands and names.",
}
"""Command to its line in `--help`; the code is loaded from the module of the same name when it runs."""


class _ReaderGoneError(Exception):
    """Who read our output has stopped reading."""


_COLLECT_AFTER = 100_000  # new objects; Python's own 700 makes a dozen passes during start-up


class LazyGroup(click.Group):
    """A group whose commands are imported when they are asked for."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command.

        Raises:
            _ReaderGoneError: Its output is not read any more; click would exit 1, which is the code for findings.
        """
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise _ReaderGoneError from error

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, in the order of `COMMANDS`."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name, or None when there is none."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"generator.cli.{cmd_name.replace('-', '_')}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first argument names; one that is nearly right is offered.

        Raises:
            click.UsageError: There is no such command.
        """
        name = args[0]
        if name not in COMMANDS and name[:1].isalpha():
            from generator.source.near import did_you_mean

            ctx.fail(f"No such command {name!r}.{did_you_mean(name, COMMANDS)}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands in `--help`, without importing any."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def _version(context: click.Context, _option: click.Parameter, asked: bool) -> None:  # noqa: FBT001 - click's own form
    if not asked or context.resilient_parsing:
        return
    from generator.app.doctor import catalog_date
    from generator.catalog.catalog import Catalog

    click.echo(f"taskplate {__version__}, catalog with {catalog_date(Catalog())}")
    context.exit()


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show release and catalog."
)
def taskplate() -> None:
    """Generates Coder task templates, and proves any template folder offline."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit.

    Args:
        arguments: The arguments after the program's name; those of the process where absent.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # no name of a file and no terminal can make printing fail
    # A run is short and makes few cycles: the collector's passes over what is loaded would only cost time.
    gc.set_threshold(_COLLECT_AFTER)
    code = run(arguments)
    gc.freeze()  # out of the way of the pass with which Python ends
    sys.exit(code)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code; see `exit_codes`."""
    try:
        result = taskplate.main(args=None if arguments is None else list(arguments), standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return exit_codes.USAGE
    except click.exceptions.Abort:
        return exit_codes.INTERRUPTED
    except TaskplateError as error:
        _show(error)
        return _code(error)
    except (BrokenPipeError, _ReaderGoneError):
        # Nothing more is to be said, not even by the interpreter when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return exit_codes.READER_GONE
    except KeyboardInterrupt:
        return exit_codes.INTERRUPTED
    except Exception as error:
        if os.environ.get("TASKPLATE_DEBUG"):
            raise
        message = " ".join(str(error).split())
        click.echo(f"taskplate: a fault of taskplate itself: {type(error).__name__}: {message}", err=True)
        click.echo("  Set TASKPLATE_DEBUG=1 to see where, and report it please.", err=True)
        return exit_codes.FAULT
    return result if isinstance(result, int) else exit_codes.CLEAN


def _show(error: TaskplateError) -> None:
    from generator.source.problems import InvalidInputError

    if isinstance(error, InvalidInputError):
        from generator.cli.output import colour_wanted
        from generator.report.human import human_report

        click.echo(human_report(error.diagnostics, error.sources, colour=colour_wanted(sys.stderr)), err=True, nl=False)
        click.echo(f"taskplate: {_count(len(error.diagnostics))}; nothing was written", err=True)
        return
    click.echo(f"taskplate: {error.message}", err=True)
    if error.hint:
        click.echo(f"  {error.hint}", err=True)


def _count(number: int) -> str:
    return f"{number} finding{'s' if number != 1 else ''}"


def _code(error: TaskplateError) -> int:
    if isinstance(error, NothingToCheckError):
        return exit_codes.NOTHING
    return exit_codes.FAULT if isinstance(error, ToolError) else exit_codes.USAGE
