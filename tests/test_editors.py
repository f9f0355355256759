"""What editors get: schemas that explain every key, and files that lead to their schema."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from generator.app import schema
from tests.documents import ROOT
from tests.helpers import run_cli

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WRITTEN_BY_PEOPLE = ("task-template", "agent", "module", "blueprint", "config")
SPECS = sorted((ROOT / "examples").glob("*/task-template.yaml"))
LINE = "# yaml-language-server: $schema="
THREE_LINES = "three-lines"
"""The example that shows how short a spec can be."""


def undescribed(schema: dict[str, Any], root: dict[str, Any], path: str = "") -> Iterator[str]:
    """The properties without a description, which one behind a reference may have from there."""
    for name, child in schema.get("properties", {}).items() if isinstance(schema.get("properties"), dict) else ():
        target = child
        while "description" not in target and "$ref" in target:
            target = root["$defs"][target["$ref"].rpartition("/")[2]]
        if not target.get("description"):
            yield f"{path}.{name}"
    for key, child in schema.items():
        for each in child if isinstance(child, list) else [child]:
            if isinstance(each, dict):
                yield from undescribed(each, root, f"{path}.{key}")


@pytest.mark.parametrize("name", WRITTEN_BY_PEOPLE)
def test_every_key_is_explained(name: str) -> None:
    read = json.loads(schema(name))
    assert list(undescribed(read, read)) == []
    assert read["description"]


def test_a_key_without_words_is_found() -> None:
    read = {"properties": {"a": {"description": "A."}, "b": {"items": {"properties": {"c": {}}}}}}
    assert list(undescribed(read, read)) == [".b", ".properties.b.items.c"]


@pytest.mark.parametrize("spec", SPECS, ids=lambda path: path.parent.name)
def test_an_example_leads_to_the_schema(spec: Path) -> None:
    first = spec.read_text(encoding="utf-8").splitlines()[0]
    if spec.parent.name == THREE_LINES:
        assert not first.startswith(LINE)
        return
    assert (spec.parent / first.removeprefix(LINE)).resolve() == ROOT / "schemas" / "task-template.schema.json"


def test_a_new_spec_leads_to_the_schema_beside_it(tmp_path: Path) -> None:
    code, _, err = run_cli(["new", "site", "--agent", "claude-code", "--yes"], tmp_path)
    assert code == 0, err
    first = (tmp_path / "site" / "task-template.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith(LINE)
    assert (tmp_path / "site" / first.removeprefix(LINE)).read_text(encoding="utf-8") == schema("task-template")
