"""`taskplate schema` prints a JSON Schema as it ships."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from jsonschema import Draft202012Validator

from generator import assets
from generator.app import schema_names
from tests.helpers import run_cli

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", schema_names())
def test_a_schema_is_printed_as_it_is(tmp_path: Path, name: str) -> None:
    code, out, err = run_cli(["schema", name], tmp_path)
    assert (code, err) == (0, "")
    assert out == (assets.schemas() / f"{name}.schema.json").read_text(encoding="utf-8")
    Draft202012Validator.check_schema(json.loads(out))


def test_there_is_one_for_specs_and_one_for_reports() -> None:
    assert {"task-template", "diagnostics"} <= set(schema_names())


@pytest.mark.parametrize("name", ["task-templat", "../schemas/task-template", ""])
def test_an_unknown_schema_is_said(tmp_path: Path, name: str) -> None:
    code, out, err = run_cli(["schema", name], tmp_path)
    assert (code, out) == (2, "")
    assert "There are: " in err
