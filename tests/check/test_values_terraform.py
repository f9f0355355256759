"""Files of values: what the rule refuses, Terraform refuses, and the other way round."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.app.validation import validate
from generator.diagnostics import Severity
from tests.helpers import build_tree

if TYPE_CHECKING:
    from pathlib import Path

    from tests.lab.lab import Lab

pytestmark = pytest.mark.terraform

VARIABLES = """\
variable "text" {
  type    = string
  default = "x"
}

variable "count_of" {
  type     = number
  nullable = false
  default  = 1
}

variable "needed" {
  type     = list(string)
  nullable = false
}
"""
GOOD = 'needed = ["a"]\n'


@pytest.mark.parametrize(
    ("values", "refused"),
    [
        ("", False),
        ("text = 5\n", False),
        ("count_of = null\n", False),
        ('count_of = "7"\n', False),
        ('txt = "undeclared"\n', False),
        ('count_of = "many"\n', True),
        ('text = ["x"]\n', True),
        ("needed = null\n", True),
        ("text = var.needed\n", True),
        ('text = upper("x")\n', True),
        ("locals {\n}\n", True),
        ('text = "x\n', True),
    ],
)
def test_terraform_agrees(lab: Lab, tmp_path: Path, values: str, refused: bool) -> None:
    folder = build_tree(tmp_path / "t", {"main.tf": VARIABLES, "terraform.tfvars": GOOD, "z.auto.tfvars": values})
    with lab.workspace(folder, coder_provider="2.18.0", variables={"needed": '["b"]'}) as terraform:
        assert terraform.init().ok
        assert terraform.plan(terraform.folder / "tfplan").ok is not refused
    found = validate([folder], configured=False)
    assert any(each.severity is Severity.ERROR for each in found.diagnostics) is refused
