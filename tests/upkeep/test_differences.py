"""What a sync changes about a module is told in words a person can act on."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from generator.catalog.catalog import Catalog
from generator.catalog.interface import ModuleRelease
from generator.catalog.versions import Release
from generator.source.files import SourceFile
from generator.upkeep.differences import change_of, differences
from generator.upkeep.extraction import read_release

BASE = """
variable "model" {
  type    = string
  default = "a"
}
output "id" {
  value = ""
}
resource "coder_env" "x" {
  name  = "MODEL"
  value = var.model
}
module "m" {
  source  = "registry.coder.com/coder/agentapi/coder"
  version = "1.0.0"
}
terraform {
  required_version = ">= 1.0"
}
"""


def read(text: str) -> ModuleRelease:
    held = read_release(Release(1), "2026-01-01", [SourceFile("main.tf", text.encode())])
    assert isinstance(held, ModuleRelease)
    return held


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("", "", []),
        ('default = "a"', 'default = "b"', ["input `model`: has another default"]),
        ('default = "a"', "", ["input `model`: is required"]),
        ("type    = string", "type = any", ["input `model`: takes any, not string"]),
        ("type    = string", "type = string\nsensitive = true", ["input `model`: is a secret"]),
        ('output "id"', 'output "app"', ["new: output `app`", "gone: output `id`"]),
        ("var.model", '"fixed"', ["environment variable `MODEL` is made from nothing"]),
        ('version = "1.0.0"', 'version = "2.0.0"', ["calls registry.coder.com/coder/agentapi/coder 2.0.0"]),
        (">= 1.0", ">= 1.9", ["requires Terraform >= 1.9"]),
        ('resource "coder_env"', 'variable "n" {}\nresource "coder_env"', ["new: input `n`"]),
        ('"MODEL"', '"LLM"', ["new: environment variable `LLM`", "gone: environment variable `MODEL`"]),
    ],
)
def test_a_difference_is_told(old: str, new: str, words: list[str]) -> None:
    assert old in BASE
    assert list(differences(read(BASE), read(BASE.replace(old, new) if old else BASE))) == words


def test_a_module_call_that_is_gone_is_told() -> None:
    without = BASE[: BASE.index('module "m"')] + BASE[BASE.index("terraform {") :]
    assert list(differences(read(BASE), read(without))) == ["calls registry.coder.com/coder/agentapi/coder no more"]


def test_a_release_that_is_new_gone_or_told_otherwise_is_each_named() -> None:
    interface = Catalog().interface("coder/agentapi")
    assert interface is not None
    *kept, last = (interface.release(release) for release in interface.releases)
    moved = replace(kept[0], released="2020-01-01")
    new = replace(last, release=Release(9), outputs=frozenset())
    change = change_of("coder/agentapi", interface, [moved, *kept[1:], new], on_main=False)
    assert (change.added, change.gone, change.left_main) == ((Release(9),), (last.release,), True)
    assert change.retold == ((moved.release, (f"tagged on 2020-01-01, not {kept[0].released}",)),)
    assert change.differences == ("gone: output `task_app_id`",)


def test_a_module_that_nothing_was_known_of_is_new() -> None:
    change = change_of("a/b", None, [read(BASE)], on_main=True)
    assert (change.is_new, change.added) == (True, (Release(1),))
