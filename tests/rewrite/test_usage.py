"""Who refers to what, and what nothing refers to any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.rewrite.draft import Draft
from generator.rewrite.removing import without
from generator.rewrite.usage import address_of_block, blocks_by_address, needs_beyond_order, orphans, users
from generator.source.files import SourceFile
from generator.template.load import template_from_sources

if TYPE_CHECKING:
    from generator.template.model import Template


def template(text: str) -> Template:
    held = template_from_sources([SourceFile("main.tf", text.encode())], ".")
    assert held.problems == ()
    return held


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ('variable "x" {}', "var.x"),
        ('module "x" {}', "module.x"),
        ('data "t" "x" {}', "data.t.x"),
        ('resource "t" "x" {}', "t.x"),
        ('output "x" {}', "output.x"),
        ('provider "x" {}', "provider.x"),
        ("terraform {}", "terraform."),
        ("moved {}", "moved."),
    ],
)
def test_a_block_has_the_address_by_which_others_name_it(text: str, address: str) -> None:
    held = template(f"{text}\n")
    (block,) = held.documents[0].body.blocks
    assert address_of_block(block) == address
    assert list(blocks_by_address(held)) == [address]


CHAIN = """\
variable "a" {}

variable "b" {}

locals {
  x = "${var.a} ${local.y}"
  y = var.b
}

data "t" "d" {
  for_each = local.x
  inner {
    z = [for v in module.m.out[0] : v]
  }
}

module "m" {
  source     = "./m"
  depends_on = [t.r]
}

resource "t" "r" {
  own = t.r.other
  d   = data.t.d["k"].z
}
"""


def test_every_reference_names_its_user_once_and_none_is_its_own() -> None:
    assert users(template(CHAIN)) == {
        "var.a": {"local.x"},
        "var.b": {"local.y"},
        "local.y": {"local.x"},
        "local.x": {"data.t.d"},
        "module.m": {"data.t.d"},
        "t.r": {"module.m"},
        "data.t.d": {"t.r"},
    }


def gone(text: str, *addresses: str, removable: tuple[str, ...] = ("var.", "local.", "data.")) -> set[str]:
    """What nothing uses any more once some things are gone."""
    before = template(text)
    draft = Draft.of(before)
    found = orphans(before, draft.template, addresses, removable)
    assert len(set(found)) == len(found)
    for address in (*addresses, *found):
        draft = without(draft, address)
    assert not set(found) & users(draft.template).keys()
    return set(found)


def test_what_only_the_gone_used_goes_along_however_far() -> None:
    assert gone(CHAIN, "t.r") == {"data.t.d", "local.x", "local.y", "var.a", "var.b"}
    assert gone(CHAIN, "data.t.d") == {"local.x", "local.y", "var.a", "var.b"}


def test_what_something_else_uses_stays() -> None:
    more = 'output "o" {\n  value = local.y\n}\n'
    assert gone(CHAIN + more, "data.t.d") == {"local.x", "var.a"}


def test_what_was_of_no_use_before_stays() -> None:
    assert gone('variable "a" {}\nvariable "b" {}\nlocals {\n  x = var.b\n}\n', "local.x") == {"var.b"}


def test_only_what_may_go_goes() -> None:
    assert gone(CHAIN, "data.t.d", removable=("var.",)) == set()
    assert gone(CHAIN, "local.x", removable=("var.",)) == {"var.a"}


@pytest.mark.parametrize(
    ("body", "needs"),
    [
        ("depends_on = [module.m]", False),
        ("x = 1", False),
        ("x = module.m.out", True),
        ("depends_on = [module.m]\n  inner {\n    y = f(module.m)\n  }", True),
    ],
)
def test_waiting_for_something_is_not_needing_it(body: str, needs: bool) -> None:
    (block,) = template(f'resource "t" "x" {{\n  {body}\n}}\n').documents[0].body.blocks
    assert needs_beyond_order(block, "module.m") is needs
