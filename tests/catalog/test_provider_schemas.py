"""What is known of providers: the schema files, and the history of the coder provider against the provider itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
import yaml

from generator import assets
from generator.catalog.catalog import Catalog
from generator.catalog.provider_schemas import REGISTRY, type_text
from generator.catalog.versions import Release
from tests.helpers import build_tree
from tests.lab.coder_provider import RELEASES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from tests.lab.lab import Lab

CATALOG = Catalog()
CODER = CATALOG.provider("coder/coder")
SCHEMAS = sorted((assets.schemas() / "providers").glob("*.json"))
HISTORIES = sorted((assets.modules_catalog() / "provider_history").glob("*.yaml"))
KINDS = {"resource": "resource_schemas", "data": "data_source_schemas"}


def members(block: Mapping[str, Any], path: str = "") -> Iterator[str]:
    for name in block.get("attributes", {}):
        yield path + name
    for name, nested in block.get("block_types", {}).items():
        yield path + name
        yield from members(nested["block"], f"{path}{name}.")


def required(block: Mapping[str, Any], path: str = "") -> Iterator[str]:
    yield from (path + name for name, attribute in block.get("attributes", {}).items() if attribute.get("required"))
    for name, nested in block.get("block_types", {}).items():
        if nested.get("min_items"):
            yield path + name
        yield from required(nested["block"], f"{path}{name}.")


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.stem)
def test_schema_file_is_found_by_the_source_it_names_and_by_its_type(path: Path) -> None:
    (address,) = json.loads(path.read_text(encoding="utf-8"))["provider_schemas"]
    source = address.removeprefix(REGISTRY)
    assert CATALOG.provider(source) is not None
    assert CATALOG.provider(source).source == CATALOG.provider(path.stem).source == source


@pytest.mark.parametrize("source", ["someone/docker", "coder/nope", "../docker", "coder/../docker", ""])
def test_provider_that_is_not_known_is_none(source: str) -> None:
    assert CATALOG.provider(source) is None


@pytest.mark.parametrize("path", HISTORIES, ids=lambda path: path.stem)
def test_history_fits_its_schema_and_names_its_provider(path: Path) -> None:
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    schema = json.loads((path.parent / data["$schema"]).resolve(strict=True).read_text(encoding="utf-8"))
    jsonschema.validate(data, schema)
    assert CATALOG.provider(data["source"]) is not None
    assert data["source"].rpartition("/")[2] == path.stem


def test_every_type_of_the_coder_provider_has_its_history_and_only_gone_ones_beside() -> None:
    for kind in KINDS:
        known = {type_ for its_kind, type_ in CODER.history if its_kind == kind}
        assert known >= set(CODER.types(kind))
        for type_ in known - set(CODER.types(kind)):
            assert CODER.version not in CODER.history[kind, type_].releases, type_


def test_features_of_the_coder_table_came_when_the_history_says() -> None:
    for feature, first in CATALOG.coder.features.items():
        type_, _, path = feature.partition(".")
        histories = [CODER.history[kind, type_] for kind in KINDS if (kind, type_) in CODER.history]
        assert any(h.releases_of(path).spans[0][0] == first for h in histories), feature


@pytest.mark.terraform
@pytest.mark.parametrize("release", RELEASES)
def test_history_says_what_the_provider_itself_says(release: str, lab: Lab, tmp_path: Path) -> None:
    wanted = f'coder = {{\n source = "coder/coder"\n version = "{release}"\n}}'
    folder = build_tree(tmp_path / "t", {"main.tf": f"terraform {{\nrequired_providers {{\n{wanted}\n}}\n}}\n"})
    with lab.workspace(folder, coder_provider=release) as terraform:
        assert terraform.init().ok
        args = ("providers", "schema", "-json")
        run = terraform.engine.run(args, folder=terraform.folder, env=terraform.env, timeout=60)
    real = json.loads(run.stdout)["provider_schemas"][REGISTRY + "coder/coder"]
    now = json.loads((assets.schemas() / "providers" / "coder.json").read_text(encoding="utf-8"))
    newest = now["provider_schemas"][REGISTRY + "coder/coder"]
    at = Release.parse(release)
    for kind, key in KINDS.items():
        then = {type_ for (its_kind, type_), h in CODER.history.items() if its_kind == kind and has(h, "", at)}
        assert set(real[key]) == then
        for type_ in then & set(newest[key]):
            block, history = newest[key][type_]["block"], CODER.history[kind, type_]
            held = {path for path in members(block) if has(history, path, at)}
            assert set(members(real[key][type_]["block"])) == held, type_
            needed = {path for path in required(block) if path in held}
            needed |= {path for path, releases in history.required.items() if at in releases}
            assert set(required(real[key][type_]["block"])) == needed, type_


def has(history: Any, path: str, release: Release) -> bool:
    releases = history.releases_of(path)
    return releases is None or release in releases


def test_type_reads_as_terraform_writes_it() -> None:
    assert type_text(["list", ["object", {"a": "string", "b": "dynamic"}, ["b"]]]) == (
        "list(object({a = string, b = optional(any)}))"
    )
    assert type_text(["tuple", ["bool", ["set", "number"]]]) == "tuple([bool, set(number)])"
