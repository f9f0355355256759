"""Modules of the template's own are read as Terraform makes them: each instance with what its caller gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.catalog.catalog import Catalog
from generator.hcl.unknown import UNKNOWN
from generator.source.files import SourceFile
from generator.template.coder_blocks import CoderBlocks
from generator.template.load import template_from_sources
from generator.template.providers import Providers
from tests.helpers import build_tree

if TYPE_CHECKING:
    from pathlib import Path

    from tests.lab.lab import Lab

CATALOG = Catalog()
SETTINGS = 'terraform {\n  required_providers {\n    coder = { source = "coder/coder" }\n  }\n}\n\n'
ROOT = """\
data "coder_workspace" "me" {}

variable "mine" {
  default = "mine"
}

locals {
  names = { one = "first", two = "second" }
}

resource "coder_agent" "main" {
  os   = "linux"
  arch = "amd64"
}

module "plain" {
  source   = "./m"
  agent_id = coder_agent.main.id
}

module "many" {
  source   = "./m"
  for_each = local.names
  agent_id = coder_agent.main.id
  slug     = "many-${each.key}"
  name     = each.value
  more     = ["x", each.key, "x"]
}

module "numbered" {
  source   = "./m"
  count    = data.coder_workspace.me.start_count + 1
  agent_id = coder_agent.main.id
  slug     = "n${count.index}"
  name     = null
  port     = "8080"
}

module "none" {
  source   = "./m"
  count    = 0
  agent_id = coder_agent.main.id
  slug     = "none"
}

module "deep" {
  source   = "./deep"
  agent_id = coder_agent.main.id
  asked    = var.mine
}
"""
MODULE = """\
variable "agent_id" {
  type = string
}

variable "slug" {
  default = "plain"
}

variable "name" {
  type     = string
  nullable = false
  default  = "unnamed"
}

variable "port" {
  type    = number
  default = 80
}

variable "more" {
  type    = set(string)
  default = []
}

resource "coder_app" "web" {
  agent_id     = var.agent_id
  slug         = var.slug
  display_name = "${var.name} on ${var.port}"
}

resource "coder_app" "more" {
  for_each     = var.more
  agent_id     = var.agent_id
  slug         = "${var.slug}-${each.key}"
  display_name = var.name
}
"""
DEEP = """\
variable "agent_id" {}

variable "asked" {
  type = string
}

module "inner" {
  source   = "../m"
  agent_id = var.agent_id
  slug     = "deep"
  name     = var.asked
}
"""
FILES = {"main.tf": SETTINGS + ROOT, "m/main.tf": SETTINGS + MODULE, "deep/main.tf": DEEP}


def apps(files: dict[str, str]) -> dict[str, tuple[object, object]]:
    """Address to slug and display name of each app that the import job surely plans."""
    template = template_from_sources([SourceFile(name, text.encode()) for name, text in files.items()], ".")
    blocks = CoderBlocks(template, CATALOG, Providers(template, CATALOG))
    return {
        f"{app.instance.module}.coder_app.{app.label}".removeprefix(".")
        + ("" if app.instance.key is None else f"[{app.instance.key}]"): (app.value("slug"), app.value("display_name"))
        for app in blocks.of("coder_app")
        if app.made
    }


def test_what_a_module_makes_is_known_by_its_address() -> None:
    assert apps(FILES) == {
        "module.plain.coder_app.web": ("plain", "unnamed on 80"),
        'module.many["one"].coder_app.web': ("many-one", "first on 80"),
        'module.many["one"].coder_app.more["one"]': ("many-one-one", "first"),
        'module.many["one"].coder_app.more["x"]': ("many-one-x", "first"),
        'module.many["two"].coder_app.web': ("many-two", "second on 80"),
        'module.many["two"].coder_app.more["two"]': ("many-two-two", "second"),
        'module.many["two"].coder_app.more["x"]': ("many-two-x", "second"),
        "module.numbered[0].coder_app.web": ("n0", "unnamed on 8080"),
        "module.numbered[1].coder_app.web": ("n1", "unnamed on 8080"),
        "module.deep.module.inner.coder_app.web": ("deep", UNKNOWN),  # an operator may set var.mine
    }


@pytest.mark.terraform
def test_terraform_makes_the_same(lab: Lab, tmp_path: Path) -> None:
    proof = lab.prove(build_tree(tmp_path / "t", FILES), coder_provider="2.18.0")
    assert proof.problems == []
    assert proof.start is not None
    planned = {
        address: (values["slug"], values["display_name"])
        for address, values in proof.start.resources.items()
        if ".coder_app." in address
    }
    known = apps(FILES)
    assert planned.keys() == known.keys()
    assert {address: pair for address, pair in known.items() if UNKNOWN not in pair} == {
        address: planned[address] for address, pair in known.items() if UNKNOWN not in pair
    }


def test_what_takes_many_instances_ends() -> None:
    files = {"main.tf": SETTINGS + 'module "m" {\n  source = "./f0"\n}\n'}
    for i in range(40):
        calls = "".join(f'module "{label}" {{\n  source = "../f{i + 1}"\n}}\n' for label in "xy")
        files[f"f{i}/main.tf"] = calls if i < 39 else SETTINGS
    assert apps(files) == {}
