"""Documents that modules take as text: settings in JSON, lists of MCP servers in JSON, TOML or YAML.

What is known only to Terraform stands in them as an expression, so JSON is made by `jsonencode` where there is one.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from generator.hcl.literals import HclText, literal, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_BARE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")


class Document:
    """A document that is filled in member by member and read once it is whole."""

    def __init__(self, format_: str) -> None:
        """Start an empty one in a format: `json`, `toml` or `yaml`; or a `map`, which is no text."""
        self._format = format_
        self._content: dict[str, object] = {}

    def put(self, member: tuple[str, ...], value: object) -> None:
        """Set a member, or with no keys every member of a mapping."""
        if not member and isinstance(value, dict):
            self._content |= value
            return
        at = self._content
        for key in member[:-1]:
            inner: dict[str, object] = {}
            held = at.setdefault(key, inner)
            at = held if isinstance(held, dict) else inner
        at[member[-1]] = value

    def complete(self, members: Mapping[str, object]) -> None:
        """Add the members that are not there, before the others; of a mapping that is, the members that it lacks."""
        merged: dict[str, object] = {}
        for key, value in members.items():
            held = self._content.get(key, value)
            merged[key] = {**value, **held} if isinstance(value, dict) and isinstance(held, dict) else held
        self._content = merged | {key: value for key, value in self._content.items() if key not in merged}

    def text(self) -> object:
        """The document as text, or as an expression where a part of it is one; a `map` as it is."""
        match self._format:
            case "map":
                return self._content
            case "toml":
                return _joined(list(_toml(self._content, ())))
            case "yaml":  # JSON is YAML, so a value needs no notation of its own
                return _joined([_line(f"{_json(key)}: ", value) for key, value in self._content.items()])
            case _:
                return HclText(f"jsonencode({literal(self._content)})")


def after(prefix: str, value: object) -> str | HclText:
    """A text behind a prefix."""
    if isinstance(value, HclText):
        return HclText(f'{quoted(prefix)[:-1]}${{{value}}}"')
    return f"{prefix}{value}"


def server_in_form(name: str, server: Mapping[str, object], forms: Mapping[str, Mapping[str, object]]) -> object:
    """An MCP server as an agent writes it.

    Args:
        name: Its name.
        server: What the spec says: `command`, `args` and `env`, or `url` and `headers`.
        forms: How the agent writes the kinds `command` and `url`, with `$command` and so on for what the spec says;
            in a list, a list takes its place. A kind that is absent is written as in the spec.
    """
    kind = "command" if "command" in server else "url"
    form = forms.get(kind)
    if form is None:
        return dict(server)
    empty: dict[str, object] = {"args": [], "env": {}, "headers": {}, "name": name}
    return _filled(form, empty | dict(server))


def _filled(form: object, values: Mapping[str, object]) -> object:
    match form:
        case str() if form.startswith("$") and form[1:] in values:
            return values[form[1:]]
        case dict():
            return {key: _filled(item, values) for key, item in form.items()}
        case list():
            found: list[object] = []
            for item in form:
                value = _filled(item, values)
                found += value if isinstance(value, list) else [value]
            return found
        case _:
            return form


def _toml(table: Mapping[str, object], path: tuple[str, ...]) -> Iterator[str | HclText]:
    """The lines of a table: its own values, then the tables in it."""
    plain = {key: value for key, value in table.items() if not isinstance(value, dict)}
    if plain and path:
        yield f"[{'.'.join(map(_toml_key, path))}]"
    for key, value in plain.items():
        yield _line(f"{_toml_key(key)} = ", value)
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _toml(value, (*path, key))


def _toml_key(key: str) -> str:
    return key if key and _BARE.issuperset(key) else _json(key)


def _line(start: str, value: object) -> str | HclText:
    if _has_expression(value):
        return HclText(f'{quoted(start)[:-1]}${{jsonencode({literal(value)})}}"')
    return start + _json(value)


def _joined(lines: list[str | HclText]) -> str | HclText:
    if any(isinstance(line, HclText) for line in lines):
        return HclText(f'join("\\n", {literal(lines)})')
    return "".join(f"{line}\n" for line in lines)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _has_expression(value: object) -> bool:
    match value:
        case HclText():
            return True
        case dict():
            return any(_has_expression(item) for item in value.values())
        case list():
            return any(_has_expression(item) for item in value)
        case _:
            return False
