"""What Terraform says arrives in types, whichever engine says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.errors import ToolError
from generator.terraform.commands import Terraform
from generator.terraform.engine import Engine, find_engine, library_engine

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(params=["first found", "library"])
def terraform(request: pytest.FixtureRequest, tmp_path: Path) -> Terraform:
    engine = library_engine() if request.param == "library" else find_engine()
    return Terraform(engine, tmp_path, {})


def test_a_right_folder_goes_through_init_validate_and_plan(terraform: Terraform) -> None:
    _write(terraform, 'variable "who" {\n  type = string\n}\n\noutput "greeting" {\n  value = "hi ${var.who}"\n}\n')
    plan = terraform.folder / "tfplan"
    assert terraform.init().ok
    assert terraform.validate().ok
    assert terraform.plan(plan, env={"TF_VAR_who": "é"}).ok
    assert terraform.show(plan)["planned_values"]["outputs"]["greeting"]["value"] == "hi é"


def test_an_error_of_validate_comes_with_its_place(terraform: Terraform) -> None:
    _write(terraform, 'output "a" {\n  value = var.nope\n}\n')
    outcome = terraform.validate()
    (error,) = outcome.errors
    assert not outcome.ok
    assert (error.file, error.line, error.column) == ("main.tf", 2, 11)
    assert error.summary == "Reference to undeclared input variable"


def test_an_error_of_init_is_told(terraform: Terraform) -> None:
    _write(terraform, 'module "a" {\n  source = "./nowhere"\n}\n')
    outcome = terraform.init()
    assert not outcome.ok
    assert any("nowhere" in error.detail for error in outcome.errors)


def test_an_error_of_plan_is_told(terraform: Terraform) -> None:
    _write(terraform, 'output "a" {\n  value = tonumber("x")\n}\n')
    assert terraform.init().ok
    outcome = terraform.plan(terraform.folder / "tfplan")
    assert [error.summary for error in outcome.errors] == ["Invalid function argument"]


def test_fmt_names_the_files_that_it_would_change(terraform: Terraform) -> None:
    _write(terraform, 'output "a" {\n  value   = 1\n}\n')
    (terraform.folder / "fine.tf").write_text('output "b" {\n  value = 1\n}\n', encoding="utf-8")
    assert terraform.unformatted() == ("main.tf",)


def test_fmt_of_a_file_with_a_syntax_error_is_a_failure(terraform: Terraform) -> None:
    _write(terraform, 'output "a" {\n')
    with pytest.raises(ToolError, match="fmt` failed"):
        terraform.unformatted()


def test_the_console_evaluates(terraform: Terraform) -> None:
    assert terraform.console('jsonencode({ a = upper("é") })') == '"{\\"a\\":\\"É\\"}"'


def test_an_error_of_the_console_is_told_in_one_plain_line(terraform: Terraform) -> None:
    with pytest.raises(ToolError, match="Missing expression") as caught:
        terraform.console("nope(")
    assert "\x1b" not in caught.value.message
    assert "\n" not in caught.value.message


def test_a_failure_without_a_diagnostic_is_still_an_error(tmp_path: Path) -> None:
    program = tmp_path / "terraform"
    program.write_text("#!/bin/sh\necho 'flag provided but not defined: -json' >&2\nexit 1\n", encoding="utf-8")
    program.chmod(0o755)
    outcome = Terraform(Engine("terraform", (str(program),)), tmp_path, {}).init()
    assert [error.detail for error in outcome.errors] == ["flag provided but not defined: -json"]


def test_an_answer_that_is_not_json_is_a_failure_of_the_tool(tmp_path: Path) -> None:
    program = tmp_path / "terraform"
    program.write_text("#!/bin/sh\necho panic\n", encoding="utf-8")
    program.chmod(0o755)
    with pytest.raises(ToolError, match="did not answer in JSON: panic"):
        Terraform(Engine("terraform", (str(program),)), tmp_path, {}).validate()


def _write(terraform: Terraform, text: str) -> None:
    (terraform.folder / "main.tf").write_text(text, encoding="utf-8")
