"""`taskplate new`: what has to be asked for a first spec, one question after another, and the spec from the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from generator.app.targets import target_of
from generator.blueprint.load import blueprint_names, load_blueprint
from generator.errors import UsageError
from generator.render.renderer import render_spec
from generator.source.files import SourceFile
from generator.source.near import did_you_mean
from generator.source.problems import InvalidInputError
from generator.spec.load import specs_of
from generator.spec.model import SPEC_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from generator.blueprint.model import BlueprintOption
    from generator.catalog.agents import Agent, AuthMethod
    from generator.catalog.catalog import Catalog
    from generator.catalog.coder import Target

_LONGEST_NAME = 32  # schemas/task-template.schema.json
OPTION = "option."
"""What the key of a blueprint's option begins with."""


class Choice(Struct, frozen=True):
    """One of the answers that a question has, and what a person should know of it."""

    value: str
    about: str


class Question(Struct, frozen=True):
    """Something that has to be known.

    Attributes:
        key: Its name: `name`, `coder`, `blueprint`, `option.<name>`, `agent`, `auth`, `start_command`, `repository`.
        text: The question.
        about: What a person should know before they answer; empty where the choices say it.
        choices: The only answers; empty where any text will do.
        default: The answer of those who have none; None where there must be one.
        shape: What an answer without choices must be: a key of the spec whose schema says it; empty for any.
    """

    key: str
    text: str
    about: str
    choices: tuple[Choice, ...]
    default: str | None
    shape: str = ""

    def refusal(self, answer: str) -> str | None:
        """Why an answer will not do; None when it does."""
        if self.choices:
            known = [choice.value for choice in self.choices]
            if answer not in known:
                return f"`{answer}` is none of {', '.join(known)}.{did_you_mean(answer, known)}"
        elif not answer and self.default != "":
            return "there must be an answer"
        return _misfit(self.shape, answer) if self.shape else None


def questions(catalog: Catalog, answers: Mapping[str, str], folder_name: str) -> Iterator[Question]:
    """The questions that have no answer yet, as far as they do not depend on each other's.

    Ask the first, add the answer, and call again, until nothing is left.

    Args:
        catalog: What there is to choose from.
        answers: The answers given so far, by key.
        folder_name: The name of the folder that the spec goes to, from which a name for the template is made.
    """
    for question in _all(catalog, answers, folder_name):
        if question.key not in answers:
            yield question
            return


def unasked(catalog: Catalog, answers: Mapping[str, str], key: str, answer: str) -> str | None:
    """Why something is not asked for, given complete answers; None where it was answered as it is anyway."""
    target = target_of(catalog, answers["coder"])
    if key.startswith(OPTION):
        blueprint, name = load_blueprint(answers["blueprint"]), key.removeprefix(OPTION)
        if name in blueprint.options:
            return f"`{name}` need not be given; write it into the spec"
        return f"the blueprint `{blueprint.name}` has no option `{name}`.{did_you_mean(name, blueprint.options)}"
    if not target.has_tasks:
        return f"Coder {target} runs the agent itself"
    agent = catalog.agent(answers["agent"])
    if key == "start_command":
        return f"{agent.display_name} starts by itself"
    methods = [method.id for method in _methods(agent, catalog, target)]
    if answer in methods:
        return None
    return f"{agent.display_name} authenticates by {methods[0]}" if methods else f"{agent.display_name} knows none"


def spec_text(catalog: Catalog, answers: Mapping[str, str], schema: str) -> str:
    """The spec, with comments, from complete answers.

    Args:
        catalog: What the answers chose from.
        answers: By key.
        schema: Where the JSON Schema of specs is, for editors.
    """
    agent = catalog.agent(answers["agent"]) if answers.get("agent") else None
    auth = agent.auth.get(answers.get("auth", "")) if agent is not None else None
    return render_spec(
        schema=schema,
        name=answers["name"],
        coder=answers["coder"],
        blueprint=answers["blueprint"],
        options={key.removeprefix(OPTION): value for key, value in answers.items() if key.startswith(OPTION)},
        agent="" if agent is None else agent.id,
        agent_title="" if agent is None else f"{agent.display_name}: {agent.description}",
        auth="" if auth is None else auth.id,
        auth_how="" if auth is None else auth.how,
        start_command=answers.get("start_command", ""),
        repository=answers.get("repository", ""),
    )


