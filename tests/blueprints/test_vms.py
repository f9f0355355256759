"""What the blueprints of virtual machines promise: what stops, what stays, what gets in, whatever options are given."""

from __future__ import annotations

import functools
import json
import re
import subprocess
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from generator.app import generate, validate
from generator.blueprint.load import blueprint_page, load_blueprint
from generator.diagnostics import Severity
from generator.template.load import load_template

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from generator.blueprint.model import BlueprintOption
    from tests.lab.lab import Lab, Proof

EXAMPLES = Path(__file__).parents[2] / "examples"
PROVIDER = "2.18.0"
EMPTY = "#cloud-config\n{}\n"


@dataclass(frozen=True, slots=True, eq=False)
class Cloud:
    """A blueprint: its home disk, its machine, and other values for options that have no default or one of several."""

    name: str
    home: str
    machine: str
    others: Mapping[str, Any]


CLOUDS = (
    Cloud(
        "aws-linux",
        "aws_ebs_volume.home",
        "aws_instance.workspace",
        {
            "availability_zone": "us-east-1b",
            "arch": "arm64",
            "instance_type": "t4g.medium",
            "image": "ami-0123456789abcdef0",
            "spot": True,
            "subnet_id": "subnet-1",
            "security_group_ids": ["sg-1"],
            "instance_profile": "workspace",
            "kms_key_id": "arn:aws:kms:us-east-1:123456789012:key/k",
            "tags": {"team": "platform"},
        },
    ),
    Cloud(
        "gcp-linux",
        "google_compute_disk.home",
        "google_compute_instance.workspace",
        {
            "image": "projects/p/global/images/family/f",
            "spot": True,
            "subnetwork": "s",
            "public_ip": False,
            "service_account": "s@p.iam.gserviceaccount.com",
            "kms_key": "projects/p/locations/l/keyRings/r/cryptoKeys/k",
            "labels": {"team": "platform"},
        },
    ),
    Cloud(
        "azure-linux",
        "azurerm_managed_disk.home",
        "azurerm_linux_virtual_machine.workspace",
        {
            "arch": "arm64",
            "image": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/images/i",
            "spot": True,
            "subnet_id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/n/subnets/s",
            "identity_id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/identities/i",
            "disk_encryption_set_id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/sets/d",
            "tags": {"team": "platform"},
        },
    ),
    Cloud(
        "digitalocean-linux",
        "digitalocean_volume.home",
        "digitalocean_droplet.workspace",
        {
            "project_id": "9f3a1f1c-6f0c-4f5e-8a57-0d5a8e1f2b3c",
            "vpc_id": "0d3db13e-a604-4944-9827-7ec2642d32ac",
            "monitoring": True,
            "tags": ["platform"],
        },
    ),
)
KEPT = CLOUDS[:2]

clouds = pytest.mark.parametrize("cloud", CLOUDS, ids=lambda cloud: cloud.name)
kept = pytest.mark.parametrize("cloud", KEPT, ids=lambda cloud: cloud.name)


def may_be_parameter(option: BlueprintOption) -> bool:
    return option.type in {"string", "number", "bool"} and option.default is not None


def template(folder: Path, cloud: Cloud, options: Mapping[str, Any]) -> Path:
    """A template of a blueprint with these options."""
    spec = {"name": cloud.name, "blueprint": {"name": cloud.name, "options": options}, "agent": "claude-code"}
    path = folder / "spec.yaml"
    path.write_text(json.dumps(spec), encoding="utf-8")
    return generate(path).folder


def variants(cloud: Cloud) -> dict[str, Mapping[str, Any]]:
    options = load_blueprint(cloud.name).options
    return {
        "defaults": {},
        "other values": cloud.others,
        "parameters": {name: {"parameter": True} for name, option in options.items() if may_be_parameter(option)},
    }


@pytest.fixture(scope="module")
def proved(lab: Lab) -> Callable[..., Proof]:
    """What Terraform made of a cloud's example, where the machine is kept or not; once for all tests."""

    @functools.cache
    def prove(cloud: Cloud, *, keep: bool = False) -> Proof:
        variables = {"keep_machine": str(keep).lower()} if cloud in KEPT else {}
        proof = lab.prove(EXAMPLES / cloud.name / cloud.name, coder_provider=PROVIDER, variables=variables)
        assert proof.problems == []
        return proof

    return prove


def started(proof: Proof) -> Mapping[str, Mapping[str, Any]]:
    assert proof.start is not None
    return proof.start.resources


def stopped(proof: Proof) -> Mapping[str, Mapping[str, Any]]:
    assert proof.stop is not None
    return proof.stop.resources


