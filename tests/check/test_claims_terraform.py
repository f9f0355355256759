"""What prebuild-replaced-at-claim says of agents is so: real Terraform, with the real provider, claims a prebuild."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import pytest

from generator.terraform.import_environment import import_environment
from tests.helpers import build_tree

if TYPE_CHECKING:
    from pathlib import Path

    from generator.terraform.commands import Terraform
    from tests.lab.lab import Lab

TEMPLATE = """
terraform {
  required_providers {
    coder = { source = "coder/coder" }
  }
}
data "coder_workspace_owner" "me" {}
resource "coder_agent" "main" {
  arch = "amd64"
  os   = "linux"
  ENV
}
resource "coder_env" "email" {
  agent_id = coder_agent.main.id
  name     = "EMAIL"
  value    = data.coder_workspace_owner.me.email
}
resource "terraform_data" "machine" {
  triggers_replace = [coder_agent.main.token, coder_agent.main.init_script]
}
"""


def run(terraform: Terraform, environment: dict[str, str], *args: str) -> str:
    done = terraform._run(*args, "-no-color", env=import_environment("start", overrides=environment))
    assert done.exit_code == 0, done.stderr
    return done.stdout


@pytest.mark.terraform
@pytest.mark.parametrize(
    ("env", "machine"),
    [("env = { EMAIL = data.coder_workspace_owner.me.email }", ["delete", "create"]), ("", ["no-op"])],
)
def test_an_agent_that_holds_its_owner_takes_its_machine_along(
    tmp_path: Path, lab: Lab, env: str, machine: list[str]
) -> None:
    folder = build_tree(tmp_path, {"main.tf": TEMPLATE.replace("ENV", env)})
    prebuild = {"CODER_WORKSPACE_OWNER_EMAIL": "prebuilds@example.com", "CODER_WORKSPACE_IS_PREBUILD": "true"}
    with lab.workspace(folder, coder_provider="2.18.0") as terraform:
        assert terraform.init().errors == ()
        run(terraform, prebuild, "apply", "-input=false", "-auto-approve")
        state = json.loads((terraform.folder / "terraform.tfstate").read_text(encoding="utf-8"))
        (agent,) = (each for each in state["resources"] if each["type"] == "coder_agent")
        claim = {
            "CODER_WORKSPACE_OWNER_EMAIL": "alice@example.com",
            "CODER_WORKSPACE_IS_PREBUILD_CLAIM": "true",
            f"CODER_RUNNING_WORKSPACE_AGENT_TOKEN_{hashlib.sha256(b'').hexdigest()}": (
                agent["instances"][0]["attributes"]["token"]
            ),
        }
        run(terraform, claim, "plan", "-input=false", f"-out={terraform.folder / 'claim'}")
        changes = terraform.show(terraform.folder / "claim")["resource_changes"]
    actions = {each["address"]: each["change"]["actions"] for each in changes}
    assert actions["terraform_data.machine"] == machine
    assert actions["coder_env.email"] == ["delete", "create"]
