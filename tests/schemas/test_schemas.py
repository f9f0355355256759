"""The JSON Schemas are valid and described throughout, and the specs that we show fit theirs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from generator import assets

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEMAS = sorted(assets.schemas().glob("*.schema.json"))
EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*/task-template.yaml"))


def read(path: Path) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(path.read_bytes())
    return schema


def undescribed(schema: Any, root: dict[str, Any], path: str) -> Iterator[str]:
    """The path of every property, however deep, that has no description of its own or of what it refers to."""
    if isinstance(schema, list):
        for index, item in enumerate(schema):
            yield from undescribed(item, root, f"{path}[{index}]")
    elif isinstance(schema, dict):
        properties = schema.get("properties", {})
        for name, property_ in properties.items():
            if "description" not in property_ and "description" not in target(property_.get("$ref"), root):
                yield f"{path}.{name}"
        for key, value in schema.items():
            if key not in {"enum", "const", "default", "examples", "required"}:
                yield from undescribed(value, root, f"{path}.{key}")


def target(reference: str | None, root: dict[str, Any]) -> dict[str, Any]:
    found = root
    for step in (reference or "#/none").removeprefix("#/").split("/"):
        found = found.get(step, {})
    return found


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.name)
def test_schema_is_valid_draft_2020_12(path: Path) -> None:
    schema = read(path)
    assert schema["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    assert schema["$id"].endswith(f"/{path.name}")
    Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.name)
def test_every_property_of_a_schema_says_what_it_is(path: Path) -> None:
    schema = read(path)
    assert schema["description"]
    assert list(undescribed(schema, schema, "")) == []


def test_a_property_without_description_would_be_noticed() -> None:
    schema = {"properties": {"a": {"items": [{"properties": {"b": {}}}]}}, "$defs": {"c": {"properties": {"d": {}}}}}
    assert list(undescribed(schema, schema, "")) == [".a", ".properties.a.items[0].b", ".$defs.c.d"]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_an_editor_takes_every_example(path: Path) -> None:
    """As plain JSON Schema, without the keywords of our own that `taskplate` reads besides."""
    schema = read(assets.schemas() / "task-template.schema.json")
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert [error.message for error in Draft202012Validator(schema).iter_errors(data)] == []


def test_an_example_uses_every_key_of_the_spec() -> None:
    schema = read(assets.schemas() / "task-template.schema.json")
    used = set()
    for path in EXAMPLES:
        used |= set(yaml.safe_load(path.read_text(encoding="utf-8")))
    assert set(schema["properties"]) - used - {"$schema"} == set()
