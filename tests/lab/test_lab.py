"""The lab judges as Terraform does: what is right passes, and what is wrong is refused by Terraform itself."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from generator.terraform.import_environment import Task

if TYPE_CHECKING:
    from tests.lab.lab import Lab

pytestmark = pytest.mark.terraform

TEMPLATES = Path(__file__).with_name("templates")


def edited(tmp_path: Path, template: str, old: str, new: str) -> Path:
    """A copy of a template with one text replaced."""
    folder = tmp_path / "edited"
    shutil.copytree(TEMPLATES / template, folder)
    file = folder / "main.tf"
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")
    return folder


@pytest.mark.parametrize("coder_provider", ["2.13.1", "2.18.0"])
def test_a_template_with_its_own_task_resource_is_right(lab: Lab, coder_provider: str) -> None:
    proof = lab.prove(TEMPLATES / "task_resource", coder_provider=coder_provider)
    assert proof.problems == []
    assert proof.start is not None
    assert proof.stop is not None
    assert "coder_ai_task.task" in proof.start.resources
    assert "app_id" not in proof.start.resources["coder_ai_task.task"]  # the id of a real app, known after apply
    assert proof.start.outputs == {"prompt": ""}
    assert "docker_container.workspace[0]" in proof.start.resources
    assert "docker_container.workspace[0]" not in proof.stop.resources
    assert "docker_volume.home" in proof.stop.resources


def test_a_template_with_an_ai_prompt_parameter_is_right(lab: Lab) -> None:
    proof = lab.prove(TEMPLATES / "prompt_parameter", coder_provider="2.8.0")
    assert proof.problems == []
    assert proof.start is not None
    assert [address for address in proof.start.resources if "coder_ai_task" in address] == [
        "module.claude_code.module.agentapi.coder_ai_task.stub"
    ]


def test_a_task_and_parameter_values_reach_the_plan(lab: Lab) -> None:
    prompt = 'Say "${hi}"\nand %{ stop }'
    task = lab.prove(TEMPLATES / "task_resource", coder_provider="2.18.0", task=Task(prompt))
    parameter = lab.prove(TEMPLATES / "prompt_parameter", coder_provider="2.8.0", parameters={"AI Prompt": prompt})
    assert task.start is not None
    assert parameter.start is not None
    assert task.start.outputs == parameter.start.outputs == {"prompt": prompt}
    assert task.start.data_sources["data.coder_task.me"]["enabled"] is True


def test_the_folder_that_is_proved_stays_as_it_was(lab: Lab, tmp_path: Path) -> None:
    folder = edited(tmp_path, "task_resource", '"home"', '"home"')
    before = sorted(folder.rglob("*"))
    lab.prove(folder, coder_provider="2.18.0")
    assert sorted(folder.rglob("*")) == before


@pytest.mark.parametrize(
    ("old", "new", "summary"),
    [
        ("  entrypoint =", "  entrypiont =", "Unsupported argument"),
        ('resource "docker_volume" "home"', 'resource "docker_volumes" "home"', "Invalid resource type"),
        ('  image      = "codercom/enterprise-base:ubuntu"\n', "", "Missing required argument"),
        ("  ai_prompt      =", "  ai_promt       =", "Unsupported argument"),
        ('  workdir        = "/home/coder"\n', "", "Missing required argument"),
        ("claude_code.task_app_id", "claude_code.app_id", "Unsupported attribute"),
        ('  arch = "amd64"', '  arch = "x86"', 'expected arch to be one of ["amd64" "armv7" "arm64"], got x86'),
    ],
    ids=["argument", "type", "required argument", "input", "required input", "output", "coder argument"],
)
def test_terraform_itself_refuses_what_is_wrong(lab: Lab, tmp_path: Path, old: str, new: str, summary: str) -> None:
    proof = lab.prove(edited(tmp_path, "task_resource", old, new), coder_provider="2.18.0")
    steps = [step for step in (proof.init, proof.validate) if step is not None]
    # Terraform 1.15 refuses the arguments of a module call as early as init, 1.11 only at validate.
    assert summary in [error.summary for step in steps for error in step.errors]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"4.9.2"', '"4.2.5"', "Unresolvable module version constraint"),
        ("coder/claude-code/coder", "coder/claude-kode/coder", "cannot be found in the module registry"),
        ("registry.coder.com/coder", "coder", "host registry.terraform.io does not provide a modules service"),
        ('"~> 3.6"', '"~> 9.0"', "no available releases match the given constraints ~> 9.0"),
        ("kreuzwerker/docker", "hashicorp/vault", "was not found in any of the search locations"),
    ],
    ids=["release", "module", "registry", "provider version", "provider"],
)
def test_init_refuses_what_cannot_be_had_and_asks_no_network(
    lab: Lab, tmp_path: Path, old: str, new: str, words: str
) -> None:
    proof = lab.prove(edited(tmp_path, "task_resource", old, new), coder_provider="2.18.0")
    assert not proof.init.ok
    assert proof.start is None
    assert words in " ".join(proof.problems)


def test_a_module_that_asks_for_a_newer_provider_is_refused(lab: Lab, tmp_path: Path) -> None:
    folder = edited(tmp_path, "task_resource", '">= 2.13"', '">= 2.7"')
    proof = lab.prove(folder, coder_provider="2.8.0")
    assert not proof.init.ok


def test_a_module_input_outside_its_listed_values_is_refused(lab: Lab, tmp_path: Path) -> None:
    folder = edited(
        tmp_path,
        "task_resource",
        '  workdir        = "/home/coder"\n',
        '  workdir        = "/home/coder"\n  permission_mode = "yolo"\n',
    )
    proof = lab.prove(folder, coder_provider="2.18.0")
    assert "Invalid value for variable" in " ".join(proof.problems)
    assert proof.unformatted == ("main.tf",)
