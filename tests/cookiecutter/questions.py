"""blueprints/cookiecutter/cookiecutter.json: what `taskplate new` may ask, all of it at once.

In cookiecutter no question hangs on the answer to another. So whatever may be asked is, each question says when it
counts, and answers that do not go together are refused by taskplate itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.app.newspec import OPTION, questions
from generator.blueprint.load import blueprint_names
from generator.catalog.catalog import Catalog
from generator.catalog.coder import PROMPT_PARAMETER, WORKSPACE
from generator.render.stamping import Marks
from generator.scaffold.questions import Question, cookiecutter_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.app.newspec import Choice
    from generator.app.newspec import Question as Asked

_USUAL = {"name": "my-template", "blueprint": "docker", "agent": "claude-code"}
"""The answers of those who press Enter, where `taskplate new` has none for them."""


def text() -> str:
    """The text of the file."""
    catalog = Catalog()
    default = str(catalog.coder.target(catalog.coder.default))
    usual = _asked(catalog, coder=default)
    custom = _asked(catalog, coder=default, agent="custom")
    options = {
        key: (question, name)
        for name in blueprint_names()
        for key, question in _asked(catalog, coder=default, blueprint=name).items()
        if key.startswith(OPTION)
    }
    made = [
        Question("name", _both(usual["name"]), _USUAL["name"]),
        Question("coder", _both(usual["coder"]), default),
        Question("blueprint", usual["blueprint"].text, "", _labelled(usual["blueprint"].choices, _USUAL["blueprint"])),
        *(Question(key.replace(".", "_"), _only(each, name), "") for key, (each, name) in options.items()),
        Question("agent", usual["agent"].text, "", _agents(catalog, default)),
        Question("auth", "How does the agent authenticate?", "", _methods(catalog)),
        Question("start_command", _only(custom["start_command"], "custom"), ""),
        Question("repository", _both(usual["repository"]), ""),
    ]
    return cookiecutter_json(made, "taskplate_beside.Beside", Marks((), "").settings())


def _asked(catalog: Catalog, **answers: str) -> dict[str, Asked]:
    """The questions of `taskplate new`, by key, to somebody who gives some answers, and else the usual ones."""
    held: dict[str, str] = {}
    found = {}
    while (question := next(questions(catalog, held, ""), None)) is not None:
        first = question.choices[0].value if question.choices else question.default
        held[question.key] = (_USUAL | answers).get(question.key, first or "x")
        found[question.key] = question
    return found


def _agents(catalog: Catalog, default: str) -> list[tuple[str, str]]:
    """The agents of the default target, those of older targets only, and none."""
    old = catalog.coder.target(catalog.coder.first_with(PROMPT_PARAMETER))
    offered = _asked(catalog, coder=default)["agent"].choices
    known = {choice.value for choice in offered}
    others = [choice for choice in _asked(catalog, coder=str(old))["agent"].choices if choice.value not in known]
    older = [(value, f"{label} for older targets only") for value, label in _labelled(others)]
    gone = next(target for target in map(catalog.coder.target, catalog.coder.rows) if target.mechanism == WORKSPACE)
    none = ("none", f"none (for Coder {gone} and later, which runs the agent itself)")
    return [*_labelled(offered, _USUAL["agent"]), *older, none]


def _methods(catalog: Catalog) -> list[tuple[str, str]]:
    """Every way to authenticate, with the agents that know it."""
    agents: dict[str, list[str]] = {}
    for agent in catalog.agent_ids:
        for method in catalog.agent(agent).auth:
            agents.setdefault(method, []).append(agent)
    known = [(method, f"{method} (of {', '.join(those)})") for method, those in sorted(agents.items())]
    return [("default", "default (the first that the agent knows)"), *known]


def _labelled(choices: Iterable[Choice], first: str = "") -> list[tuple[str, str]]:
    found = [(choice.value, f"{choice.value} ({choice.about.rstrip('.')})") for choice in choices]
    return sorted(found, key=lambda labelled: labelled[0] != first)


def _both(question: Asked) -> str:
    return f"{question.text} {question.about}"


def _only(question: Asked, whose: str) -> str:
    return f"For `{whose}` only: {_both(question)} Leave it empty for all others."
