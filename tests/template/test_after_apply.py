"""What Terraform knows only after apply is told from what it may know before, in a count and in keys of for_each."""

from __future__ import annotations

import pytest

from generator.catalog.catalog import Catalog
from generator.source.files import SourceFile
from generator.template.after_apply import after_apply
from generator.template.load import template_from_sources

CATALOG = Catalog()
AROUND = """\
variable "given" {}
locals {
  ids  = [coder_agent.a.id, "x"]
  held = { id = coder_agent.a.id }
}
resource "coder_agent" "a" {
  os   = "linux"
  arch = "amd64"
}
resource "terraform_data" "two" {
  count = 2
  input = "a"
}
resource "terraform_data" "some" {
  count = var.given
}
"""
# Tried with Terraform 1.11 and the coder provider.
LATER = [
    'count = coder_agent.a.token != "" ? 1 : 0',
    "count = length(local.held.id)",
    'count = true && coder_agent.a.init_script == "x" ? 1 : length(coder_agent.a.id)',
    "for_each = toset(local.ids)",
    "for_each = toset(terraform_data.two[*].id)",
    'for_each = toset([format("%s-x", coder_agent.a.id)])',
    "for_each = { for each in terraform_data.two : each.id => each }",
    'for_each = merge({ a = 1 }, { "${terraform_data.two[0].id}-x" = 2 })',
    'for_each = coder_agent.a.id == "x" ? toset(["a"]) : toset([])',
    'for_each = zipmap([for each in terraform_data.two : upper(each.id)], ["a", "b"])',
]
MAYBE_BEFORE = [
    "count = length(terraform_data.two[*].id)",
    'count = terraform_data.two[0].input == "b" ? 1 : 0',
    'count = "a-${coder_agent.a.id}" == "b" ? 1 : 0',
    "count = terraform_data.two[0].id == null ? 1 : 0",
    'count = coder_agent.a.id == "x" ? 1 : 1',
    'count = false && coder_agent.a.id == "x" ? 1 : 0',
    "count = var.given ? 1 : length(coder_agent.a.id)",
    "for_each = { a = coder_agent.a.id }",
    "for_each = { for key, value in terraform_data.two : key => value.id }",
    "for_each = toset(terraform_data.some[*].id)",
    'for_each = toset([for each in terraform_data.two : each.id if each.input == "b"])',
]


def told(argument: str, more: str = "") -> list[str]:
    text = f'{AROUND}resource "terraform_data" "x" {{\n  {argument}\n}}\n{more}'
    template = template_from_sources([SourceFile("main.tf", text.encode())], ".")
    return [attribute.name for attribute, _ in after_apply(template, CATALOG)]


@pytest.mark.parametrize("argument", LATER)
def test_what_is_known_only_after_apply_is_told(argument: str) -> None:
    assert told(argument) == [argument.split(maxsplit=1)[0]]


@pytest.mark.parametrize("argument", MAYBE_BEFORE)
def test_what_may_be_known_before_is_not(argument: str) -> None:
    assert told(argument) == []


def test_nothing_is_told_where_something_is_imported() -> None:
    assert told(LATER[0], 'import {\n  to = coder_agent.a\n  id = "x"\n}\n') == []
