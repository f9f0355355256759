"""JSON Schema errors at the lines of the YAML that caused them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from generator.diagnostics import Diagnostic, RuleInfo, Severity, in_order
from generator.errors import ToolError
from generator.source.near import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from generator.source.yaml_tree import YamlTree

_UNKNOWN_KEY = RuleInfo("unknown-key", "spec", "a key that the schema does not have", Severity.ERROR)
_MISSING_KEY = RuleInfo("missing-key", "spec", "a key that the schema requires", Severity.ERROR)
_INVALID_VALUE = RuleInfo("invalid-value", "spec", "a value that the schema refuses", Severity.ERROR)

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
    from jsonschema import Draft202012Validator

    validator = Draft202012Validator(schema)
    found = [
        diagnostic for error in validator.iter_errors(tree.value) for diagnostic in _diagnostics(tree, _deepest(error))
    ]
    return in_order(found)


def _deepest(error: Any) -> Any:
    """The error that says most about a failed choice (`oneOf`, `anyOf`): the one furthest inside the value.

    A branch that only failed because the value is of another type says nothing about what was meant, so branches that
    got past the type come first.
    """
    while error.validator in {"oneOf", "anyOf"} and error.context:
        branches = [nested for nested in error.context if not (nested.validator == "type" and not nested.path)]
        if not branches or (len({nested.schema_path[0] for nested in branches}) > 1 and not _inside(branches)):
            return error
        error = max(branches, key=lambda nested: len(nested.path))
    return error


def _inside(branches: list[Any]) -> bool:
    return any(nested.path for nested in branches)


def _diagnostics(tree: YamlTree, error: Any) -> Iterator[Diagnostic]:
    path = tuple(error.absolute_path)
    where = _name(path)
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
    if error.validator == "propertyNames":
        key = error.instance
        yield _INVALID_VALUE.at(tree.key_span((*path, key)), f"{where}: `{key}` is no valid name here")
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
    schema, value = error.schema, error.instance
    shown = _shown(value)
    match error.validator:
        case "type":
            wanted = error.validator_value
            names = " or ".join(_TYPE_NAMES[name] for name in ([wanted] if isinstance(wanted, str) else wanted))
            scalar = isinstance(value, bool | int | float) and "string" in names
            hint = f'; write it in quotes: "{written}"' if scalar else ""
            return f"must be {names}, not {shown}{hint}"
        case "enum":
            choices = [str(choice) for choice in error.validator_value]
            near = did_you_mean(value, choices) if isinstance(value, str) else ""
            return f"must be one of {', '.join(f'`{choice}`' for choice in choices)}, not {shown}.{near}".rstrip(".")
        case "pattern" | "oneOf" | "anyOf" | "not":
            expected = schema.get("x-expected") or schema.get("title")
            return f"must be {expected}, not {shown}" if expected else f"is not valid: {shown}"
        case "minLength" | "minItems" | "minProperties":
            return "must not be empty" if error.validator_value == 1 else f"is too short: {shown}"
        case "const":
            return f"must be {_shown(error.validator_value)}, not {shown}"
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
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
