"""What the blueprints of containers promise: little right, what Coder shows of them, every option in its place."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from generator.app import generate, validate
from generator.blueprint.load import blueprint_names, blueprint_page, load_blueprint
from generator.diagnostics import Severity
from generator.template.load import load_template
from tests.documents import blocks

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.lab.lab import Lab, Proof

MORE: Mapping[str, Mapping[str, Any]] = {
    "docker": {"labels": {"team": "web"}, "network": "agents", "runtime": "sysbox-runc", "cpus": 2, "memory_gb": 4},
    "docker-devcontainer": {"labels": {"team": "web"}, "network": "agents", "runtime": "sysbox-runc", "cpus": 2},
    "kubernetes": {
        "image_pull_secrets": ["registry"],
        "runtime_class": "gvisor",
        "tolerations": ["dedicated=coder:NoSchedule", "spot:NoExecute", "any"],
        "service_account": "workspace",
    },
}


NONE: Mapping[str, Any] = {}


def template(folder: Path, blueprint: str, options: Mapping[str, Any] = NONE) -> Path:
    required = {option.name: "x" for option in load_blueprint(blueprint).options.values() if option.required}
    named = {"name": blueprint, "options": {**required, **options}}
    (folder / "spec.yaml").write_text(json.dumps({"name": "box", "blueprint": named, "agent": "codex"}))
    return generate(folder / "spec.yaml").folder


def planned(proof: Proof, address: str) -> Mapping[str, Any]:
    assert proof.problems == []
    assert proof.start is not None
    return proof.start.resources[address]


@pytest.mark.parametrize("blueprint", MORE)
def test_no_option_brings_a_finding(tmp_path: Path, blueprint: str) -> None:
    folder = template(tmp_path, blueprint, MORE[blueprint])
    assert [d.message for d in validate([folder]).diagnostics if d.severity is not Severity.INFO] == []


@pytest.mark.terraform
@pytest.mark.parametrize("blueprint", ["docker", "docker-devcontainer"])
def test_a_container_gets_its_labels_network_and_runtime(tmp_path: Path, lab: Lab, blueprint: str) -> None:
    proof = lab.prove(template(tmp_path, blueprint, MORE[blueprint]), coder_provider="2.18.0")
    container = planned(proof, "docker_container.workspace[0]")
    assert {"label": "team", "value": "web"} in container["labels"]
    assert [each["name"] for each in container["networks_advanced"]] == ["agents"]
    assert container["runtime"] == "sysbox-runc"


@pytest.mark.terraform
def test_a_pod_gets_its_secrets_tolerations_and_runtime(tmp_path: Path, lab: Lab) -> None:
    proof = lab.prove(template(tmp_path, "kubernetes", MORE["kubernetes"]), coder_provider="2.18.0")
    (spec,) = planned(proof, "kubernetes_deployment_v1.workspace[0]")["spec"][0]["template"][0]["spec"]
    assert [each["name"] for each in spec["image_pull_secrets"]] == ["registry"]
    assert spec["runtime_class_name"] == "gvisor"
    tolerations = [(t["key"], t["operator"], t.get("value"), t.get("effect")) for t in spec["toleration"]]
    assert [tuple(None if each == "" else each for each in t) for t in tolerations] == [
        ("dedicated", "Equal", "coder", "NoSchedule"),
        ("spot", "Exists", None, "NoExecute"),
        ("any", "Exists", None, None),
    ]


@pytest.mark.terraform
@pytest.mark.parametrize(("escalation", "dropped"), [("true", ["NET_RAW", "MKNOD"]), ("false", ["NET_RAW", "ALL"])])
def test_a_pod_has_few_rights_and_none_where_it_is_said(
    tmp_path: Path, lab: Lab, escalation: str, dropped: list[str]
) -> None:
    folder = template(tmp_path, "kubernetes")
    proof = lab.prove(folder, coder_provider="2.18.0", variables={"allow_privilege_escalation": escalation})
    (spec,) = planned(proof, "kubernetes_deployment_v1.workspace[0]")["spec"][0]["template"][0]["spec"]
    (context,) = spec["container"][0]["security_context"]
    assert context["allow_privilege_escalation"] == (escalation == "true")
    assert context["capabilities"][0]["drop"] == dropped
    assert spec["security_context"][0]["run_as_non_root"] is True
    assert spec["security_context"][0]["seccomp_profile"][0]["type"] == "RuntimeDefault"


def test_the_role_on_the_page_is_for_what_the_template_makes() -> None:
    page = blueprint_page("kubernetes")
    assert page is not None
    (text,) = blocks("\n".join(line.removeprefix("  ") for line in page.read_text().splitlines()), "yaml")
    rules = {tuple(rule["resources"]): rule["apiGroups"] for rule in yaml.safe_load(text)["rules"]}
    assert rules == {("persistentvolumeclaims",): [""], ("deployments",): ["apps"]}


@pytest.mark.parametrize("blueprint", [name for name in blueprint_names() if name != "scratch"])
def test_coder_shows_what_the_workspace_runs_on_and_what_it_keeps(tmp_path: Path, blueprint: str) -> None:
    made = load_template(template(tmp_path, blueprint), "")
    tied = [str(block.body.expression("resource_id")) for block in made.blocks("resource", "coder_metadata")]
    shown = {address.split(".")[0] for address in tied}
    machines = {"docker_container", "kubernetes_deployment_v1", "aws_instance", "google_compute_instance"}
    machines |= {"azurerm_linux_virtual_machine", "digitalocean_droplet"}
    kept = {"docker_volume", "kubernetes_persistent_volume_claim_v1", "aws_ebs_volume", "google_compute_disk"}
    kept |= {"azurerm_managed_disk", "digitalocean_volume"}
    assert shown & machines
    assert shown & kept