def write_spec(folder: Path, text: str, *, force: bool) -> Path:
    """Write a spec into a folder, which is made where it is missing; the path of the file.

    Raises:
        UsageError: There is a spec already, or it cannot be written.
    """
    from generator.render.swap import replace_file

    path = folder / SPEC_FILE
    if path.exists() and not force:
        raise UsageError(f"{path}: is there already", hint="Choose another folder, or replace it with --force.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{folder}: cannot be made: {error.strerror or error}") from None
    replace_file(path, text.encode())
    return path


def _all(catalog: Catalog, answers: Mapping[str, str], folder_name: str) -> Iterator[Question]:
    """Every question, in order; those behind one without an answer may depend on it."""
    words = "".join(letter if letter.isascii() and letter.isalnum() else " " for letter in folder_name).split()
    name = "-".join(words)[:_LONGEST_NAME].strip("-") or None
    yield Question("name", "What is the template called?", "Its name in Coder, and its folder.", (), name, "name")
    default = str(catalog.coder.target(catalog.coder.default))
    yield Question("coder", "Which Coder release runs it?", _targets(catalog), (), default, "coder")
    target = target_of(catalog, answers.get("coder"))
    blueprints = [load_blueprint(each) for each in blueprint_names()]
    choices = tuple(Choice(each.name, each.description) for each in blueprints)
    yield Question("blueprint", "Where do workspaces run?", "", choices, "docker")
    if "blueprint" not in answers:
        return
    for option in load_blueprint(answers["blueprint"]).options.values():
        if option.required and not option.variable:
            yield _option(option)
    if target.has_tasks:
        yield from _agent_questions(catalog, answers, target)
    about = "Its URL; leave it empty for none."
    yield Question("repository", "Which git repository is worked on?", about, (), "")


def _agent_questions(catalog: Catalog, answers: Mapping[str, str], target: Target) -> Iterator[Question]:
    agents = [agent for agent in map(catalog.agent, catalog.agent_ids) if _serving(agent, catalog, target) is not None]
    choices = tuple(Choice(agent.id, f"{agent.display_name}: {agent.description}") for agent in agents)
    yield Question("agent", "Which agent runs the tasks?", "", choices, None)
    agent = next((each for each in agents if each.id == answers.get("agent")), None)
    if agent is None:
        return
    methods = _methods(agent, catalog, target)
    if len(methods) > 1:
        choices = tuple(Choice(each.id, f"{each.display_name}. {each.how}") for each in methods)
        yield Question("auth", f"How does {agent.display_name} authenticate?", "", choices, methods[0].id)
    if agent.start_script:
        about = "It runs in a terminal behind AgentAPI, such as `my-agent --interactive`."
        yield Question("start_command", "Which command starts the agent?", about, (), None)


def _option(option: BlueprintOption) -> Question:
    choices = tuple(Choice(str(each.value), each.name) for each in option.choices)
    default = None if option.default is None else str(option.default)
    return Question(f"{OPTION}{option.name}", f"{option.display_name}?", option.description, choices, default)


def _targets(catalog: Catalog) -> str:
    """What the releases differ in, for those who wonder."""
    targets = [catalog.coder.target(release) for release in catalog.coder.rows]
    first = {(target.mechanism, target.serves): target for target in reversed(targets) if target.mechanism is not None}
    return " ".join(f"{target}: {target.mechanism}." for target in reversed(first.values()))


def _serving(agent: Agent, catalog: Catalog, target: Target) -> object:
    interface = catalog.interface(agent.module)
    return None if interface is None else agent.newest(interface.releases, target.serves)


def _methods(agent: Agent, catalog: Catalog, target: Target) -> list[AuthMethod]:
    interface = catalog.interface(agent.module)
    release = None if interface is None else agent.newest(interface.releases, [target.mechanism or ""])
    return [
        method
        for method in agent.auth.values()
        if release is not None and method.serves(release) and (method.coder is None or target.release in method.coder)
    ]


def _misfit(key: str, answer: str) -> str | None:
    """Why the spec's schema does not take an answer for one of its keys."""
    from json import dumps

    data = {"name": "x", "blueprint": "scratch", "agent": "custom", key: answer}
    try:
        specs_of(SourceFile(SPEC_FILE, dumps(data).encode()), _nowhere())
    except InvalidInputError as error:
        return error.diagnostics[0].message
    return None


def _nowhere() -> Path:
    from generator import assets

    return assets.schemas()
