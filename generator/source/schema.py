"""JSON Schema errors at the lines of the YAML that caused them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from generator.diagnostics import Diagnostic, RuleInfo, Severity, in_order
from generator.errors import ToolError
from generator.source.near import did_you_mean
from generator.source.problems import InvalidInputError
from generator.source.yaml_tree import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from generator.source.files import SourceFile
    from generator.source.yaml_tree import YamlTree

_UNKNOWN_KEY = RuleInfo("unknown-key", "spec", "a key that the schema does not have", Severity.ERROR)
_MISSING_KEY = RuleInfo("missing-key", "spec", "a key that the schema requires", Severity.ERROR)
_INVALID_VALUE = RuleInfo("invalid-value", "spec", "a value that the schema refuses", Severity.ERROR)

_OF_KEYS = frozenset({"additionalProperties", "required"})
"""The keywords that find something wrong with keys rather than with the value."""

_SHOWN = 60  # characters of a value that a message quotes


def load_schema(path: Path) -> dict[str, Any]:
    """One of our own JSON Schemas.

    Raises:
        ToolError: The file is missing or is not JSON.
    """
    try:
        schema = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise ToolError(f"taskplate's own schema {path.name} cannot be read: {error}") from None
    if not isinstance(schema, dict):
        raise ToolError(f"taskplate's own schema {path.name} is not an object")
    return schema


def check_schema(tree: YamlTree, schema: Mapping[str, Any]) -> list[Diagnostic]:
    """What a JSON Schema (draft 2020-12) refuses in a YAML document, each at its place, in total order."""
    from jsonschema import Draft202012Validator, validators

    validator: Any = validators.extend(Draft202012Validator, _KEYWORDS)(schema)  # type: ignore[no-untyped-call]
    found = [leaf for error in validator.iter_errors(tree.value) for leaf in _leaves(error)]
    first: dict[tuple[str | int, ...], Any] = {}
    for error in sorted(found, key=_weight):
        if error.validator not in _OF_KEYS:
            first.setdefault(tuple(error.absolute_path), error)
    kept = {id(error) for error in first.values()}
    told = [error for error in found if error.validator in _OF_KEYS or id(error) in kept]
    return in_order([diagnostic for error in told for diagnostic in _diagnostics(tree, error)])


def read_valid(source: SourceFile, schema: Path) -> YamlTree:
    """A YAML file that fits a JSON Schema.

    Raises:
        InvalidInputError: It is no YAML that can be read safely, or does not fit; holds every finding.
    """
    tree = read_yaml(source)
    found = check_schema(tree, load_schema(schema))
    if found:
        raise InvalidInputError(found, {source.path: source})
    return tree


def _weight(error: Any) -> int:
    """Of what is wrong with one value the least is told: its type before its length, its length before its form."""
    return {"type": 0, "minLength": 1}.get(error.validator, 2)


def _pattern(validator: Any, pattern: str, instance: object, schema: object) -> Iterator[Any]:
    """`pattern` as JSON Schema means it: `$` is the end of the text; Python's also stands before a last newline."""
    from jsonschema import ValidationError

    del schema
    ended = f"{pattern[:-1]}\\Z" if pattern.endswith("$") else pattern
    if validator.is_type(instance, "string") and not re.search(ended, str(instance)):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


def _max_bytes(validator: Any, limit: int, instance: object, schema: object) -> Iterator[Any]:
    """`x-max-bytes`, a keyword of ours: the most bytes that text may have in UTF-8, as Coder counts in places."""
    from jsonschema import ValidationError

    del schema
    if validator.is_type(instance, "string") and len(str(instance).encode()) > limit:
        yield ValidationError(f"{instance!r} is too long")


_KEYWORDS = {"pattern": _pattern, "x-max-bytes": _max_bytes}


