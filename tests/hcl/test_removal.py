"""What is taken out goes with its lines, its comment and its comma, and with nothing else."""

from __future__ import annotations

import pytest

from generator.hcl.edits import apply_edits
from generator.hcl.expressions import ObjectCons, TupleCons
from generator.hcl.json_tree import parse_json
from generator.hcl.removal import removed_attribute, removed_block, removed_element, removed_item
from generator.hcl.tree import Document, parse
from generator.source.files import SourceFile
from generator.template.json_shape import FileShape


def read(text: str, path: str = "main.tf") -> Document:
    source = SourceFile(path, text.encode())
    return parse_json(source, FileShape()) if path.endswith(".json") else parse(source)


def without_block(text: str, at: int = 0, path: str = "main.tf") -> str:
    """The text without one of the blocks at its top."""
    document = read(text, path)
    return apply_edits(text.encode(), [removed_block(document, document.body.blocks[at])]).decode()


def without_argument(text: str, name: str) -> str:
    """The text without an argument of its first block."""
    document = read(text)
    edit = removed_attribute(document, document.body.blocks[0].body.attributes[name])
    return apply_edits(text.encode(), [edit]).decode()


def without_member(value: str, at: int, path: str = "main.tf") -> str:
    """A list or an object without one of its members."""
    before, behind = ('{"locals": {"x": ', "}}") if path.endswith(".json") else ("locals {\n  x = ", "\n}\n")
    text = before + value + behind
    document = read(text, path)
    expression = document.body.blocks[0].body.attributes["x"].expression
    if isinstance(expression, ObjectCons):
        edit = removed_item(document, expression.items[at])
    else:
        assert isinstance(expression, TupleCons)
        edit = removed_element(document, expression.items[at])
    return apply_edits(text.encode(), [edit]).decode().removeprefix(before).removesuffix(behind)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("# about it\na {}\n\nb {}\n", "b {}\n"),
        ("# about the file\n\na {}\n\nb {}\n", "# about the file\n\nb {}\n"),
        ("/* about\n   it */\na {} # here\nb {}\n", "b {}\n"),
        ("a {} /* over\n two lines */\nb {}\n", "b {}\n"),
        ("/* over\n two lines */ a {}\nb {}\n", "b {}\n"),
        ("\ufeffa {}\nb {}\n", "\ufeffb {}\n"),
        ("\ufeff# about it\na {}\nb {}\n", "\ufeffb {}\n"),
        ("# first\r\n\r\na {\r\n}\r\n\r\nb {\r\n}\r\n", "# first\r\n\r\nb {\r\n}\r\n"),
    ],
)
def test_a_block_goes_with_the_comments_beside_it_and_directly_above(text: str, left: str) -> None:
    assert without_block(text) == left


def test_the_last_block_goes_with_the_blank_lines_before_it() -> None:
    assert without_block("b {}\n\n\n# about it\na {}", at=1) == "b {}\n"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("b {\n  x = 1 # here\n  y = 2\n}\n", "b {\n  y = 2\n}\n"),
        ("b {\n  x = 1 /* here */\n  y = 2\n}\n", "b {\n  y = 2\n}\n"),
        ("b {\n  /* here */ x = 1\n  y = 2\n}\n", "b {\n  y = 2\n}\n"),
        ("b {\n  # of both\n  x = 1\n  y = 2\n}\n", "b {\n  # of both\n  y = 2\n}\n"),
        ("b {\n  y = 2\n\n  # about it\n  x = 1\n}\n", "b {\n  y = 2\n}\n"),
        ("b { x = 1 }\n", "b { }\n"),
        ("b {\n  x = 1e3\n  c {}\n}\n", "b {\n  c {}\n}\n"),
    ],
)
def test_an_argument_goes_with_the_comments_that_are_about_nothing_else(text: str, left: str) -> None:
    assert without_argument(text, "x") == left


@pytest.mark.parametrize(
    ("value", "at", "left"),
    [
        ('{ a = 1, "b" = 2 }', 0, '{ "b" = 2 }'),
        ('{ a = 1, "b" = 2 }', 1, "{ a = 1 }"),
        ("{\n    a = 1\n    b = (true ? 1 : 2) # here\n  }", 1, "{\n    a = 1\n  }"),
        ("{\n    a = (\n      1 # one\n    )\n    b = 2\n  }", 0, "{\n    b = 2\n  }"),
        ("{ (var.a) = 1, b = 2 }", 0, "{ b = 2 }"),
        ("[1, (2), 3]", 1, "[1, 3]"),
        ("[1, 2]", 1, "[1]"),
        ("[\n    <<-E\n    x\n    E\n    ,\n    2,\n  ]", 0, "[\n    2,\n  ]"),
        ("[\n    1\n    , 2\n  ]", 0, "[\n    2\n  ]"),
        ("[\n    1\n    , 2\n  ]", 1, "[\n    1\n  ]"),
        ("[\n    1,\n    2\n  ]", 1, "[\n    1,\n  ]"),
        ("[1 /* one */, 2]", 0, "[2]"),
        ("[1, # one\n    2]", 1, "[1, # one\n    ]"),
        ("[1]", 0, "[]"),
        ("{ a = 1\n    b = 2 }", 1, "{ a = 1\n     }"),
        ("{\r\n    a = 1\r\n    b = 2\r\n  }", 1, "{\r\n    a = 1\r\n  }"),
    ],
)
def test_a_member_goes_with_its_comma_and_its_parentheses(value: str, at: int, left: str) -> None:
    assert without_member(value, at) == left


@pytest.mark.parametrize(
    ("value", "at", "left"),
    [
        ('{"a": "${var.a}", "b": "x"}', 0, '{"b": "x"}'),
        ('{"a": "x", "b": "${var.a}-${var.b}"}', 1, '{"a": "x"}'),
        ('["a", "${var.a}"]', 1, '["a"]'),
        ('["\\"${var.a}\\"", "b"]', 0, '["b"]'),
    ],
)
def test_a_member_in_json_goes_as_a_whole_whatever_its_text_holds(value: str, at: int, left: str) -> None:
    assert without_member(value, at, "main.tf.json") == left


def test_a_block_in_json_that_is_one_of_several_goes_alone() -> None:
    text = '{"variable": {"a": [{"type": "string"}], "b": {}}, "output": {"x": {"value": 1}}}'
    assert without_block(text, 0, "main.tf.json") == text.replace('"a": [{"type": "string"}], ', "")
    assert without_block(text, 1, "main.tf.json") == text.replace(', "b": {}', "")
    assert without_block(text, 2, "main.tf.json") == text.replace(', "output": {"x": {"value": 1}}', "")
