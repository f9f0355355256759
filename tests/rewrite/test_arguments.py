"""A block is given an argument however it is laid out, in either syntax, and nothing else of it changes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.hcl.edits import apply_edits
from generator.rewrite.arguments import argument_edit, renamed_argument
from generator.source.files import SourceFile
from generator.template.load import template_from_sources

if TYPE_CHECKING:
    from generator.template.model import Template

NAME = "main.tf"


def template(text: str, name: str = NAME) -> Template:
    held = template_from_sources([SourceFile(name, text.encode())], ".")
    assert held.problems == ()
    return held


def given_argument(text: str, name: str, value: str, *, after: str | None = None, file: str = NAME) -> str:
    """The text with an argument set in its first block, which then has that value."""
    held = template(text, file)
    edit = argument_edit(held, held.documents[0].body.blocks[0], name, value, after=after)
    made = apply_edits(text.encode(), [edit]).decode()
    now = template(made, file)
    attribute = now.documents[0].body.blocks[0].body.attributes[name]
    assert now.known_parts(attribute.expression) == template(f"locals {{\n  x = {value}\n}}\n").value(
        template(f"locals {{\n  x = {value}\n}}\n").locals["x"]
    )
    return made


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("b {\n  a = 2\n}\n", "b {\n  a = 2\n  x = 1\n}\n"),
        ("b {\n  long = 2\n}\n", "b {\n  long = 2\n  x    = 1\n}\n"),
        ("b {\n  a = 2 # of a\n\n  c {}\n}\n", "b {\n  a = 2 # of a\n  x = 1\n\n  c {}\n}\n"),
        ("b {\n  a = [\n    2,\n  ]\n}\n", "b {\n  a = [\n    2,\n  ]\n  x = 1\n}\n"),
        ("b {\n  a = <<E\nt\nE\n}\n", "b {\n  a = <<E\nt\nE\n  x = 1\n}\n"),
        ("b {\n\ta = 2\n}\n", "b {\n\ta = 2\n\tx = 1\n}\n"),
        ("b {\r\n  a = 2\r\n}\r\n", "b {\r\n  a = 2\r\n  x = 1\r\n}\r\n"),
        ("b {\n}\n", "b {\n  x = 1\n}\n"),
        ("b {\n  # nothing yet\n}\n", "b {\n  x = 1\n  # nothing yet\n}\n"),
        ("b {}\n", "b {\n  x = 1\n}\n"),
        ("b { }", "b {\n  x = 1\n}"),
        ("b { a = 2 }\n", "b {\n  a = 2\n  x = 1\n}\n"),
        ("b { a = 2 }\r\n", "b {\r\n  a = 2\r\n  x = 1\r\n}\r\n"),
        ("b {\n  x = 2\n}\n", "b {\n  x = 1\n}\n"),
        ("b { x = 2 }\n", "b { x = 1 }\n"),
        ("b {\n  x = [2,\n    3] # of x\n}\n", "b {\n  x = 1 # of x\n}\n"),
    ],
)
def test_an_argument_is_set_in_terraforms_own_syntax(before: str, after: str) -> None:
    assert given_argument(before, "x", "1") == after


def test_a_new_argument_stands_behind_another_where_that_is_asked_for() -> None:
    text = 'b {\n  source = "a"\n\n  c = 2\n}\n'
    assert given_argument(text, "x", "1", after="source") == 'b {\n  source = "a"\n  x      = 1\n\n  c = 2\n}\n'
    assert given_argument(text, "x", "1", after="nothing") == 'b {\n  source = "a"\n\n  c = 2\n  x = 1\n}\n'


def test_a_block_on_one_line_inside_of_another_is_spread_with_its_indent() -> None:
    text = "a {\n  b { c = 1 }\n}\n"
    held = template(text)
    edit = argument_edit(held, held.documents[0].body.blocks[0].body.blocks[0], "x", "1")
    assert apply_edits(text.encode(), [edit]).decode() == "a {\n  b {\n    c = 1\n    x = 1\n  }\n}\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('{"locals": {}}', '{"locals": {"x": 1}}'),
        ('{"locals": {"a": 2}}', '{"locals": {"x": 1,"a": 2}}'),
        ('{"locals": {\n  "a": 2\n}}', '{"locals": {\n  "x": 1,\n  "a": 2\n}}'),
        ('{"locals": {\r\n\t"a": 2\r\n}}', '{"locals": {\r\n\t"x": 1,\r\n\t"a": 2\r\n}}'),
        ('{"locals": {"x": 2, "b": 3}}', '{"locals": {"x": 1, "b": 3}}'),
        ('{"locals": {"x" :\n  [2, "${var.y}"]}}', '{"locals": {"x" :\n  1}}'),
        ('{"locals": {"x": "${var.y}"}}', '{"locals": {"x": 1}}'),
        ('{"locals": {"x": "${a.b == \\"c\\" ? 1 : 0}", "y": 2}}', '{"locals": {"x": 1, "y": 2}}'),
        ('{"locals": [{"a": 2}]}', '{"locals": [{"x": 1,"a": 2}]}'),
    ],
)
def test_an_argument_is_set_in_json(before: str, after: str) -> None:
    assert given_argument(before, "x", "1", file="main.tf.json") == after


values = st.sampled_from(["1", "null", '"é ${"a"} \\n"', "[1, [true]]", '{a = {b = "c"}}', '"$${x}"'])


@settings(deadline=None)
@given(value=values, indent=st.sampled_from([None, 2]), held=st.dictionaries(st.sampled_from("abx"), st.integers()))
def test_whatever_is_set_in_json_is_so_and_the_rest_stays(value: str, indent: int | None, held: dict[str, int]) -> None:
    before = json.dumps({"locals": held, "variable": {"é": {}}}, indent=indent, ensure_ascii=False)
    after = json.loads(given_argument(before, "x", value, file="main.tf.json"))
    assert {**after["locals"], "x": 0} == {**held, "x": 0}
    assert after["variable"] == {"é": {}}


@pytest.mark.parametrize(
    ("file", "before", "after"),
    [
        (NAME, "locals {\n  x    = 1 # of x\n}\n", "locals {\n  renamed    = 1 # of x\n}\n"),
        ("main.tf.json", '{"locals": {"x": 1}}', '{"locals": {"renamed": 1}}'),
    ],
)
def test_an_argument_gets_another_name(file: str, before: str, after: str) -> None:
    attribute = template(before, file).documents[0].body.blocks[0].body.attributes["x"]
    assert apply_edits(before.encode(), [renamed_argument(attribute, "renamed")]).decode() == after
