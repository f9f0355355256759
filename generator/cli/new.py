"""`taskplate new`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli import completed, exit_codes
from generator.cli.options import catalog_option
from generator.errors import UsageError

if TYPE_CHECKING:
    from generator.app.newspec import Question
    from generator.catalog.catalog import Catalog

_SCHEMA = ".taskplate/task-template.schema.json"


@click.command("new")
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
@click.option("--name", help="The template's name in Coder.")
@click.option("--coder", metavar="VERSION", help="The Coder release of the deployment.")
@click.option(
    "--blueprint",
    metavar="NAME",
    shell_complete=completed.blueprints,
    help="The infrastructure; `taskplate catalog list` names them.",
)
@click.option("--option", "options", metavar="NAME=VALUE", multiple=True, help="An option of the blueprint.")
@click.option("--agent", metavar="ID", shell_complete=completed.agents, help="The agent that runs the tasks.")
@click.option("--auth", metavar="METHOD", shell_complete=completed.methods, help="How it authenticates.")
@click.option("--start-command", metavar="COMMAND", help="The command that starts a custom agent.")
@click.option("--repository", metavar="URL", help="A git repository to work on; an empty text for none.")
@click.option("--yes", is_flag=True, help="Ask nothing: take the usual answer where none is given.")
@click.option("--force", is_flag=True, help="Replace a spec that is there.")
@catalog_option()
def command(
    folder: Path,
    options: tuple[str, ...],
    yes: bool,  # noqa: FBT001 - click hands flags over by name
    force: bool,  # noqa: FBT001
    own_catalog: Path | None,
    **given: str | None,
) -> int:
    """Ask what a template is for, write its spec into DIR and make the template.

    Only what the answers so far leave open is asked; what is given by options is not.
    """
    from generator.app.catalogs import catalog_for
    from generator.app.generation import generate
    from generator.app.newspec import spec_text, write_spec
    from generator.app.reference import schema
    from generator.spec.model import SPEC_FILE

    catalog = catalog_for(folder, own_catalog)
    if (folder / SPEC_FILE).exists() and not force:
        raise UsageError(f"{folder / SPEC_FILE}: is there already", hint="Replace it with --force.")
    answers = _answers(folder, catalog, {k: v for k, v in given.items() if v is not None} | _options(options), yes=yes)
    text = spec_text(catalog, answers, _SCHEMA)
    if not yes and _has_terminal():
        click.echo(f"\n{text}", err=True)
        click.confirm(f"Write this to {folder / SPEC_FILE} and make the template?", default=True, abort=True, err=True)
    path = write_spec(folder, text, force=force)
    _write_schema(folder / _SCHEMA, schema("task-template"))
    made = generate(path, catalog=catalog, force=force)
    click.echo(f"{path}: written")
    click.echo(f"{made.folder}: {len(made.files)} files for Coder {made.target} ({made.composition.mechanism})")
    click.echo(f"Next: read {made.folder / 'README.md'}, which lists what the template needs.")
    return exit_codes.CLEAN


def _options(options: tuple[str, ...]) -> dict[str, str]:
    from generator.app.newspec import OPTION

    found = {}
    for option in options:
        name, equals, value = option.partition("=")
        if not equals:
            raise UsageError(f"--option {option}: write it as NAME=VALUE")
        found[f"{OPTION}{name}"] = value
    return found


def _answers(folder: Path, catalog: Catalog, given: dict[str, str], *, yes: bool) -> dict[str, str]:
    """The answers to all questions; those that are given are checked as if they had been asked for."""
    from generator.app.newspec import questions, unasked

    answers: dict[str, str] = {}
    while True:
        question = next(questions(catalog, answers, folder.resolve().name), None)
        if question is None:
            for key in sorted(given.keys() - answers.keys()):
                reason = unasked(catalog, answers, key, given[key])
                if reason is not None:
                    raise UsageError(f"{_flag(key)}: there is no such question for these answers: {reason}")
            return answers
        if question.key in given:
            refusal = question.refusal(given[question.key])
            if refusal is not None:
                raise UsageError(f"{_flag(question.key)}: {refusal}")
            answers[question.key] = given[question.key]
        elif yes and question.default is not None:
            answers[question.key] = question.default
        elif yes or not _has_terminal():
            hint = "" if yes else "Run it in a terminal, or give the option."
            raise UsageError(f"{question.text.rstrip('?')}: give {_flag(question.key)}", hint=hint)
        else:
            answers[question.key] = _ask(question)


def _ask(question: Question) -> str:
    """The answer that a person gives: its text, or its number in the list of choices."""
    click.echo(f"\n{click.style(question.text, bold=True)}", err=True)
    if question.about:
        click.echo(f"  {question.about}", err=True)
    width = max((len(choice.value) for choice in question.choices), default=0)
    for number, choice in enumerate(question.choices, 1):
        click.echo(f"  {number:>2}  {choice.value:<{width}}  {choice.about}", err=True)
    while True:
        answer = str(click.prompt(" ", default=question.default, prompt_suffix="> ", err=True)).strip()
        if answer.isdecimal() and 1 <= int(answer) <= len(question.choices):
            answer = question.choices[int(answer) - 1].value
        refusal = question.refusal(answer)
        if refusal is None:
            return answer
        click.echo(f"  {refusal}", err=True)


def _has_terminal() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()


def _flag(key: str) -> str:
    from generator.app.newspec import OPTION

    return f"--option {key.removeprefix(OPTION)}=" if key.startswith(OPTION) else f"--{key.replace('_', '-')}"


def _write_schema(path: Path, text: str) -> None:
    """The schema that the spec's first line leads editors to."""
    from generator.render.swap import replace_file

    path.parent.mkdir(exist_ok=True)
    replace_file(path, text.encode())
