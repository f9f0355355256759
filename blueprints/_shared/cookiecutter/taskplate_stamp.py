"""What this template needs beyond cookiecutter, written by `taskplate export-cookiecutter` as it is in every template.

Each answer is written into a file by a filter of `taskplate_escapes` that makes it the text that was given, whatever
that holds. Before the first file is made, every answer is held against `_checks` in cookiecutter.json, which is what
Coder takes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from cookiecutter.exceptions import FailedHookException
from jinja2 import pass_context
from jinja2.ext import Extension
from taskplate_escapes import FILTERS

if TYPE_CHECKING:
    from collections.abc import Mapping, MutableMapping

    from jinja2 import Environment
    from jinja2.runtime import Context

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


class Stamp(Extension):
    """What cookiecutter loads."""

    def __init__(self, environment: Environment) -> None:
        """Give the template's expressions their filters and the name of the folder."""
        super().__init__(environment)
        environment.filters.update(FILTERS)
        environment.globals["folder"] = folder


@pass_context
def folder(context: Context, answers: MutableMapping[str, Any]) -> str:
    """The folder's name, the first thing that cookiecutter needs; before that, all answers are looked at.

    Raises:
        FailedHookException: An answer will not do, which cookiecutter says in one line; nothing was written.
    """
    for key, check in answers["_checks"].items():
        given = context.get("_cookiecutter", {}).get(key)
        if isinstance(given, str) and given not in {answers[key], check.get("default")}:
            # From the command line or cookiecutter's settings, and so read as a template, which changes line ends; or
            # something else was typed in.
            read = context.environment.from_string(given).render(cookiecutter=answers)
            answers[key] = given if answers[key] == read else answers[key]
        refused = refusal(answers[key], check)
        if refused is not None:
            raise FailedHookException(f"{key}: {refused}; nothing was written")
    return str(answers["name"])


def refusal(value: object, check: Mapping[str, Any]) -> str | None:
    """Why an answer will not do, or None; the keywords are JSON Schema's and, with `x-`, taskplate's."""
    if check["type"] == "boolean":
        return None if isinstance(value, bool) else "answer yes or no"
    if not isinstance(value, str):
        return "the answer must be text"
    if "enum" in check:
        return None if value in check["enum"] else f"`{value}` is none of {', '.join(check['enum'])}"
    if check["type"] == "number":
        return _number(value, check)
    return _text(value, check)


def _number(value: str, check: Mapping[str, Any]) -> str | None:
    if not _NUMBER.fullmatch(value):
        return f"`{value}` is no number"
    if float(value) < check.get("minimum", float(value)):
        return f"it is at least {check['minimum']}, not {value}"
    if float(value) > check.get("maximum", float(value)):
        return f"it is at most {check['maximum']}, not {value}"
    return None


def _text(value: str, check: Mapping[str, Any]) -> str | None:
    if "\0" in value or value != value.encode(errors="replace").decode():
        return "it holds a character that no template can hold"
    if len(value) < check.get("minLength", 0):
        return "there must be an answer"
    if len(value) > check.get("maxLength", len(value)):
        return f"it has at most {check['maxLength']} characters, not {len(value)}"
    if len(value.encode()) > check.get("x-max-bytes", len(value.encode())):
        return f"it has at most {check['x-max-bytes']} bytes, not {len(value.encode())}"
    if not re.search(check.get("pattern", ""), value):
        return f"it must be {check['x-expected']}"
    if value in check.get("not", {}).get("enum", ()):
        return f"it cannot be `{value}`"
    if "x-regex" in check and not re.search(check["x-regex"], value, re.ASCII):
        return f"the parameter does not take `{value}`: {check['x-error']}"
    return None
