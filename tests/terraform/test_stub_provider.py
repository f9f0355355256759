"""A stub provider accepts what its schema accepts, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from generator import assets
from generator.terraform import stub_provider

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from generator.terraform.commands import Outcome
    from tests.lab.lab import Lab

pytestmark = pytest.mark.terraform

SCHEMAS = assets.schemas() / "providers"
STUBBED = sorted(file for file in SCHEMAS.glob("*.json") if file.stem != "coder")  # of coder the lab has the real one


def required(block: Mapping[str, Any], indent: str = "  ") -> list[str]:
    """The lines of the smallest block that a schema accepts."""
    lines = [
        f"{indent}{name} = {_value(attribute['type'])}"
        for name, attribute in block.get("attributes", {}).items()
        if attribute.get("required")
    ]
    for name, nested in block.get("block_types", {}).items():
        for _ in range(nested.get("min_items", 0)):
            lines += [f"{indent}{name} {{", *required(nested["block"], indent + "  "), f"{indent}}}"]
    return lines


def _value(kind: Any) -> str:
    if isinstance(kind, str):
        return {"number": "1", "bool": "true"}.get(kind, '"x"')
    return "{}" if kind[0] in ("map", "object") else "[]"


@pytest.mark.parametrize("schema", STUBBED, ids=lambda file: file.stem)
def test_every_type_of_a_provider_plans_from_what_it_requires(lab: Lab, tmp_path: Path, schema: Path) -> None:
    stub = stub_provider.read(schema)
    name = stub.source.rpartition("/")[2]
    lines = [f'terraform {{\n  required_providers {{\n    {name} = {{ source = "{stub.source}" }}\n  }}\n}}']
    configuration = stub.schema.get("provider", {}).get("block", {})
    lines += [f'provider "{name}" {{', *required(configuration), "}"]
    for keyword, section in (("resource", "resource_schemas"), ("data", "data_source_schemas")):
        for kind, each in stub.schema.get(section, {}).items():
            lines += [f'{keyword} "{kind}" "this" {{', *required(each["block"]), "}"]
    (tmp_path / "main.tf").write_text("\n".join(lines) + "\n", encoding="utf-8")
    with lab.workspace(tmp_path, coder_provider="2.18.0") as terraform:
        assert terraform.init().errors == ()
        assert terraform.validate().errors == ()
        plan = terraform.folder / "tfplan"
        assert terraform.plan(plan).errors == ()
        planned = {each["type"] for each in terraform.show(plan).get("resource_changes", ())}
    assert planned == set(stub.schema.get("resource_schemas", {}))


def docker(lab: Lab, folder: Path, body: str) -> tuple[Outcome, dict[str, Any]]:
    """The outcome of planning `body` with the docker provider, and the planned outputs."""
    requirement = 'terraform {\n  required_providers {\n    docker = { source = "kreuzwerker/docker" }\n  }\n}\n'
    (folder / "main.tf").write_text(f"{requirement}{body}", encoding="utf-8")
    with lab.workspace(folder, coder_provider="2.18.0") as terraform:
        terraform.init()
        outcome = terraform.plan(terraform.folder / "tfplan")
        planned = terraform.show(terraform.folder / "tfplan") if outcome.ok else {}
        return outcome, planned.get("output_changes", {})


def test_what_a_resource_computes_is_unknown_and_what_is_given_is_planned(lab: Lab, tmp_path: Path) -> None:
    outcome, outputs = docker(
        lab,
        tmp_path,
        'resource "docker_volume" "home" {\n  name = "home"\n}\n'
        'output "given" {\n  value = docker_volume.home.name\n}\n'
        'output "computed" {\n  value = docker_volume.home.mountpoint\n}\n',
    )
    assert outcome.errors == ()
    assert outputs["given"]["after"] == "home"
    assert outputs["computed"]["after_unknown"] is True


def test_what_a_data_source_computes_is_a_known_placeholder(lab: Lab, tmp_path: Path) -> None:
    outcome, outputs = docker(
        lab,
        tmp_path,
        'data "docker_network" "n" {\n  name = "bridge"\n}\n'
        'output "given" {\n  value = data.docker_network.n.name\n}\n'
        'output "computed" {\n  value = data.docker_network.n.driver\n}\n',
    )
    assert outcome.errors == ()
    assert outputs["given"]["after"] == "bridge"
    assert outputs["computed"]["after"] == "stub"


@pytest.mark.parametrize(
    ("body", "summary"),
    [
        ('resource "docker_container" "c" {\n  name = "c"\n}\n', "Missing required argument"),
        ('resource "docker_volume" "v" {\n  nmae = "v"\n}\n', "Unsupported argument"),
        ('resource "docker_volume" "v" {\n  name = ["v"]\n}\n', "Incorrect attribute value type"),
        ('resource "docker_volume" "v" {\n  mountpoint = "/"\n}\n', "Value for unconfigurable attribute"),
        ('resource "docker_volume" "v" {\n  ports {}\n}\n', "Unsupported block type"),
        ('data "docker_netwrok" "n" {}\n', "Invalid data source"),
    ],
    ids=["missing", "unknown", "type", "computed", "block", "data source"],
)
def test_terraform_refuses_what_the_schema_refuses(lab: Lab, tmp_path: Path, body: str, summary: str) -> None:
    outcome, _ = docker(lab, tmp_path, body)
    assert summary in [error.summary for error in outcome.errors]
