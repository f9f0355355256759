"""What a release takes, gives and asks for is read from its files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.catalog.interface import UNRECORDED, ModuleInput, ModuleRelease, NestedModule, ProviderRequirement
from generator.catalog.versions import Release
from generator.source.files import SourceFile
from generator.upkeep.extraction import read_release

if TYPE_CHECKING:
    from collections.abc import Mapping


def read(files: Mapping[str, str] | str) -> ModuleRelease:
    named = {"main.tf": files} if isinstance(files, str) else files
    held = read_release(Release(1), "2026-01-01", [SourceFile(path, text.encode()) for path, text in named.items()])
    assert isinstance(held, ModuleRelease), held
    return held


def the_input(body: str) -> ModuleInput:
    return read(f'variable "x" {{\n{body}\n}}\n').inputs["x"]


@pytest.mark.parametrize(
    ("written", "type_"),
    [
        ("", "any"),
        ("type = string", "string"),
        ('type = "string"', "string"),
        ("type = list( string )", "list(string)"),
        ("type = object({\n  a = string  # why\n\n  b = optional(number, 3)\n})",
         "object({a = string, b = optional(number, 3)})"),
        ('type = map(object({ "a-b" = optional(list(string), ["x"]), c = optional(map(string), {}) }))',
         'map(object({a-b = optional(list(string), ["x"]), c = optional(map(string), {})}))'),
        ("type = tuple([string, bool])", "tuple([string, bool])"),
    ],
)  # fmt: skip
def test_a_type_is_one_line_however_it_is_written(written: str, type_: str) -> None:
    assert the_input(written).type == type_


@pytest.mark.parametrize(
    ("written", "default"),
    [
        ('default = ""', ""),
        ("default = null", None),
        ("default = 3284", 3284),
        ("default = false", False),
        ('default = ["a"]', ["a"]),
        ('default = { b = "x", a = [] }', {"a": [], "b": "x"}),
        ("default = <<-EOT\n  one\n    two\nEOT", "one\n  two\n"),
        (f'default = "{"x" * 300}"', UNRECORDED),
    ],
)
def test_a_default_is_plain_data_unless_it_is_long(written: str, default: object) -> None:
    held = the_input(written)
    assert (held.required, held.default) == (False, default)


def test_an_input_without_a_default_is_required() -> None:
    assert the_input("type = string").required


def test_a_null_default_makes_an_input_optional() -> None:
    assert not the_input("default = null").required


@pytest.mark.parametrize(
    ("condition", "allowed"),
    [
        ('contains(["a", "b"], var.x)', ("a", "b")),
        ('var.x == "" || contains(["a"], var.x)', ("", "a")),
        ('var.x == null || contains(["a"], var.x)', ("a",)),
        ('var.x == "a" || var.x == "b"', ("a", "b")),
        ("var.x == true", (True,)),
        ('contains(["a"], lower(var.x))', ()),
        ('!contains(["a"], var.x)', ()),
        ('contains(["a"], var.x) && var.y == 1', ()),
        ('contains(["a"], var.x) || var.y == 1', ()),
        ('contains(["a"], var.y)', ()),
        ('can(regex("a", var.x))', ()),
        ("contains(local.known, var.x)", ("a", "c")),
    ],
)
def test_allowed_values_are_read_where_a_validation_is_a_list_and_nowhere_else(
    condition: str, allowed: tuple[object, ...]
) -> None:
    text = f'variable "x" {{\nvalidation {{\ncondition = {condition}\nerror_message = ""\n}}\n}}\n'
    held = read(text + 'locals {\n  known = ["a", "c"]\n}\n').inputs["x"]
    assert (held.allowed, held.validated) == (allowed, True)


def test_an_input_says_whether_it_is_sensitive_and_validated() -> None:
    assert the_input("sensitive = true").sensitive
    assert not the_input("sensitive = false").sensitive
    assert not the_input("").validated


def test_environment_variables_know_their_inputs_through_locals() -> None:
    held = read(
        """
        locals {
          key = var.a != "" ? var.a : local.other
          other = var.b
        }
        resource "coder_env" "one" {
          agent_id = var.agent_id
          name     = "KEY"
          value    = local.key
        }
        resource "coder_env" "fixed" {
          agent_id = var.agent_id
          name     = "FIXED"
          value    = data.coder_workspace.me.id
        }
        resource "coder_env" "each" {
          for_each = var.c
          agent_id = var.agent_id
          name     = each.key
          value    = each.value
        }
        """
    )
    assert held.env == {"KEY": ("a", "b"), "FIXED": ()}


def test_outputs_nested_modules_providers_and_terraform_are_read() -> None:
    held = read(
        """
        terraform {
          required_version = ">= 1.0"
          required_providers {
            coder = {
              source  = "coder/coder"
              version = ">= 2.5"
            }
            http = {
              source = "hashicorp/http"
            }
            random = ">= 3"
          }
        }
        module "b" {
          source  = "registry.coder.com/coder/agentapi/coder"
          version = "2.0.0"
        }
        module "a" {
          source = "git::https://example.com/a.git"
        }
        output "scripts" {
          value = ""
        }
        """
    )
    assert held.outputs == {"scripts"}
    assert held.terraform == ">= 1.0"
    assert held.modules == (
        NestedModule("a", "git::https://example.com/a.git", None),
        NestedModule("b", "registry.coder.com/coder/agentapi/coder", "2.0.0"),
    )
    assert held.providers == (
        ProviderRequirement("coder", "coder/coder", ">= 2.5"),
        ProviderRequirement("http", "hashicorp/http", None),
        ProviderRequirement("random", "hashicorp/random", ">= 3"),
    )


def test_what_a_folder_of_the_module_holds_counts_as_its_own_and_no_other_folder_does() -> None:
    held = read(
        {
            "main.tf": 'module "inner" {\n  source = "./inner"\n}\nresource "coder_script" "a" {}\n',
            "inner/main.tf": 'resource "coder_script" "b" {}\ndata "coder_workspace" "me" {}\n',
            "test/main.tf": 'resource "coder_app" "c" {}\n',
        }
    )
    assert held.resources == {"coder_script": 2, "data.coder_workspace": 1}
    assert held.modules == ()


@pytest.mark.parametrize(("body", "makes"), [('sidebar_app {\n id = "" \n}', True), ("app_id = 1", False)])
def test_a_task_of_its_own_is_one_with_a_sidebar_app(body: str, makes: bool) -> None:
    assert read(f'resource "coder_ai_task" "t" {{\n{body}\n}}\n').makes_task is makes


def test_a_release_that_does_not_parse_says_where() -> None:
    held = read_release(Release(1), "", [SourceFile("main.tf", b"variable x {\n")])
    assert isinstance(held, str)
    assert held.startswith("main.tf:")


def test_a_release_without_terraform_files_says_so() -> None:
    assert read_release(Release(1), "", []) == "it holds no Terraform files"
