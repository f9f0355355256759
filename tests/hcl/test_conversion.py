"""Terraform's conversion of known values, each verdict as `terraform validate` 1.11.4 gives it."""

import pytest

from generator.hcl.conversion import converts, described
from generator.hcl.tree import parse_expression
from generator.template.values import fold

TAKEN = [
    ("string", "12"),
    ("string", "true"),
    ("number", '"12"'),
    ("number", '"1.5e3"'),
    ("number", '".5"'),
    ("number", '"+1"'),
    ("bool", '"true"'),
    ("bool", '"0"'),
    ("list(string)", "[]"),
    ("list(string)", '["a", 1, true, null]'),
    ("set(string)", '["a"]'),
    ("map(string)", "{ a = 1 }"),
    ("map(string)", "{}"),
    ("object({ a = string })", '{ a = "x", b = "y" }'),
    ("object({ a = string, b = optional(number, 3) })", '{ a = "x" }'),
    ("object({ a = string })", "{ a = null }"),
    ("tuple([string, number])", '["a", "1"]'),
    ("list(object({ a = string }))", "[{ a = 1 }]"),
    ("any", "[1, {}]"),
    ("number", "null"),
]
REFUSED = [
    ("string", "[]"),
    ("string", "{}"),
    ("number", '"abc"'),
    ("number", '""'),
    ("number", '" 12"'),
    ("number", '"0x10"'),
    ("number", '"1e"'),
    ("number", "true"),
    ("bool", "1"),
    ("bool", '"yes"'),
    ("bool", '"True"'),
    ("list(string)", '"a"'),
    ("list(string)", "{}"),
    ("list(string)", '[["a"]]'),
    ("list(number)", '["a"]'),
    ("map(string)", "[]"),
    ("map(number)", '{ a = "x" }'),
    ("object({ a = string })", "{ b = 1 }"),
    ("object({ a = string, b = optional(number, 3) })", '{ a = "x", b = "y" }'),
    ("tuple([string, number])", '["a"]'),
    ("list(object({ a = string }))", '[{ a = ["x"] }]'),
]


@pytest.mark.parametrize(("type_", "value"), TAKEN)
def test_what_terraform_converts_is_taken(type_, value):
    assert converts(fold(parse_expression(value)), type_)


@pytest.mark.parametrize(("type_", "value"), REFUSED)
def test_what_terraform_refuses_is_refused(type_, value):
    assert not converts(fold(parse_expression(value)), type_)


@pytest.mark.parametrize("type_", ["number", "list(string)", "not a type (", ""])
def test_the_unknown_is_taken_for_every_type(type_):
    assert converts(fold(parse_expression("var.x")), type_)


def test_a_long_or_unprintable_text_is_not_shown_whole():
    assert described("x" * 100) == f"the text `{'x' * 39}…`"
    assert described("a\nb") == "a text"
