"""The text of an interface file says each thing once per form, and the product's own reader gets it all back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator import assets
from generator.catalog.catalog import Catalog
from generator.catalog.interface import ModuleInput, ModuleRelease, NestedModule, ProviderRequirement, read_interface
from generator.catalog.versions import Release
from generator.source.files import SourceFile
from generator.source.schema import check_schema, load_schema
from generator.source.yaml_tree import read_yaml
from generator.upkeep.interface_text import interface_text, without_header

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SCHEMA = "../../../schemas/module-interface.schema.json"


def text_of(releases: Sequence[ModuleRelease]) -> str:
    return interface_text("a/b", releases, on_main=True, origin="example.com/r", date="2026-01-01", schema=None)


def release(version: str, **held: object) -> ModuleRelease:
    empty = {
        "released": "2026-01-01", "inputs": {}, "outputs": frozenset(), "env": {}, "modules": (), "providers": (),
        "terraform": None, "resources": {}, "makes_task": False,
    }  # fmt: skip
    return ModuleRelease(release=Release.parse(version), **{**empty, **held})  # type: ignore[arg-type]


def model(default: object, **more: object) -> dict[str, ModuleInput]:
    usual = {"type": "string", "required": False, "sensitive": False, "allowed": (), "validated": False}
    return {"model": ModuleInput(name="model", default=default, **{**usual, **more})}  # type: ignore[arg-type]


@pytest.mark.parametrize("address", Catalog().addresses)
def test_a_file_of_the_catalog_is_the_text_of_what_it_says(address: str) -> None:
    path = Catalog().file("interfaces", address)
    held = read_interface(path, address)
    releases = [held.release(each) for each in held.releases]
    text = interface_text(address, releases, on_main=held.on_main, origin="", date="", schema=SCHEMA)
    assert without_header(text) == without_header(path.read_text(encoding="utf-8"))


def test_a_form_is_told_once_with_all_its_releases() -> None:
    text = text_of(
        [
            release("1.0.0", inputs=model("a")),
            release("1.1.0", inputs=model("b")),
            release("1.2.0", inputs=model("a")),
            release("1.3.0", inputs=model("a")),
        ]
    )
    assert '  model:\n    - {in: "1.0.0, 1.2.0..", type: string, default: a}\n    - {in: "1.1.0", ' in text


def test_the_newest_release_leaves_its_ranges_open() -> None:
    text = text_of([release("1.0.0", outputs=frozenset({"old"})), release("1.1.0", outputs=frozenset({"new"}))])
    assert 'outputs:\n  new: "1.1.0.."\n  old: "1.0.0"\n' in text


def test_the_order_of_the_releases_makes_no_difference() -> None:
    releases = [release("1.10.0", inputs=model("a")), release("1.9.0", inputs=model("b"))]
    assert text_of(releases) == text_of(releases[::-1])


def test_a_file_fits_its_schema() -> None:
    everything = release(
        "1.0.0",
        inputs=model("a", allowed=("a", "b"), validated=True, sensitive=True),
        outputs=frozenset({"x"}),
        env={"A": ("model",), "B": ()},
        modules=(NestedModule("m", "registry.coder.com/a/c/coder", None),),
        providers=(ProviderRequirement("coder", "coder/coder", ">= 2"),),
        terraform=">= 1.0",
        resources={"coder_app": 2},
        makes_task=True,
    )
    tree = read_yaml(SourceFile("x.yaml", text_of([everything]).encode()))
    assert check_schema(tree, load_schema(assets.schemas() / "module-interface.schema.json")) == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner)
    ),
    max_leaves=6,
)


@given(JSON)
def test_any_default_is_read_back_as_it_was(default: object) -> None:
    data = yaml.safe_load(text_of([release("1.0.0", inputs=model(default))]))
    assert data["inputs"]["model"][0]["default"] == default


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_name_is_read_back_as_it_was(name: str) -> None:
    data = yaml.safe_load(text_of([release("1.0.0", env={name: ()})]))
    assert data["env"] == {name: [{"in": "1.0.0.."}]}


def test_the_reader_of_the_catalog_gets_every_release_back(tmp_path: Path) -> None:
    releases = [release("1.0.0", inputs=model(None), terraform=">= 1"), release("2.0.0", env={"A": ("model",)})]
    path = tmp_path / "b.yaml"
    path.write_text(text_of(releases), encoding="utf-8")
    held = read_interface(path, "a/b")
    assert [held.release(each) for each in held.releases] == releases
