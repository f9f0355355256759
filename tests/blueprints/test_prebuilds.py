"""A workspace that was kept ready goes on as it is when somebody claims it, on every blueprint."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from generator.app import generate
from generator.blueprint.load import blueprint_names, load_blueprint
from generator.hcl.expressions import TupleCons
from generator.template.load import load_template
from generator.terraform.import_environment import import_environment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from generator.terraform.commands import Terraform
    from tests.lab.lab import Lab

BLUEPRINTS = [name for name in blueprint_names() if name != "scratch"]  # which has no compute of its own
READY = {"name": "Ready", "default": True, "prebuilds": {"instances": 1}}
PREBUILD = {
    "CODER_WORKSPACE_ID": "7f0b2e9c-3a51-4c0e-9d2f-1b6a8c4d5e6f",
    "CODER_WORKSPACE_NAME": "quiet-heron-1a2b3c4d",
    "CODER_WORKSPACE_OWNER": "prebuilds",
    "CODER_WORKSPACE_OWNER_ID": "c42fdf75-3097-471c-8c33-fb52454d81c0",
    "CODER_WORKSPACE_OWNER_NAME": "Prebuilds Owner",
    "CODER_WORKSPACE_OWNER_EMAIL": "prebuilds@example.com",
    "CODER_WORKSPACE_IS_PREBUILD": "true",
}
CLAIM = PREBUILD | {
    "CODER_WORKSPACE_NAME": "mine",
    "CODER_WORKSPACE_OWNER": "alice",
    "CODER_WORKSPACE_OWNER_ID": "0d9e6f0e-5c1d-4f57-a2b3-c4d5e6f70819",
    "CODER_WORKSPACE_OWNER_NAME": "Alice",
    "CODER_WORKSPACE_OWNER_EMAIL": "alice@example.com",
    "CODER_WORKSPACE_IS_PREBUILD": "false",
    "CODER_WORKSPACE_IS_PREBUILD_CLAIM": "true",
}
# What the providers change without making the resource anew (their documentation, or source, of each resource).
IN_PLACE = {
    "aws_ebs_volume": {"tags"},
    "aws_instance": {"tags", "volume_tags"},
    "aws_security_group": {"tags"},
    "google_compute_disk": {"labels"},
    "google_compute_instance": {"labels"},
    "kubernetes_deployment_v1": {"metadata.labels"},
}


def template(folder: Path, blueprint: str, *, prebuilds: bool = True) -> Path:
    options = {option.name: "x" for option in load_blueprint(blueprint).options.values() if option.required}
    presets = [READY] if prebuilds else [{"name": "Ready", "default": True}]
    spec = {"name": "ready", "blueprint": {"name": blueprint, "options": options}, "agent": "codex", "presets": presets}
    (folder / "spec.yaml").write_text(json.dumps(spec), encoding="utf-8")
    return generate(folder / "spec.yaml").folder


def ignored(folder: Path) -> dict[str, set[str]]:
    """What each resource ignores the changes of, by its address."""
    found: dict[str, set[str]] = {}
    for block in load_template(folder, "").blocks("resource"):
        for lifecycle in block.body.blocks_of("lifecycle"):
            listed = lifecycle.body.expression("ignore_changes")
            names = listed.items if isinstance(listed, TupleCons) else [listed]
            found[f"{block.label(0)}.{block.label(1)}"] = {str(name) for name in names}
    return found


def planned(terraform: Terraform, environment: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """The values of each resource of the root module but Coder's, with those of the agent."""
    file = terraform.folder.parent / "plan"
    outcome = terraform.plan(file, env=import_environment("start", overrides=environment))
    assert outcome.errors == ()
    resources = terraform.show(file)["planned_values"]["root_module"]["resources"]
    kept = (each for each in resources if each["type"] == "coder_agent" or not each["type"].startswith("coder_"))
    return {each["address"].partition("[")[0]: each["values"] for each in kept if each["mode"] == "managed"}


def flat(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value with the names that lead to it; a map of text counts as one."""
    if isinstance(value, list) and any(isinstance(item, dict) for item in value):
        for item in value:
            yield from flat(item, path)
    elif isinstance(value, dict) and (not path or any(isinstance(item, list | dict) for item in value.values())):
        for name, item in value.items():
            yield from flat(item, f"{path}.{name}" if path else name)
    else:
        yield path, value


def may_change(kind: str) -> set[str]:
    """What changes in place; of Azure's resources their tags do."""
    return {"tags"} if kind.startswith("azurerm_") else IN_PLACE.get(kind, set())


def changed(before: Any, after: Any, may: set[str]) -> set[str]:
    """The names of what differs beside what may."""
    one, other = list(flat(before)), list(flat(after))
    paths = {path for path, value in one + other if one.count((path, value)) != other.count((path, value))}
    return {path for path in paths if not any(f"{path}.".startswith(f"{name}.") for name in may)}


@pytest.mark.terraform
@pytest.mark.parametrize("blueprint", BLUEPRINTS)
def test_a_claim_makes_nothing_anew(tmp_path: Path, lab: Lab, blueprint: str) -> None:
    folder = template(tmp_path, blueprint)
    stays = ignored(folder)
    with lab.workspace(folder, coder_provider="2.18.0") as terraform:
        assert terraform.init().errors == ()
        before, after = planned(terraform, PREBUILD), planned(terraform, CLAIM)
    assert before.keys() == after.keys()
    assert before["coder_agent.main"] == after["coder_agent.main"]
    for address, values in before.items():
        may = may_change(address.partition(".")[0]) | stays.get(address, set())
        assert "all" in may or not changed(values, after[address], may), address


@pytest.mark.parametrize("blueprint", BLUEPRINTS)
def test_commits_carry_whoever_claims_it(tmp_path: Path, blueprint: str) -> None:
    """By resources of their own: what the agent itself holds would make it anew."""
    made = load_template(template(tmp_path, blueprint), "")
    (agent,) = made.blocks("resource", "coder_agent")
    assert "env" not in agent.body.attributes
    assert {made.value(block.body.expression("name")) for block in made.blocks("resource", "coder_env")} >= {
        "GIT_AUTHOR_NAME",
        "GIT_AUTHOR_EMAIL",
        "GIT_COMMITTER_NAME",
        "GIT_COMMITTER_EMAIL",
    }


@pytest.mark.parametrize("blueprint", ["docker", "docker-devcontainer", "kubernetes"])
def test_without_prebuilds_names_follow_the_workspace(tmp_path: Path, blueprint: str) -> None:
    folder = template(tmp_path, blueprint, prebuilds=False)
    kept = {"docker_volume.home", "docker_volume.workspaces", "kubernetes_persistent_volume_claim_v1.home"}
    assert ignored(folder).keys() <= kept
