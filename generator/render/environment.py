"""The Jinja environments, which escape by default: what `{{ x }}` becomes depends on the kind of file.

In HCL it is a literal of the value's type, in a shell script one quoted word, in Markdown text that means nothing to
Markdown, in YAML a quoted scalar. Only `HclText`, which code alone can make, goes into HCL as it is. Undefined names
are errors.
"""

from __future__ import annotations

import json
import re
import shlex
from typing import TYPE_CHECKING, Any

from jinja2 import StrictUndefined, Undefined

from generator import escapes
from generator.compose.answers import Answer
from generator.compose.composition import Script
from generator.escapes import yaml_text
from generator.hcl.literals import IDENTIFIER, HclText, heredoc, literal, object_key
from generator.render.compiled import Compiled
from generator.render.sandbox import Folders, Sandbox
from generator.render.tokens import NO_ANSWERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from generator.render.tokens import Tokens

# Each kind of environment makes constants of its own; one with answers does so too, and compiles for itself.
_HCL, _SHELL, _MARKDOWN, _GITHUB, _GITLAB, _SPEC = (Compiled() for _ in range(6))


def hcl_environment(
    folders: list[Path], script: Callable[[str], str], tokens: Tokens = NO_ANSWERS, guarded: Path | None = None
) -> Sandbox:
    """The environment of `*.tf.j2` files.

    Args:
        folders: Where templates and what they include are looked for, in this order.
        script: Renders one of the shell scripts that a composition names.
        tokens: What stands for answers.
        guarded: The one of the folders out of which no link may lead; None where all are ours.
    """

    def hcl(value: object, depth: int = 1) -> object:
        return deferred(value) if isinstance(value, Answer) else _hcl(value, script, depth)

    def arguments(values: Mapping[str, object], depth: int = 1) -> HclText:
        """Arguments of a block, one a line; `depth` is how many blocks they stand in."""
        return HclText("\n".join(f"{_identifier(k)} = {hcl(value, depth)}" for k, value in values.items()))

    def members(values: Mapping[str, object], depth: int = 2) -> HclText:
        """Members of an object, one a line, keys quoted where they must be."""
        return HclText("\n".join(f"{object_key(k)} = {hcl(value, depth)}" for k, value in values.items()))

    deferred = tokens.deferring("hcl", literal, HclText)
    environment = _environment(
        folders,
        lambda value: value if isinstance(value, Undefined) else hcl(value),
        _HCL if tokens is NO_ANSWERS else None,
        guarded,
    )
    environment.filters.update(arguments=arguments, members=members)
    environment.filters.update(identifier=_identifier, package=_package, type=_type, url=_url)
    environment.filters["inline"] = deferred
    for name, function in (("comment", _comment), ("tfvar", _tfvar), ("unit", _unit)):
        environment.filters[name] = tokens.deferring(name, function, HclText)
    return environment


def shell_environment(folders: list[Path], guarded: Path | None = None) -> Sandbox:
    """The environment of `*.sh.j2` files: every value is one quoted word. The arguments are as for HCL."""

    def text(value: object) -> str | Undefined:
        return value if isinstance(value, Undefined) else shlex.quote(str(value))

    return _environment(folders, text, _SHELL, guarded)


def markdown_environment(folders: list[Path], tokens: Tokens = NO_ANSWERS, guarded: Path | None = None) -> Sandbox:
    """The environment of `*.md.j2` files: text is text, whatever marks it holds; filters for other places.

    The arguments are as for HCL.
    """
    plain = tokens.deferring("text", lambda value: _Marked(escapes.markdown_text(value)), _Marked)

    def text(value: object) -> object:
        return value if isinstance(value, Undefined | _Marked) else plain(value)

    environment = _environment(folders, text, _MARKDOWN if tokens is NO_ANSWERS else None, guarded)
    environment.filters["json"] = tokens.deferring("json", escapes.json_text, _Marked)
    environment.filters["yaml"] = tokens.deferring("yaml", _yaml, _Marked)
    for name in ("argument", "cell", "code", "markdown", "markdown_cell"):
        environment.filters[name] = tokens.deferring(name, _marking(escapes.FILTERS[name]), _Marked)
    environment.filters["worth"] = tokens.deferring("worth", _worth, _Marked)
    return environment


def github_environment(folders: list[Path]) -> Sandbox:
    """The environment of GitHub workflows: `<< x >>` is text in YAML in which nothing is one of GitHub's expressions.

    `${{ x }}` is what it is to GitHub, an expression that the file's author wrote.
    """
    environment = _yaml_environment(folders, lambda text: text.replace("${{", "${{ '$' }}{{"), _GITHUB)
    environment.filters.update(action=_word(re.compile(r"[\w.-]+(/[\w.-]+@[0-9a-f]{40})?"), "action"))
    environment.filters["route"] = _route
    environment.filters.update(condition=_condition, unevaluated=lambda value: _Marked(yaml_text(value)))
    return environment


