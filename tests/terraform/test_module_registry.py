"""A stub shows its caller what the release shows, and Terraform gets it as from the real registry."""

from __future__ import annotations

import io
import json
import tarfile
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.request import urlopen

import pygohcl
import pytest

from generator import assets
from generator.catalog.interface import ModuleInterface, read_interface
from generator.catalog.versions import Release
from generator.terraform.module_registry import ModuleRegistry
from generator.terraform.module_stub import hcl, placeholder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.lab.lab import Lab

INTERFACES = assets.modules_catalog() / "interfaces"


@pytest.fixture(scope="module")
def registry() -> Iterator[ModuleRegistry]:
    with ModuleRegistry(INTERFACES, {"hashicorp/http": Release(3, 5), "hashicorp/aws": Release(6)}) as registry:
        yield registry


def every_interface() -> Iterator[ModuleInterface]:
    for file in sorted(INTERFACES.glob("*/*.yaml")):
        yield read_interface(file, f"{file.parent.name}/{file.stem}")


def test_the_stub_of_every_release_has_its_inputs_outputs_and_env(registry: ModuleRegistry) -> None:
    for interface in every_interface():
        for number in interface.releases:
            release = interface.release(number)
            stub = pygohcl.loads(registry.stub(interface.address, number))
            variables = stub.get("variable", {})
            assert set(variables) == set(release.inputs)
            for name, variable in release.inputs.items():
                assert ("default" not in variables[name]) == variable.required
                assert variables[name].get("sensitive", False) == variable.sensitive
            assert set(stub.get("output", {})) == release.outputs
            set_names = {each["name"] for each in stub.get("resource", {}).get("coder_env", {}).values()}
            assert set_names == {name for name in release.env if "${" not in name}


@pytest.mark.parametrize(
    ("address", "release", "count"),
    [
        ("coder/agentapi", "1.2.0", 1),
        ("coder/agentapi", "2.0.0", 0),
        ("coder/claude-code", "2.2.0", 1),
        ("coder/claude-code", "3.4.4", 0),
        ("coder/claude-code", "5.4.0", 0),
    ],
)
def test_a_release_that_makes_a_task_makes_one_in_its_stub(
    registry: ModuleRegistry, address: str, release: str, count: int
) -> None:
    assert registry.stub(address, Release.parse(release)).count('resource "coder_ai_task"') == count


def test_only_gemini_1_0_brings_its_own_ai_prompt_parameter(registry: ModuleRegistry) -> None:
    holders = [
        (interface.address, str(release))
        for interface in every_interface()
        for release in interface.releases
        if '"AI Prompt"' in registry.stub(interface.address, release)
    ]
    assert holders == [("coder-labs/gemini", "1.0.0"), ("coder-labs/gemini", "1.0.1")]


def test_a_nested_module_gets_the_agent_and_whatever_it_requires(registry: ModuleRegistry) -> None:
    stub = pygohcl.loads(registry.stub("coder/claude-code", Release(4, 9, 2)))
    nested = stub["module"]["agentapi"]
    assert nested["source"] == "registry.coder.com/coder/agentapi/coder"
    assert nested["version"] == "2.4.0"
    assert "agent_id = var.agent_id" in registry.stub("coder/claude-code", Release(4, 9, 2))
    assert "web_app_slug" in nested
    assert "module.agentapi.task_app_id" in registry.stub("coder/claude-code", Release(4, 9, 2))


def test_providers_that_no_stub_offers_are_left_out_and_coders_never(registry: ModuleRegistry) -> None:
    without_aws_6 = registry.stub("mavrickrishi/aws-ami-snapshot", Release(1))
    assert '"hashicorp/aws"' not in without_aws_6
    assert '"coder/coder"' in without_aws_6
    assert '"hashicorp/http"' in registry.stub("coder/jetbrains", Release.parse("1.2.0"))


def test_the_versions_of_a_module_are_listed(registry: ModuleRegistry) -> None:
    with urlopen(f"{registry.services}coder/claude-code/coder/versions") as answer:
        (module,) = json.load(answer)["modules"]
    listed = [each["version"] for each in module["versions"]]
    assert "4.9.2" in listed
    assert "4.2.5" not in listed  # there is no such tag


def test_a_release_is_downloaded_as_an_archive_of_its_stub(registry: ModuleRegistry) -> None:
    with urlopen(f"{registry.services}coder/claude-code/coder/4.9.2/download") as answer:
        place = answer.headers["X-Terraform-Get"]
    status, _, body = registry.answer(place)
    assert status is HTTPStatus.OK
    with tarfile.open(fileobj=io.BytesIO(body)) as archive:
        (member,) = archive.getmembers()
        content = archive.extractfile(member)
        assert content is not None
        assert content.read().decode() == registry.stub("coder/claude-code", Release(4, 9, 2))


@pytest.mark.parametrize(
    "path",
    [
        "/v1/modules/coder/claude-kode/coder/versions",
        "/v1/modules/coder/claude-code/aws/versions",
        "/v1/modules/coder/claude-code/coder/4.2.5/download",
        "/v1/modules/coder/claude-code/coder/newest/download",
        "/archives/coder/claude-code/4.2.5.tar.gz",
        "/",
    ],
)
def test_what_the_registry_does_not_hold_is_not_found(registry: ModuleRegistry, path: str) -> None:
    assert registry.answer(path)[0] is HTTPStatus.NOT_FOUND


@pytest.mark.terraform
def test_the_newest_release_of_every_module_is_valid_and_plans(lab: Lab, tmp_path: Path) -> None:
    calls = ['terraform {\n  required_providers {\n    coder = { source = "coder/coder" }\n  }\n}\n']
    for number, interface in enumerate(every_interface()):
        # What refuses its own default (vscode-web: `accept_license`) has to be given too.
        required = [
            each
            for each in interface.release(interface.newest).inputs.values()
            if each.required or (each.allowed and each.default is not None and each.default not in each.allowed)
        ]
        calls.append(
            "\n".join(
                [
                    f'module "m{number}" {{',
                    f'  source = "{interface.source}"',
                    f'  version = "{interface.newest}"',
                    *(
                        f"  {each.name} = {hcl(each.allowed[0]) if each.allowed else placeholder(each.type)}"
                        for each in required
                    ),
                    "}",
                    "",
                ]
            )
        )
    (tmp_path / "main.tf").write_text("\n".join(calls), encoding="utf-8")
    with lab.workspace(tmp_path, coder_provider="2.18.0") as terraform:
        assert terraform.init().errors == ()
        assert terraform.validate().errors == ()
        assert terraform.plan(terraform.folder / "tfplan").errors == ()
