"""What a JSON Schema says of its keys, as rows of Markdown tables."""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING, Any

from generator import assets

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HEAD = ("key", "value", "meaning")

_TYPES = {"string": "text", "boolean": "true or false", "integer": "whole number", "array": "list", "object": "mapping"}
_DEFINITIONS = {
    "text": "text or expression",
    "value": "value or expression",
    "option_value": "value, expression or parameter",
    "expression": "expression",
}


class SchemaTables:
    """The rows of one of our schemas.

    Attributes:
        name: Its name, as `taskplate schema` takes it.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    @cached_property
    def schema(self) -> dict[str, Any]:
        """The schema itself."""
        text = (assets.schemas() / f"{self.name}.schema.json").read_text(encoding="utf-8")
        schema: dict[str, Any] = json.loads(text)
        return schema

    def top(self) -> list[tuple[str, str, str]]:
        """The keys of the top level."""
        return [self._row(name, child, self.schema, name) for name, child in self.schema.get("properties", {}).items()]

    def below(self, path: str, schema: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
        """The keys of what a key holds, alternatives and items followed."""
        if "$ref" in schema:
            if schema["$ref"].rpartition("/")[2] not in _DEFINITIONS:  # what those hold is said once
                yield from self.below(path, self.referenced(schema["$ref"]))
            return
        prefix = f"{path}." if path else ""
        for name, child in schema.get("properties", {}).items():
            yield self._row(f"{prefix}{name}", child, schema, name)
            yield from self.below(f"{prefix}{name}", child)
        for alternative in (*schema.get("oneOf", ()), *(schema[key] for key in ("then", "else") if key in schema)):
            yield from self.below(path, alternative)
        if isinstance(schema.get("additionalProperties"), dict):
            yield from self.below(f"{prefix}<name>", schema["additionalProperties"])
        if isinstance(schema.get("items"), dict):
            yield from self.below(f"{path}[]", schema["items"])

    def referenced(self, ref: str) -> dict[str, Any]:
        """What a reference of the schema stands for."""
        found: dict[str, Any] = self.schema["$defs"][ref.rpartition("/")[2]]
        return found

    def kind(self, schema: dict[str, Any]) -> str:
        """The type of a value in words."""
        if "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            return _DEFINITIONS.get(name) or self.kind(self.referenced(schema["$ref"]))
        if "enum" in schema:
            return ", ".join(f"`{value}`" for value in schema["enum"])
        if "const" in schema:
            return f"`{json.dumps(schema['const'])}`"
        if "oneOf" in schema:
            return " or ".join(dict.fromkeys(self.kind(alternative) for alternative in schema["oneOf"]))
        types = schema.get("type", "value")
        return " or ".join(_TYPES.get(name, name) for name in ([types] if isinstance(types, str) else types))

    def description(self, schema: dict[str, Any]) -> str:
        """What a key means: its own words, else those of what it refers to."""
        if "description" not in schema and "$ref" in schema:
            return self.description(self.referenced(schema["$ref"]))
        words: str = schema.get("description", "")
        return words

    def _row(self, path: str, child: dict[str, Any], parent: dict[str, Any], name: str) -> tuple[str, str, str]:
        required = " (required)" if name in parent.get("required", ()) else ""
        return f"`{path}`{required}", self.kind(child), self.description(child)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)