def gitlab_environment(folders: list[Path]) -> Sandbox:
    """The environment of GitLab CI files: `<< x >>` is text in YAML, which GitLab expands unless told not to."""
    environment = _yaml_environment(folders, str, _GITLAB)
    environment.filters["route"] = _route
    environment.filters.update(command=_word(re.compile(r"[a-z]+( [a-z]+)*"), "command"))
    environment.filters.update(job=_word(re.compile(r"[a-z]+(-[a-z0-9]+)*"), "name of a job"))
    return environment


def spec_environment(folders: list[Path]) -> Sandbox:
    """The environment of specs: `<< x >>` is text in YAML; a word, or text in a comment, by its filter."""
    environment = _yaml_environment(folders, str, _SPEC)
    environment.filters.update(comment=_comment, word=_word(re.compile(r"[a-z][a-z0-9_-]*"), "word"))
    environment.filters.update(path=_word(re.compile(r"[\w./-]+"), "path"))
    return environment


class _Marked(str):
    """Text that is Markdown, or what stands around it, already."""

    __slots__ = ()


def _yaml_environment(folders: list[Path], inert: Callable[[str], str], compiled: Compiled) -> Sandbox:
    def text(value: object) -> str | Undefined:
        if isinstance(value, Undefined | _Marked | HclText):
            return value
        return str(value) if type(value) is int else yaml_text(inert(str(value)))

    return _environment(folders, text, compiled, variable_start_string="<<", variable_end_string=">>")


def _condition(text: str, value: str) -> _Marked:
    """A condition of GitHub's in which `{}` is compared with text, whatever that holds."""
    quoted = "'" + value.replace("'", "''") + "'"
    if "{{" in value or "}}" in value:  # marks of an expression, even in a text inside of one, to some readers
        escaped = json.dumps(value).translate({ord(sign): f"\\u{ord(sign):04x}" for sign in "'{}"})
        quoted = f"fromJSON('{escaped}')"
    return _Marked(yaml_text("${{ " + text.replace("{}", quoted) + " }}"))


def _environment(
    folders: list[Path],
    finalize: Callable[[Any], object],
    compiled: Compiled | None,
    guarded: Path | None = None,
    **delimiters: Any,
) -> Sandbox:
    return Sandbox(
        loader=Folders(folders, guarded),
        undefined=StrictUndefined,
        finalize=finalize,
        bytecode_cache=compiled,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        **delimiters,
    )


def _hcl(value: object, script: Callable[[str], str], depth: int = 1) -> HclText:
    if isinstance(value, Script):
        value = script(value.name)
    if isinstance(value, str) and not isinstance(value, HclText) and "\n" in value:
        return heredoc(value, depth) or literal(value)
    return literal(value)


def _word(pattern: re.Pattern[str], what: str) -> Callable[[str], HclText]:
    """A filter for text that goes into a file as it is, since it is a word of a kind.

    What is none raises ValueError; compose, and the spec's schema, let no such text through.
    """

    def checked(text: str) -> HclText:
        if not pattern.fullmatch(text):
            raise ValueError(f"`{text}` is no {what}")
        return HclText(text)

    return checked


_identifier = _word(IDENTIFIER, "identifier")
_package = _word(re.compile(r"[a-z0-9][a-z0-9+.-]*"), "package")
_route = _word(re.compile(r"(/[a-z0-9]+)+"), "path of a deployment")
_url = _word(re.compile(r"https://[\w./-]+"), "URL")
_type = _word(re.compile(r"[a-z]+(\([a-z]+\))?"), "type")


def _unit(value: object, unit: str) -> HclText:
    """A number and its unit as one text, such as `"10Gi"`; `unit` is a blueprint's own word."""
    return HclText(f'"${{{value}}}{unit}"' if isinstance(value, HclText) else escapes.unit(value, unit))


def _tfvar(value: object) -> HclText:
    """A value on one line as the Coder CLI takes it from a `.tfvars` file, which knows no `null` or `true`."""
    if isinstance(value, str | bool | int | float) and not isinstance(value, HclText):
        return HclText(escapes.tfvar(value))
    return HclText(" ".join(literal("" if value is None else value).splitlines()))


def _comment(text: str) -> HclText:
    """Text inside a `#` comment: one line."""
    return HclText(escapes.comment(text))


def _marking(function: Callable[..., object]) -> Callable[..., _Marked]:
    return lambda value: _Marked(function(value))


def _yaml(value: str | Iterable[str]) -> _Marked:
    """Text, or a list of texts, as YAML on one line."""
    if isinstance(value, str):
        return _Marked(yaml_text(value))
    return _Marked(f"[{', '.join(map(yaml_text, value))}]")


def _worth(value: object) -> _Marked:
    """What a parameter is worth, between Markdown's backticks: an expression as it is written, a list as JSON."""
    text = str(value)
    if isinstance(value, HclText) and text.startswith("jsonencode(["):
        text = text.removeprefix("jsonencode(").removesuffix(")")
    return _Marked(escapes.worth(text))