def _leaves(error: Any) -> Iterator[Any]:
    """The errors that say most about a failed choice (`oneOf`, `anyOf`): all of the branch that was meant.

    A branch that only failed because the value is of another type was not meant. Where several remain, it is the one
    that got furthest inside the value; where none did, only the choice as a whole can be named.
    """
    branches: dict[Any, list[Any]] = {}
    for nested in error.context or ():
        branches.setdefault(nested.schema_path[0], []).append(nested)
    meant = [b for b in branches.values() if not any(e.validator in {"type", "const"} and not e.path for e in b)]
    if error.validator not in {"oneOf", "anyOf"} or not meant:
        yield error
        return
    depths = [max(len(nested.path) for nested in branch) for branch in meant]
    if len(meant) > 1 and max(depths) == 0:
        yield error
        return
    for nested in meant[depths.index(max(depths))]:
        yield from _leaves(nested)


def _diagnostics(tree: YamlTree, error: Any) -> Iterator[Diagnostic]:
    path = tuple(error.absolute_path)
    where = _name(path)
    if "propertyNames" in list(error.absolute_schema_path)[-2:-1]:
        key = error.instance
        yield _INVALID_VALUE.at(tree.key_span((*path, key)), f"{where}: {_shown(key)} is no valid name here")
        return
    if error.validator == "additionalProperties" and isinstance(error.instance, dict):
        known = set(error.schema.get("properties", ()))
        for key in error.instance:
            if key not in known:
                message = f"{where} has no key `{key}`.{did_you_mean(key, known)}"
                yield _UNKNOWN_KEY.at(tree.key_span((*path, key)), message)
        return
    if error.validator == "required" and isinstance(error.instance, dict):
        for key in error.validator_value:
            if key not in error.instance:
                yield _MISSING_KEY.at(tree.key_span(path), f"{where} lacks the key `{key}`")
        return
    if not path and error.instance is None:
        yield _INVALID_VALUE.at(tree.span(path), "the file is empty")
        return
    span = tree.span(path)
    yield _INVALID_VALUE.at(span, f"{where} {_reason(error, tree.source.slice(span))}")


def _name(path: tuple[str | int, ...]) -> str:
    if not path:
        return "the file"
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else (f".{step}" if text else step)
    return f"`{text}`"


def _reason(error: Any, written: str) -> str:
    schema, value, limit = error.schema, error.instance, error.validator_value
    shown = written if isinstance(value, bool | int | float) else _shown(value)  # `2.30`, which is read as 2.3
    match error.validator:
        case "type":
            names = " or ".join(_TYPE_NAMES[name] for name in ([limit] if isinstance(limit, str) else limit))
            scalar = isinstance(value, bool | int | float) and "string" in names
            hint = f'; write it in quotes: "{written}"' if scalar else ""
            return f"must be {names}, not {shown}{hint}"
        case "enum":
            choices = [str(choice) for choice in limit]
            near = did_you_mean(value, choices) if isinstance(value, str) else ""
            return f"must be one of {', '.join(f'`{choice}`' for choice in choices)}, not {shown}.{near}".rstrip(".")
        case "not" if "enum" in limit:
            return f"must not be {shown}"
        case "pattern" | "oneOf" | "anyOf" | "not":
            expected = schema.get("x-expected") or schema.get("title")
            seen = "" if isinstance(value, dict) else f", not {shown}"
            return f"must be {expected}{seen}" if expected else f"is not valid: {shown}"
        case "minLength" | "minItems" | "minProperties":
            return "must not be empty" if limit == 1 else f"is too short: {shown}"
        case "maxLength":
            return f"must be at most {limit} characters long, not {len(value)}"
        case "x-max-bytes":
            return f"must be at most {limit} bytes long, not {len(value.encode())}"
        case "minimum" | "maximum":
            return f"must be at {'least' if error.validator == 'minimum' else 'most'} {limit}, not {shown}"
        case "uniqueItems":
            return "must not hold the same item twice"
        case "const":
            return f"must be {_shown(limit)}, not {shown}"
        case _:
            return f"is not valid: {' '.join(error.message.split())[: 3 * _SHOWN]}"


_TYPE_NAMES = {
    "string": "a string",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
    "null": "empty",
}


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if value is None:
        return "nothing"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
