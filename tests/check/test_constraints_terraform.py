"""Terraform stops at `init` where the rules about version constraints say that it does, and gets past it elsewhere."""

import re
from pathlib import Path

import pytest
import yaml

from tests.helpers import build_tree

pytestmark = pytest.mark.terraform

CASES = Path(__file__).parent.parent / "rules"
PROVIDER = "2.18.0"


def failing(rule):
    for name, case in yaml.safe_load((CASES / f"{rule}.yml").read_text())["cases"].items():
        if isinstance(case.get("fail"), str) and case.get("severity") != "warning":
            yield pytest.param(case["fail"], id=f"{rule}: {name}")


def init(lab, folder):
    with lab.workspace(folder, coder_provider=PROVIDER) as terraform:
        return terraform.init()


@pytest.mark.parametrize("text", [*failing("malformed-constraint"), *failing("unmeetable-constraints")])
def test_what_the_rules_call_an_error_stops_init(lab, tmp_path, text):
    outcome = init(lab, build_tree(tmp_path, {"main.tf": text}))
    said = " ".join(f"{error.summary} {error.detail}" for error in outcome.errors)
    assert not outcome.ok
    assert re.search(
        r"no available releases match|does not match configured version constraint|Unsupported Terraform Core version"
        r"|Invalid version constraint|Variables not allowed",
        said,
    ), said


def test_a_lock_file_that_a_module_does_not_take_stops_init(lab, tmp_path):
    module = 'module "m" {\n  source   = "registry.coder.com/coder/code-server/coder"\n  version  = "1.3.1"\n'
    folder = build_tree(tmp_path, {"main.tf": module + '  agent_id = "x"\n}\n'})
    with lab.workspace(folder, coder_provider=PROVIDER) as terraform:
        (terraform.folder / ".terraform.lock.hcl").write_text(
            'provider "registry.terraform.io/coder/coder" {\n  version = "2.4.0"\n}\n'
        )
        outcome = terraform.init()
    assert "does not match configured version constraint" in " ".join(error.detail for error in outcome.errors)


def test_constraints_that_meet_get_past_init(lab, tmp_path):
    text = """
        terraform {
          required_version = " >=1.0 , !=1.5.0"
          required_providers {
            coder = { source = "coder/coder", version = "~> 2.13, != 2.13.0" }
          }
        }
        module "m" {
          source   = "registry.coder.com/coder/claude-code/coder"
          version  = "4.9.2"
          agent_id = "x"
          workdir  = "/home/coder"
        }
        """
    outcome = init(lab, build_tree(tmp_path, {"main.tf": text}))
    assert [str(error) for error in outcome.errors] == []


@pytest.mark.parametrize("text", list(failing("malformed-registry-source")))
def test_a_source_that_is_no_module_address_stops_init(lab, tmp_path, text):
    assert not init(lab, build_tree(tmp_path, {"main.tf": text})).ok


@pytest.mark.parametrize(
    "source", ["Registry.Coder.COM/coder/code-server/coder", "registry.coder.com/coder/code-server/coder//"]
)
def test_other_ways_to_write_an_address_get_past_init(lab, tmp_path, source):
    text = f'module "m" {{\n  source   = "{source}"\n  version  = "1.3.1"\n  agent_id = "x"\n}}\n'
    outcome = init(lab, build_tree(tmp_path, {"main.tf": text}))
    assert [str(error) for error in outcome.errors] == []