@clouds
@pytest.mark.parametrize("variant", ["defaults", "other values", "parameters"])
def test_no_option_brings_a_finding(tmp_path: Path, cloud: Cloud, variant: str) -> None:
    folder = template(tmp_path, cloud, variants(cloud)[variant])
    assert [d.message for d in validate([folder]).diagnostics if d.severity is not Severity.INFO] == []


@clouds
@pytest.mark.parametrize("choices", [{}, {"options": [{"name": "A", "value": 40}, {"name": "B", "value": 80}]}])
def test_a_disk_may_grow_and_not_shrink(tmp_path: Path, cloud: Cloud, choices: Mapping[str, Any]) -> None:
    """A smaller one would fail the build, or make the home folder anew."""
    folder = template(tmp_path, cloud, {"home_disk_gb": {"parameter": {"default": 40, **choices}}})
    made = load_template(folder, "")
    (parameter,) = (each for each in made.parameters if each.name == "home_disk_gb")
    assert made.value(parameter.block.body.expression("mutable")) is True
    assert parameter.validation["monotonic"] == "increasing"


@pytest.mark.terraform
@clouds
@pytest.mark.parametrize("variant", ["other values", "parameters"])
def test_terraform_takes_every_option(tmp_path: Path, lab: Lab, cloud: Cloud, variant: str) -> None:
    folder = template(tmp_path, cloud, variants(cloud)[variant])
    assert lab.prove(folder, coder_provider=PROVIDER).problems == []


@pytest.mark.terraform
@clouds
def test_a_stop_leaves_the_home_disk_and_destroys_the_machine(proved: Callable[..., Proof], cloud: Cloud) -> None:
    proof = proved(cloud)
    assert {cloud.home, f"{cloud.machine}[0]"} <= started(proof).keys()
    assert cloud.home in stopped(proof)
    assert f"{cloud.machine}[0]" not in stopped(proof)


@pytest.mark.terraform
@kept
def test_a_machine_that_is_kept_is_off_and_without_a_token_after_a_stop(
    proved: Callable[..., Proof], cloud: Cloud
) -> None:
    at_stop = stopped(proved(cloud, keep=True))
    machine = at_stop[f"{cloud.machine}[0]"]
    if cloud.name == "aws-linux":
        assert at_stop["aws_ec2_instance_state.workspace[0]"]["state"] == "stopped"
        assert machine["user_data"] == EMPTY
    else:
        assert machine["desired_status"] == "TERMINATED"
        assert machine["metadata"]["user-data"] == EMPTY


@pytest.mark.terraform
def test_azure_keeps_only_what_costs_nothing_beside_the_home_disk(proved: Callable[..., Proof]) -> None:
    free = {
        "azurerm_network_security_group.workspace",
        "azurerm_resource_group.workspace",
        "azurerm_subnet.workspace[0]",
        "azurerm_virtual_network.workspace[0]",
    }
    at_stop = stopped(proved(CLOUDS[2]))
    assert {name for name in at_stop if name.startswith("azurerm_")} == free | {CLOUDS[2].home}


@pytest.mark.terraform
def test_nothing_gets_in_from_outside(proved: Callable[..., Proof]) -> None:
    aws, gcp, azure, digitalocean = (started(proved(cloud)) for cloud in CLOUDS)
    assert not aws["aws_security_group.workspace[0]"].get("ingress")
    assert gcp["google_compute_instance.workspace[0]"]["metadata"]["block-project-ssh-keys"] == "TRUE"
    (rule,) = azure["azurerm_network_security_group.workspace"]["security_rule"]
    assert (rule["direction"], rule["access"], rule["destination_port_range"]) == ("Inbound", "Deny", "*")
    assert not digitalocean["digitalocean_firewall.workspace[0]"].get("inbound_rule")


@clouds
def test_the_page_tells_an_operator_what_to_know(cloud: Cloud) -> None:
    page = blueprint_page(cloud.name)
    assert page is not None
    headings = re.findall(r"^## (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert headings == ["What it makes", "Prerequisites", "What stops", "Accepted findings"]


@pytest.mark.parametrize("name", ["mount_home", "boot"])
@clouds
def test_boot_scripts_are_sound_bash(tmp_path: Path, cloud: Cloud, name: str) -> None:
    main = (EXAMPLES / cloud.name / cloud.name / "main.tf").read_text(encoding="utf-8")
    found = re.search(rf"^  {name}\s+= <<-EOT\n(.*?)^  EOT$", main, re.MULTILINE | re.DOTALL)
    assert found is not None
    text = re.sub(r"\$\{[^}]*\}", "/dev/a /dev/b", textwrap.dedent(found[1]))
    script = tmp_path / "script.sh"
    script.write_text(text.removeprefix("#cloud-boothook\n"), encoding="utf-8")
    assert script.read_text(encoding="utf-8").startswith("#!/bin/bash\n")
    done = subprocess.run(["bash", "-n", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
