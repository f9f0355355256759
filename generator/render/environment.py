"""The Jinja environments, which escape by default: what `{{ x }}` becomes depends on the kind of file.

In HCL it is a literal of the value's type, in a shell script one quoted word, in Markdown text that means nothing to
Markdown. Only `HclText`, which code alone can make, goes into HCL as it is. Undefined names are errors.
"""

from __future__ import annotations

import json
import re
import shlex
from typing import TYPE_CHECKING, Any

from jinja2 import FileSystemLoader, StrictUndefined, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from generator.compose.composition import Script
from generator.hcl.literals import IDENTIFIER, HclText, heredoc, literal, object_key
from generator.source.yaml_data import yaml_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

_PACKAGE = re.compile(r"[a-z0-9][a-z0-9+.-]*")
_PIPE = re.compile(r"(\\*)\|")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~!$])")


def hcl_environment(folders: list[Path], script: Callable[[str], str]) -> ImmutableSandboxedEnvironment:
    """The environment of `*.tf.j2` files.

    Args:
        folders: Where templates and what they include are looked for, in this order.
        script: Renders one of the shell scripts that a composition names.
    """

    def text(value: object) -> str | Undefined:
        return value if isinstance(value, Undefined) else _hcl(value, script)

    environment = _environment(folders, text)

    def arguments(values: Mapping[str, object], depth: int = 1) -> HclText:
        """Arguments of a block, one a line; `depth` is how many blocks they stand in."""
        return HclText("\n".join(f"{_identifier(k)} = {_hcl(value, script, depth)}" for k, value in values.items()))

    def members(values: Mapping[str, object], depth: int = 2) -> HclText:
        """Members of an object, one a line, keys quoted where they must be."""
        return HclText("\n".join(f"{object_key(k)} = {_hcl(value, script, depth)}" for k, value in values.items()))

    environment.filters.update(
        arguments=arguments, members=members, identifier=_identifier, package=_package, comment=_comment
    )
    return environment


def shell_environment(folders: list[Path]) -> ImmutableSandboxedEnvironment:
    """The environment of `*.sh.j2` files: every value is one quoted word."""

    def text(value: object) -> str | Undefined:
        return value if isinstance(value, Undefined) else shlex.quote(str(value))

    return _environment(folders, text)


def markdown_environment(folders: list[Path]) -> ImmutableSandboxedEnvironment:
    """The environment of `*.md.j2` files: text is text, whatever marks it holds; filters for other places."""

    def text(value: object) -> str | Undefined:
        if isinstance(value, Undefined | _Marked):
            return value
        return _plain_markdown(str(value))

    environment = _environment(folders, text)
    environment.filters.update(
        cell=lambda value: _Marked(_one_line(_plain_markdown(str(value)))),
        code=lambda value: _Marked(_cell(str(value).replace("`", "'"))),
        json=lambda value: json.dumps(value, ensure_ascii=False),
        markdown_cell=lambda value: _Marked(_cell(str(value))),
        markdown=lambda value: _Marked(str(value)),
        yaml=_yaml,
    )
    return environment


class _Marked(str):
    """Text that is Markdown, or what stands around it, already."""

    __slots__ = ()


def _environment(folders: list[Path], finalize: Callable[[Any], object]) -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(folders),
        undefined=StrictUndefined,
        finalize=finalize,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _hcl(value: object, script: Callable[[str], str], depth: int = 1) -> HclText:
    if isinstance(value, Script):
        value = script(value.name)
    if isinstance(value, str) and not isinstance(value, HclText) and "\n" in value:
        return heredoc(value, depth) or literal(value)
    return literal(value)


def _identifier(name: str) -> HclText:
    """A bare name; compose makes only names that are identifiers.

    Raises:
        ValueError: The name is none.
    """
    if not IDENTIFIER.fullmatch(name):
        raise ValueError(f"`{name}` is no identifier")
    return HclText(name)


def _package(name: str) -> HclText:
    """The name of a Debian package inside a shell script; the spec's schema takes no others.

    Raises:
        ValueError: The name is none.
    """
    if not _PACKAGE.fullmatch(name):
        raise ValueError(f"`{name}` is no package")
    return HclText(name)


def _comment(text: str) -> HclText:
    """Text inside a `#` comment: one line."""
    return HclText(" ".join(text.split()))


def _yaml(value: str | Iterable[str]) -> _Marked:
    """Text, or a list of texts, as YAML on one line."""
    if isinstance(value, str):
        return _Marked(yaml_text(value))
    return _Marked(f"[{', '.join(map(yaml_text, value))}]")


def _one_line(text: str) -> str:
    return " ".join(text.splitlines())


def _cell(text: str) -> str:
    """Markdown on one line in which no `|` ends a table cell; one that is escaped already stays."""
    return _PIPE.sub(lambda match: match[0] if len(match[1]) % 2 else f"{match[1]}\\|", _one_line(text))


def _plain_markdown(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", text)
