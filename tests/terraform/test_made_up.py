"""What hangs on a made-up value, by whatever way, is told from what does not."""

from __future__ import annotations

import pytest

from generator.catalog.catalog import Catalog
from generator.diagnostics import Span
from generator.source.files import SourceFile
from generator.template.load import template_from_sources
from generator.terraform.made_up import MadeUp, part_with, placeholders

CATALOG = Catalog()
DATA = (
    'terraform {\n  required_providers {\n    coder = {\n      source = "coder/coder"\n    }\n  }\n}\n'
    'variable "free" {}\n'
    'variable "set" {\n  default = "x"\n}\n'
    'locals {\n  far  = "${var.free}-1"\n  near = "${var.set}-1"\n}\n'
    'data "coder_workspace" "me" {}\n'
    'data "coder_parameter" "made" {\n  name    = "a"\n  default = var.free\n}\n'
    'data "coder_parameter" "own" {\n  name    = "b"\n  default = "b"\n}\n'
    'data "http" "page" {\n  url = "https://example.com"\n}\n'
    'resource "aws_instance" "many" {\n  for_each      = toset([var.free])\n  ami           = "a"\n}\n'
    'resource "aws_instance" "one" {\n  ami  = "a"\n  tags = { a = var.free }\n}\n'
    'module "own" {\n  source = "./own"\n  given  = var.free\n  other  = "x"\n}\n'
    'module "code" {\n  source = "registry.coder.com/coder/code-server/coder"\n}\n'
)
OWN = (
    'variable "given" {}\nvariable "other" {}\noutput "a" {\n  value = "${var.given}"\n}\n'
    'output "b" {\n  value = "${var.other}"\n}\n'
)


def behind(expression: str, *, stubs: bool = True) -> str | None:
    """The made-up name behind an expression of the template above."""
    text = f"{DATA}locals {{\n  here = {expression}\n}}\n"
    template = template_from_sources(
        [SourceFile("main.tf", text.encode()), SourceFile("own/main.tf", OWN.encode())], "."
    )
    made_up = MadeUp(template, CATALOG, placeholders(template, ()), (), stubs=stubs)
    start = text.rindex(expression)
    return made_up.value_behind(template, Span("main.tf", start, start + len(expression)))


@pytest.mark.parametrize(
    ("expression", "name"),
    [
        ("var.free", "var.free"),
        ("upper(local.far)", "var.free"),
        ("[for a in local.far : a]", "var.free"),
        ("data.coder_parameter.made.value", "var.free"),
        ("data.coder_workspace.me.access_url", "data.coder_workspace.me.access_url"),
        ("data.http.page.response_body", "data.http.page.response_body"),
        ('aws_instance.many["a"].ami', "var.free"),
        ("aws_instance.one.tags.a", "var.free"),
        ("module.own.a", "var.free"),
        ("module.code.url", "module.code.url"),
    ],
)
def test_what_hangs_on_a_made_up_value_names_it(expression: str, name: str) -> None:
    assert behind(expression) == name


@pytest.mark.parametrize(
    "expression",
    [
        "var.set",
        "local.near",
        "[for var in [1] : var]",
        "data.coder_parameter.own.value",
        "data.coder_workspace.me.start_count",
        "data.http.page.url",
        "aws_instance.one.ami",
        "module.own.b",
        "data.http.nowhere.url",
    ],
)
def test_what_hangs_on_the_template_alone_does_not(expression: str) -> None:
    assert behind(expression) is None


def test_online_variables_alone_are_made_up() -> None:
    assert behind("data.http.page.response_body", stubs=False) is None
    assert behind("module.code.url", stubs=False) is None
    assert behind("local.far", stubs=False) == "var.free"


def test_a_module_in_a_folder_is_asked_what_it_is_given() -> None:
    template = template_from_sources(
        [SourceFile("main.tf", DATA.encode()), SourceFile("own/main.tf", OWN.encode())], "."
    )
    made_up = MadeUp(template, CATALOG, placeholders(template, ()), (), stubs=True)
    inner = part_with(template, "own/main.tf")
    for name, found in (("given", "var.free"), ("other", None)):
        start = OWN.index(f"${{var.{name}}}")
        assert made_up.value_behind(inner, Span("own/main.tf", start, start + 4)) == found


def test_variables_get_a_value_of_their_type_unless_they_have_one() -> None:
    text = (
        'variable "a" {}\nvariable "b" {\n  type = number\n}\nvariable "c" {\n  type = list(string)\n}\n'
        'variable "d" {\n  type = "string"\n}\nvariable "e" {\n  default = 1\n}\nvariable "f" {}\n'
    )
    template = template_from_sources([SourceFile("main.tf", text.encode())], ".")
    assert placeholders(template, {"f"}) == {"a": "placeholder", "b": "1", "c": "[]", "d": "placeholder"}
