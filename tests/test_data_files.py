"""The data files that people write fit their schemas, and what they say of modules is so in every release meant."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import jsonschema
import pytest
import yaml

from generator import assets
from tests.helpers import run_cli

if TYPE_CHECKING:
    from pathlib import Path

FILES = sorted(
    path
    for root, pattern in (
        (assets.modules_catalog(), "*.yaml"),
        (assets.modules_catalog(), "agents/*.yaml"),
        (assets.modules_catalog(), "modules/*.yaml"),
        (assets.modules_catalog(), "provider_checks/*.yaml"),
        (assets.blueprints(), "*/blueprint.yaml"),
    )
    for path in root.glob(pattern)
)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem if path.stem != "blueprint" else path.parent.name)
def test_file_fits_the_schema_that_it_names(path: Path) -> None:
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    schema = (path.parent / data["$schema"]).resolve(strict=True)
    jsonschema.validate(data, json.loads(schema.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem if path.stem != "blueprint" else path.parent.name)
def test_file_or_folder_is_named_after_what_it_describes(path: Path) -> None:
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    named = path.parent.name if path.stem == "blueprint" else path.stem
    assert data.get("id", data.get("name", named)) == named


def test_what_the_catalog_claims_of_releases_holds(tmp_path: Path) -> None:
    assert run_cli(["catalog", "check"], tmp_path)[:2] == (0, "")
