"""What Terraform says is a finding of the rule that says the same; every name in the table is a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.check.registry import rule_info
from generator.diagnostics import Severity
from generator.terraform.commands import Remark, Terraform
from generator.terraform.engine import find_engine, library_engine
from generator.terraform.remark_rules import is_noise, remark_rules, rule_for
from tests.helpers import build_tree

if TYPE_CHECKING:
    from pathlib import Path

MODULE = (
    'variable "a" {\n  type = number\n\n'
    '  validation {\n    condition     = var.a < 9\n    error_message = "No."\n  }\n}\n'
)
CASES = {
    "unknown-module-input": 'module "m" {\n  source = "./m"\n  a      = 1\n  b      = 1\n}\n',
    "missing-module-input": 'module "m" {\n  source = "./m"\n}\n',
    "module-input-type": 'module "m" {\n  source = "./m"\n  a      = "x"\n}\n',
    "module-input-value": 'module "m" {\n  source = "./m"\n  a      = 9\n}\n',
    "refused-variable": 'variable "a" {\n  default = 9\n\n'
    '  validation {\n    condition     = var.a < 9\n    error_message = "No."\n  }\n}\n',
    "missing-module-folder": 'module "m" {\n  source = "./n"\n}\n',
    "unknown-argument": 'resource "terraform_data" "a" {\n  nope = 1\n}\n',
    "missing-argument": 'output "a" {\n}\n',
    "unknown-block": 'resource "terraform_data" "a" {\n  nope {}\n}\n',
    "unknown-resource-type": 'resource "terraform_nope" "a" {}\n',
    "argument-type": 'data "terraform_remote_state" "a" {\n  backend = ["x"]\n}\n',
    "undeclared-reference": 'output "a" {\n  value = local.nope\n}\n',
    "unknown-attribute": 'resource "terraform_data" "a" {}\n\noutput "a" {\n  value = terraform_data.a.nope\n}\n',
    "duplicate-declaration": 'variable "a" {}\nvariable "a" {}\n',
    "unknown-function": 'output "a" {\n  value = nope()\n}\n',
    "function-arity": 'output "a" {\n  value = upper()\n}\n',
    "reference-cycle": "locals {\n  a = local.b\n  b = local.a\n}\n",
    "count-and-for-each": 'resource "terraform_data" "a" {\n  count    = 1\n  for_each = {}\n}\n',
    "malformed-constraint": 'terraform {\n  required_version = "new"\n}\n',
    "not-tried": 'terraform {\n  required_version = "< 0.1"\n}\n',
    "secret-output-not-sensitive": 'variable "a" {\n  sensitive = true\n  default   = 1\n}\n\n'
    'output "a" {\n  value = var.a\n}\n',
    "invalid-syntax": "locals {\n",
}


@pytest.mark.terraform
@pytest.mark.parametrize("engine", ["first found", "library"])
@pytest.mark.parametrize("rule", CASES)
def test_what_terraform_says_is_said_by_the_rule(tmp_path: Path, rule: str, engine: str) -> None:
    build_tree(tmp_path, {"main.tf": CASES[rule], "m/main.tf": MODULE})
    terraform = Terraform(library_engine() if engine == "library" else find_engine(), tmp_path, {})
    outcome = terraform.init()
    if outcome.ok:
        outcome = terraform.validate()
    if outcome.ok:
        outcome = terraform.plan(tmp_path / "tfplan")
    inside = CASES[rule].partition(" ")[0]
    said = {rule_for(error, inside): str(error) for error in outcome.errors if not is_noise(error)}
    assert said.keys() == {rule}, said


@pytest.mark.parametrize(
    ("summary", "detail", "rule"),
    [
        ('expected arch to be one of ["amd64" "arm64"], got x86', "", "refused-value"),
        ("expected length of slug to be in the range (1 - 32), got ", "", "too-long"),
        ("expected order to be at least (0), got -1", "", "out-of-range"),
        ("Conflicting configuration arguments", '"command": conflicts with url', "conflicting-arguments"),
        (
            "Failed to query available provider packages",
            "no available releases match the given",
            "unmeetable-constraints",
        ),
        ("Failed to query available provider packages", "could not connect to registry.terraform.io", None),
        ("Insufficient metadata blocks", "At least 1 is required.", "missing-block"),
        ("Too many sidebar_app blocks", "No more than 1 is allowed", "too-many-blocks"),
        ("Resource precondition failed", "No.", None),
    ],
)
def test_the_words_of_providers_and_init_are_known(summary: str, detail: str, rule: str | None) -> None:
    assert rule_for(Remark("error", summary, detail), "resource") == rule


def test_every_rule_of_the_table_is_one_and_none_but_the_last_word_is_an_info() -> None:
    infos = [rule_info(each.rule) for each in remark_rules()]
    assert {info.name for info in infos if info.severity is Severity.INFO} == {"not-tried"}


def test_what_terraform_says_of_its_start_is_noise() -> None:
    assert is_noise(Remark("warning", "Incomplete lock file information for providers", ""))
    assert not is_noise(Remark("error", "Unsupported argument", ""))
