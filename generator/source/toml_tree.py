"""TOML that people wrote: values, and the lines that keys stand on, which Python's reader does not tell."""

from __future__ import annotations

import re
import tomllib
from datetime import date, time
from typing import TYPE_CHECKING, Any

from generator.diagnostics import RuleInfo, Severity, Span
from generator.source.problems import InvalidInputError
from generator.source.yaml_tree import YamlTree

if TYPE_CHECKING:
    from generator.source.files import SourceFile
    from generator.source.yaml_tree import Path

_SYNTAX = RuleInfo("invalid-toml", "config", "the file is not TOML", Severity.ERROR)
_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_PART = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')"""
_KEY = rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*"
_HEADER = re.compile(rf"[ \t]*\[{{1,2}}[ \t]*({_KEY})[ \t]*\]")
_PAIR = re.compile(rf"[ \t]*({_KEY})[ \t]*=[ \t]*(.*)")
_BARE = re.compile(r"[^\s\"'#\[{][^#]*")


def read_toml(source: SourceFile) -> Any:
    """The values of a TOML file.

    Raises:
        InvalidInputError: It is not TOML; the finding is at the place.
    """
    try:
        return tomllib.loads(source.text)
    except tomllib.TOMLDecodeError as error:
        reason = str(error)
    except RecursionError:
        reason = "it is nested too deeply"
    found = _PLACE.search(reason)
    at = len(source.data)
    if found is None:
        at = 0
    elif found[1]:
        at = source.offset(int(found[1]), int(found[2]))
    message = f"this is not TOML: {_PLACE.sub('', reason)}"
    raise InvalidInputError([_SYNTAX.at(Span(source.path, at, at), message)], {source.path: source})


def toml_tree(source: SourceFile, value: Any, table: Path = ()) -> YamlTree:
    """Values with their places, for `generator.source.schema`.

    Places are found line by line: those of keys and values in headers and pairs of their own are exact; what is inside
    an array or an inline table has the place of the whole.

    Args:
        source: The file.
        value: What it holds, or what one table of it holds.
        table: The path of that table.
    """
    whole = Span(source.path, 0, 0)
    values: dict[Path, Span] = {(): whole}
    keys: dict[Path, Span] = {}
    header: Path = ()
    at = len(source.data) - len(source.text.encode())
    for line in source.text.splitlines(keepends=True):
        if match := _HEADER.match(line):
            header = _path(match[1])
            span = _span(source, at, line, match.start(1), match.end(1))
            _note(header, table, span, span, keys, values)
        elif match := _PAIR.match(line):
            bare = _BARE.match(match[2])
            end = match.start(2) + len(bare[0].rstrip() if bare else match[2].rstrip())
            key = _span(source, at, line, match.start(1), match.end(1))
            _note((*header, *_path(match[1])), table, key, _span(source, at, line, match.start(2), end), keys, values)
        at += len(line.encode())
    return YamlTree(source, _plain(value), values, keys)


def _path(dotted: str) -> Path:
    return tuple(part.strip("\"'") for part in re.findall(_PART, dotted))


def _note(path: Path, table: Path, key: Span, value: Span, keys: dict[Path, Span], values: dict[Path, Span]) -> None:
    if path[: len(table)] == table:
        keys.setdefault(path[len(table) :], key)
        if path != table:
            values.setdefault(path[len(table) :], value)
        else:
            values[()] = key


def _span(source: SourceFile, at: int, line: str, start: int, end: int) -> Span:
    return Span(source.path, at + len(line[:start].encode()), at + len(line[:end].encode()))


def _plain(value: Any) -> Any:
    """A value as JSON has it; a date or a time, which JSON does not have, is no text either."""
    match value:
        case dict():
            return {key: _plain(member) for key, member in value.items()}
        case list():
            return [_plain(item) for item in value]
        case date() | time():
            return 0
        case _:
            return value
