"""The IAM policy on the page of aws-linux allows what the provider asks of EC2 for the template, and little more."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from generator.blueprint.load import blueprint_page
from generator.template.load import load_template
from tests.documents import blocks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.hcl.tree import Block
    from generator.template.model import Template

EXAMPLE = Path(__file__).parents[2] / "examples" / "aws-linux" / "aws-linux"
TAG = {"Coder_Provisioned": "true"}
NO_TAGS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Request:
    """What EC2 is asked for: an action on a resource, the tags it shall get, those it has, what makes it."""

    action: str
    resource: str
    gives: Mapping[str, str]
    has: Mapping[str, str]
    made_by: str = ""

    @property
    def facts(self) -> dict[str, str]:
        facts = {f"aws:RequestTag/{name}": value for name, value in self.gives.items()}
        facts |= {f"aws:ResourceTag/{name}": value for name, value in self.has.items()}
        return facts | ({"ec2:CreateAction": self.made_by} if self.made_by else {})


def policy() -> list[Mapping[str, Any]]:
    page = blueprint_page("aws-linux")
    assert page is not None
    (text,) = blocks("\n".join(line.removeprefix("  ") for line in page.read_text().splitlines()), "json")
    return json.loads(text)["Statement"]


def listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def allowed(request: Request) -> bool:
    """True when a statement allows it; the policy denies nothing of itself."""
    arn = f"arn:aws:ec2:eu-central-1:123456789012:{request.resource}/x"
    if request.resource == "image":
        arn = "arn:aws:ec2:eu-central-1::image/x"
    return any(
        f"ec2:{request.action}" in listed(statement["Action"])
        and any(fnmatchcase(arn, pattern) for pattern in listed(statement["Resource"]))
        and all(
            request.facts.get(key) in listed(values)
            for key, values in statement.get("Condition", {}).get("StringEquals", {}).items()
        )
        for statement in policy()
    )


@functools.cache
def template() -> Template:
    return load_template(EXAMPLE, EXAMPLE.name)


def machine() -> Block:
    return next(template().blocks("resource", "aws_instance"))


def given(argument: str) -> Mapping[str, str]:
    """The tags of the policy that an argument of the instance gives."""
    tags = template().known_parts(machine().body.expression(argument))
    return TAG if isinstance(tags, dict) and tags.get("Coder_Provisioned") == "true" else NO_TAGS


# What RunInstances is authorised for, one by one (AWS service authorization reference, Amazon EC2), and the argument of
# aws_instance whose tags the provider sends with it for that resource (hashicorp/terraform-provider-aws
# internal/service/ec2/ec2_instance.go, resourceInstanceCreate); those of root_block_device follow in another call.
RUN_INSTANCES = {
    "image": None,
    "instance": "tags",
    "network-interface": None,
    "security-group": None,
    "spot-instances-request": None,
    "subnet": None,
    "volume": "volume_tags",
}


@pytest.mark.parametrize(("resource", "argument"), RUN_INSTANCES.items())
def test_an_instance_can_be_made(resource: str, argument: str | None) -> None:
    gives = NO_TAGS if argument is None else given(argument)
    assert allowed(Request("RunInstances", resource, gives, NO_TAGS))


@pytest.mark.parametrize("resource", [resource for resource, argument in RUN_INSTANCES.items() if argument])
def test_what_an_instance_brings_gets_its_tag_when_it_is_made(resource: str) -> None:
    argument = RUN_INSTANCES[resource]
    assert argument is not None
    assert given(argument) == TAG
    assert allowed(Request("CreateTags", resource, TAG, NO_TAGS, made_by="RunInstances"))


@pytest.mark.parametrize("resource", ["instance", "volume"])
def test_nothing_is_made_without_the_tag(resource: str) -> None:
    assert not allowed(Request("RunInstances", resource, NO_TAGS, NO_TAGS))


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("ModifyVolume", "volume"),
        ("CreateTags", "volume"),
        ("AttachVolume", "volume"),
        ("AttachVolume", "instance"),
        ("StopInstances", "instance"),
        ("TerminateInstances", "instance"),
        ("AssociateIamInstanceProfile", "instance"),
        ("DisassociateIamInstanceProfile", "instance"),
        ("ReplaceIamInstanceProfileAssociation", "instance"),
        ("DeleteSecurityGroup", "security-group"),
    ],
)
def test_what_has_the_tag_can_be_managed_and_nothing_else(action: str, resource: str) -> None:
    assert allowed(Request(action, resource, NO_TAGS, TAG))
    assert not allowed(Request(action, resource, NO_TAGS, NO_TAGS))


def test_a_volume_has_one_source_of_tags() -> None:
    """The provider takes `volume_tags` for all volumes of the instance, so the home volume has the same."""
    (root,) = machine().body.blocks_of("root_block_device")
    assert "tags" not in root.body.attributes
    home = next(template().blocks("resource", "aws_ebs_volume"))
    assert str(home.body.expression("tags")) == str(machine().body.expression("volume_tags"))
