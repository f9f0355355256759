"""Faults that come with a block of their own, put behind the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.mutations.subject import Chances, Kind, Subject, insert

if TYPE_CHECKING:
    from collections.abc import Mapping

_TYPED = (
    'resource "terraform_data" "mutant" {\n  inptu = 1\n}',
    'resource "terraform_data" "mutant" {\n  input {}\n}',
    'resource "terraform_dat" "mutant" {}',
    'data "terraform_remote_state" "mutant" {}',
    'output "mutant" {\n  value = terraform_data.mutant.outputt\n}\nresource "terraform_data" "mutant" {}',
    'resource "terraform_data" "mutant" {\n  count = true\n}',
    'resource "terraform_data" "mutant" {\n  provisioner "local-exec" {\n    comand = "true"\n  }\n}',
)

_NAMED = (
    "variable {}",
    'variable "a" "b" {}',
    'variable "source" {}',
    'resource "terraform_data" "1a" {}',
    'resource "terraform_data" {}',
    'locals "x" {}',
    'terraform {\n  required_providers "x" {}\n}',
)
_SET = (
    'terraform {\n  minimum_version = "1.0"\n}',
    "terraform {\n  providers {}\n}",
    "terraform {\n  language = TF2022\n}",
    'check "mutant" {}',
    'check "mutant" {\n  assert {\n    condition     = true\n    error_message = "No."\n  }\n}',
    "removed {\n  lifecycle {\n    destroy = false\n  }\n}",
    "removed {\n  from = terraform_data.gone[0]\n}",
    'moved {\n  from = "a.b"\n  to   = a.c\n}',
    "locals {\n  mutant {}\n}",
    'variable "mutant" {\n  validation {\n    condition     = 1 < 2\n    error_message = "No."\n  }\n}',
)
_AGENT = 'resource "coder_agent" "mutant" {{\n  arch = "amd64"\n  os   = "linux"\n  {}\n}}'
_DATA = 'resource "terraform_data" "mutant" {{\n  {}\n}}'
_DYNAMIC = (
    _AGENT.format('dynamic "metadata" {\n    for_each = [1]\n  }'),
    _AGENT.format('dynamic "metadata" {\n    content {}\n  }'),
    _DATA.format('dynamic "lifecycle" {\n    for_each = [1]\n    content {}\n  }'),
    _DATA.format("depends_on = [terraform_data.other.id]") + '\nresource "terraform_data" "other" {}',
)
_META = (
    _DATA.format('lifecycle {\n    prevent_destroy = tobool("true")\n  }'),
    _DATA.format('lifecycle {\n    ignore_changes = "all"\n  }'),
    _DATA.format('lifecycle {\n    ignore_changes = ["*"]\n  }'),
    _DATA.format('provisioner "chef" {}'),
    _DATA.format('provisioner "local-exec" {\n    when    = destry\n    command = "true"\n  }'),
    'variable "mutant" {\n  type = strnig\n}',
    'variable "mutant" {\n  type = list(optional(string))\n}',
    'variable "mutant" {\n  default = upper("x")\n}',
    'variable "mutant" {\n  default  = null\n  nullable = false\n}',
)
_WORKED_OUT = (
    '"a" + 1',
    '!"abc"',
    '"x${[1]}"',
    "true ? [1] : { a = 1 }",
    '"abc" ? 1 : 2',
    "length(5)",
    'upper(["a"])',
    'tonumber("abc")',
    "{ a = 1 }.b",
    "[1, 2][3]",
    'lookup({ a = 1 }, "b")',
    '[for x in "abc" : x]',
)
_REFUSED_BY_FUNCTIONS = (
    'regex("(", path.module)',
    'regex("^b", "a")',
    'jsondecode("{")',
    'format("%s %s", "a")',
    'cidrsubnet("10.0.0.0", 8, 2)',
    "range(1, 2, 0)",
    "concat(5...)",
    "provider::gone::x(1)",
    'core::gone("x")',
)
_WORKSPACE = 'data "coder_workspace" "mutant" {}\n'
_INDEXED = (
    _WORKSPACE + 'output "mutant" {\n  value = data.coder_workspace.mutant.name[0]\n}',
    _WORKSPACE + 'locals {\n  mutant = "a-${data.coder_workspace.mutant.id}"\n  of     = local.mutant.x\n}',
    "locals {\n  mutant = [for x in [{ a = 1 }] : x.b]\n}",
    'locals {\n  mutant = { for x in ["a", "a"] : x => 1 }\n}',
)
_REPEATED = 'resource "terraform_data" "mutant" {\n  %s\n}'
_PLANNED = (
    _REPEATED % "for_each = { a = { n = 1 } }\n  input    = each.value.m",
    _REPEATED % 'for_each = toset(["a"])\n  input    = each.value.m',
    _WORKSPACE + _REPEATED % "input = [1][data.coder_workspace.mutant.start_count + 1]",
    _WORKSPACE
    + _REPEATED
    % "lifecycle {\n    precondition {\n      condition     = data.coder_workspace.mutant.start_count > 1\n"
    '      error_message = "No."\n    }\n  }',
)
_REFACTORED = (
    'resource "terraform_data" "mutant" {}\nmoved {\n  from = terraform_data.mutant\n  to   = terraform_data.gone\n}',
    "moved {\n  from = terraform_data.gone\n  to   = terraform_data.gone\n}",
)
_VARIABLE = 'variable "mutant" {{\n  default   = {}\n  ephemeral = true\n}}\n'
_KEPT = (
    _VARIABLE.format('"x"') + _DATA.format("input = upper(var.mutant)"),
    _VARIABLE.format('["x"]') + _DATA.format("for_each = toset(var.mutant)"),
    _VARIABLE.format("1") + "locals {\n  mutant = var.mutant\n}\n" + _DATA.format("count = local.mutant"),
    _VARIABLE.format('"x"') + 'data "coder_external_auth" "mutant" {\n  id = "x-${var.mutant}"\n}',
)
_OF_INSTANCES = (
    _DATA.format("for_each = { a = { n = 1 } }\n  input    = each.value.m"),
    _DATA.format('for_each = toset(["a"])\n  input    = each.value.name'),
    _DATA.format('for_each = { a = "x" }\n  input    = each.value + 1'),
    _DATA.format('count = 3\n  input = ["a", "b"][count.index]'),
    "locals {\n  mutant = { a = { n = 1 }, b = {} }\n}\n"
    + _DATA.format("for_each = local.mutant\n  input = each.value.n"),
)
_MADE = 'resource "terraform_data" "made" {\n  count = 2\n}\n'
_AFTER_APPLY = (
    _MADE + _DATA.format('count = terraform_data.made[0].id == "x" ? 1 : 0'),
    _MADE + _DATA.format("for_each = toset(terraform_data.made[*].id)"),
    _MADE + _DATA.format("for_each = { for each in terraform_data.made : each.id => 1 }"),
    _AGENT.format("") + "\n" + _DATA.format("count = length(coder_agent.mutant.token)"),
    _AGENT.format("") + "\n" + _DATA.format('for_each = { (coder_agent.mutant.id) = "x" }'),
)


def _added(texts: tuple[str, ...]) -> Kind:
    def make(subject: Subject) -> Chances:
        for text in texts:
            yield [insert(subject.end, f"\n{text}\n")]

    return make


READING: Mapping[str, Kind] = {
    "labels of a block wrong": _added(_NAMED),
    "block of Terraform's own wrong": _added(_SET),
    "meta-argument or variable wrong": _added(_META),
}
"""What Terraform refuses when it reads the files."""

KINDS: Mapping[str, Kind] = {
    "type of the provider in Terraform wrong": _added(_TYPED),
    "expression that cannot be": _added(tuple(f"locals {{\n  mutant = {text}\n}}" for text in _WORKED_OUT)),
    "function that refuses its argument": _added(
        tuple(f"locals {{\n  mutant = {text}\n}}" for text in _REFUSED_BY_FUNCTIONS)
    ),
    "step that leads nowhere": _added(_INDEXED),
    "dynamic block or dependency wrong": _added(_DYNAMIC),
    "ephemeral value kept": _added(_KEPT),
}
"""What it refuses when it checks them without values."""

PLANNED: Mapping[str, Kind] = {
    "moved, and still there": _added(_REFACTORED),
    "refused by the plan alone": _added(_PLANNED),
    "attribute or element that an instance has not": _added(_OF_INSTANCES),
    "instances known only after apply": _added(_AFTER_APPLY),
}
"""What it refuses when it plans."""
