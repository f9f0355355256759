"""A stub of the coder provider has what its release has, and a template gets the releases that it admits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from generator import assets
from generator.catalog.catalog import Catalog
from generator.catalog.versions import Release
from generator.source.files import SourceFile
from generator.template.load import template_from_sources
from generator.terraform import stub_provider
from generator.terraform.engine import Engine
from generator.terraform.needs import Needs, needs_of
from generator.terraform.provider_mirror import ProviderMirror, make_mirror, schema_at

if TYPE_CHECKING:
    from pathlib import Path

CATALOG = Catalog()
CODER = stub_provider.read(assets.schemas() / "providers" / "coder.json")
DOCKER = Release(3, 6, 2)
TERRAFORM = Engine("terraform", ("/bin/terraform",))


def coder_at(text: str) -> dict[str, Any]:
    known = CATALOG.provider("coder/coder")
    assert known is not None
    return schema_at(CODER.schema, known.history, Release.parse(text))


def test_types_come_with_the_release_that_brings_them() -> None:
    assert "coder_ai_task" not in coder_at("2.6.0")["resource_schemas"]
    assert "coder_ai_task" in coder_at("2.7.0")["resource_schemas"]
    assert "coder_task" not in coder_at("2.12.0")["data_source_schemas"]


def test_what_is_in_a_type_comes_and_is_required_likewise() -> None:
    task = coder_at("2.8.0")["resource_schemas"]["coder_ai_task"]["block"]
    assert "app_id" not in task["attributes"]
    assert task["block_types"]["sidebar_app"]["min_items"] == 1
    task = coder_at("2.18.0")["resource_schemas"]["coder_ai_task"]["block"]
    assert "app_id" in task["attributes"]
    assert not task["block_types"]["sidebar_app"].get("min_items")
    preset = coder_at("2.3.0")["data_source_schemas"]["coder_workspace_preset"]["block"]
    assert preset["attributes"]["parameters"]["required"]
    assert "prebuilds" not in preset["block_types"]
    nested = coder_at("2.4.0")["data_source_schemas"]["coder_workspace_preset"]["block"]["block_types"]["prebuilds"]
    assert "scheduling" not in nested["block"].get("block_types", {})


def test_the_newest_release_is_the_schema_without_its_deprecations() -> None:
    newest = coder_at(CODER.version)
    assert newest["resource_schemas"].keys() == CODER.schema["resource_schemas"].keys()
    for name, type_ in CODER.schema["resource_schemas"].items():
        assert newest["resource_schemas"][name]["block"]["attributes"].keys() == type_["block"]["attributes"].keys()
    assert "deprecated" not in str(newest)


@pytest.mark.parametrize(
    ("engine", "host"),
    [(TERRAFORM, "registry.terraform.io"), (Engine("tofu", ("/bin/tofu",)), "registry.opentofu.org")],
    ids=["terraform", "tofu"],
)
def test_a_mirror_holds_every_release_where_the_engine_looks(tmp_path: Path, engine: Engine, host: str) -> None:
    mirror = make_mirror(tmp_path / "mirror", CATALOG, engine)
    assert mirror.releases["coder/coder"] == CATALOG.coder.provider_releases
    for source, releases in mirror.releases.items():
        laid = {path.name for path in (mirror.folder / host / source).iterdir()}
        assert laid == {str(release) for release in releases}


def needs(text: str, *more: tuple[str, str]) -> Needs:
    mirror = ProviderMirror(
        assets.schemas(), {"coder/coder": CATALOG.coder.provider_releases, "kreuzwerker/docker": (DOCKER,)}
    )
    sources = [SourceFile("main.tf", text.encode()), *(SourceFile(name, content.encode()) for name, content in more)]
    return needs_of(template_from_sources(sources, "."), CATALOG, mirror)


def docker(constraint: str) -> str:
    return (
        'terraform {\n  required_providers {\n    docker = { source = "kreuzwerker/docker", '
        f'version = "{constraint}" }}\n  }}\n}}\n'
    )


@pytest.mark.parametrize(
    ("constraint", "taken"),
    [(">= 3.0", None), ("~> 2.15.0", "2.15.0"), ("> 3.6.2", "3.6.3"), ("> 4, < 3", None), ("nonsense", None)],
)
def test_a_stub_takes_the_place_of_a_release_that_is_not_at_hand(constraint: str, taken: str | None) -> None:
    found = needs(docker(constraint))
    assert found.lacks == ()
    assert found.substitutes == ({} if taken is None else {"kreuzwerker/docker": Release.parse(taken)})


def test_a_release_in_the_lock_file_counts_unless_the_constraint_excludes_it() -> None:
    lock = 'provider "registry.terraform.io/kreuzwerker/docker" {\n  version = "3.0.2"\n}\n'
    assert needs(docker(">= 3.0"), (".terraform.lock.hcl", lock)).substitutes == {
        "kreuzwerker/docker": Release(3, 0, 2)
    }
    assert needs(docker(">= 3.6"), (".terraform.lock.hcl", lock)).substitutes == {}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('resource "vault_policy" "a" {}\n', "the provider `hashicorp/vault` is not at hand"),
        ('ephemeral "coder_secret" "a" {}\n', "the provider `hashicorp/coder` is not at hand"),
        ('module "a" {\n  source = "terraform-aws-modules/vpc/aws"\n}\n', "is not in the catalog"),
        ('module "a" {\n  source = "registry.coder.com/coder/no-such/coder"\n}\n', "is not in the catalog"),
        ('data "docker_nope" "a" {\n  provider = docker\n}\n' + docker(">= 3"), "the schema of `docker_nope`"),
    ],
)
def test_what_is_lacking_is_named(text: str, words: str) -> None:
    (lack,) = needs(text).lacks
    assert words in lack.message


def test_what_is_at_hand_lacks_nothing() -> None:
    text = 'resource "terraform_data" "a" {}\nmodule "b" {\n  source = "./b"\n}\n' + docker(">= 3")
    assert needs(
        text, ("b/main.tf", 'module "c" {\n  source = "registry.coder.com/modules/code-server/coder"\n}\n')
    ) == (Needs((), {}))
