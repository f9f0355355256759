"""cookiecutter.json: what cookiecutter asks, how, and what comes of it; known from cookiecutter's own code (2.7)."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CHECKS = "_checks"
"""The key under which a template finds what its answers may be."""

_MARKUP = re.compile(r"(\\*)(\[[a-z#/@][^[]*?\])")


class Question(Struct, frozen=True):
    """Something that cookiecutter asks.

    Attributes:
        key: The name of the answer.
        text: The question.
        default: The answer of those who press Enter: text, or true or false for yes or no.
        choices: The only answers, the default first, each with what a person reads; empty where there are others.
        check: What an answer must be, by keywords of JSON Schema; None where nobody asks.
    """

    key: str
    text: str
    default: str | bool
    choices: Sequence[tuple[str, str]] = ()
    check: Mapping[str, object] | None = None

    @property
    def offered(self) -> str | bool | list[str]:
        """What stands for it in cookiecutter.json."""
        return [value for value, _ in self.choices] or self.default


def cookiecutter_json(questions: Sequence[Question], extension: str, marks: Mapping[str, object]) -> str:
    """The text of cookiecutter.json.

    Args:
        questions: What is asked, in order.
        extension: The class, in a module beside the file, that gives the template its filters and functions.
        marks: What stands around expressions.
    """
    content: dict[str, object] = {question.key: question.offered for question in questions}
    checks = {question.key: question.check for question in questions if question.check is not None}
    if checks:
        content[CHECKS] = checks
    content["_extensions"] = [extension]
    content["_jinja2_env_vars"] = marks
    content["_new_lines"] = "\n"
    content["__prompts__"] = {question.key: _prompt(question) for question in questions}
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _prompt(question: Question) -> str | dict[str, str]:
    text = _shown(question.text)
    if not question.choices:
        return text
    return {"__prompt__": text} | {value: _shown(label) for value, label in question.choices}


def _shown(text: str) -> str:
    r"""Text on one line in which nothing is markup to rich, which cookiecutter asks with (`rich.markup.escape`)."""
    line = _MARKUP.sub(r"\1\1\\\2", " ".join(text.split()))
    return f"{line}\\" if line.endswith("\\") and not line.endswith("\\\\") else line
