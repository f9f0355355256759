"""An argument that is added stands on a line of its own and changes no other byte."""

import pytest

from generator.hcl.edits import apply_edits
from generator.source.files import SourceFile
from generator.template.arguments import set_argument
from generator.template.load import template_from_sources


def edited(text, name="sensitive", value="true", **options):
    source = SourceFile("main.tf", text.encode())
    template = template_from_sources([source], ".")
    edit = set_argument(template, next(template.blocks("variable")), name, value, **options)
    return None if edit is None else apply_edits(source.data, [edit]).decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('variable "a" {\n}\n', 'variable "a" {\n  sensitive = true\n}\n'),
        (
            'variable "a" {\n  type        = string\n}\n',
            'variable "a" {\n  type        = string\n  sensitive   = true\n}\n',
        ),
        (
            'variable "a" {\r\n  description = "x" # y\r\n}\r\n',
            'variable "a" {\r\n  description = "x" # y\r\n  sensitive   = true\r\n}\r\n',
        ),
        (
            'variable "a" {\n\tdefault = <<-EOT\n\tx\n\tEOT\n}\n',
            'variable "a" {\n\tdefault = <<-EOT\n\tx\n\tEOT\n\tsensitive = true\n}\n',
        ),
        (
            'variable "a" {\n  type = object({\n    a = string\n  })\n  nested {\n  }\n}\n',
            'variable "a" {\n  type = object({\n    a = string\n  })\n  sensitive = true\n  nested {\n  }\n}\n',
        ),
        ('variable "a" {\n  sensitive = false # no\n}\n', 'variable "a" {\n  sensitive = true # no\n}\n'),
        ('variable "a" { sensitive = false }\n', 'variable "a" { sensitive = true }\n'),
    ],
)
def test_the_argument_is_set(before, after):
    assert edited(before) == after


@pytest.mark.parametrize("text", ['variable "a" { type = string }\n', 'variable "a" {}\n'])
def test_a_block_on_one_line_has_no_place_for_it(text):
    assert edited(text) is None


def test_the_line_goes_behind_the_argument_that_is_named():
    text = 'variable "a" {\n  type    = string\n  default = ""\n}\n'
    assert edited(text, after="type") == 'variable "a" {\n  type    = string\n  sensitive = true\n  default = ""\n}\n'
