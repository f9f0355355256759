"""Terraform attaches to stubs that run, and those that it starts by itself answer the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from generator import assets
from generator.terraform import stub_provider
from generator.terraform.attached import attached
from tests.lab import coder_provider
from tests.lab.lab import opened

if TYPE_CHECKING:
    from pathlib import Path

    from generator.terraform.commands import Terraform
    from generator.terraform.import_environment import Transition
    from tests.lab.lab import Lab

pytestmark = pytest.mark.terraform

MAIN = """\
terraform {
  required_providers {
    docker = { source = "kreuzwerker/docker" }
  }
}

resource "docker_volume" "home" {
  name = "home"
}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "t").mkdir()
    (tmp_path / "t" / "main.tf").write_text(MAIN, encoding="utf-8")
    return tmp_path / "t"


def planned(terraform: Terraform) -> Any:
    assert terraform.validate().errors == ()
    file = terraform.folder / "tfplan"
    assert terraform.plan(file).errors == ()
    return terraform.show(file)["planned_values"]


def test_a_stub_that_runs_answers_as_one_that_terraform_starts(lab: Lab, folder: Path) -> None:
    with lab.workspace(folder, coder_provider="2.18.0") as terraform:
        assert terraform.init().ok
        assert planned(terraform) == planned(replace(terraform, attached={}))


def test_terraform_starts_no_stub_where_one_runs(lab: Lab, tmp_path: Path, folder: Path) -> None:
    """The executables of a lab of its own are broken after they were installed."""
    schemas, interfaces = assets.schemas() / "providers", assets.modules_catalog() / "interfaces"
    cache = coder_provider.cache_folder()
    with (
        opened(lab.engine, tmp_path / "lab", schemas=schemas, interfaces=interfaces, cache=cache) as own,
        own.workspace(folder, coder_provider="2.18.0") as terraform,
    ):
        assert terraform.init().ok
        for executable in (own.folder / "stubs").rglob("terraform-provider-docker_*"):
            executable.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
        assert planned(terraform)
        assert not replace(terraform, attached={}).validate().ok


@pytest.mark.parametrize("transition", ["start", "stop"])
def test_data_sources_are_read_in_the_transition(lab: Lab, tmp_path: Path, transition: Transition) -> None:
    schema = assets.schemas() / "providers" / "kubernetes.json"
    stub = stub_provider.read(schema)
    reads = stub_provider.Reads({"stop": {"kubernetes_nodes": {"id": "stopped"}}})
    text = 'data "kubernetes_nodes" "all" {}\n\noutput "id" {\n  value = data.kubernetes_nodes.all.id\n}\n'
    (tmp_path / "main.tf").write_text(text, encoding="utf-8")
    with (
        lab.workspace(tmp_path, coder_provider="2.18.0") as terraform,
        attached([replace(stub, reads=reads)], transition) as environment,
    ):
        assert terraform.init().ok
        found = planned(replace(terraform, attached=environment))
    assert found["outputs"]["id"]["value"] == ("stopped" if transition == "stop" else "stub")
