"""Terraform text as a JSON value means in JSON what it means in Terraform's own syntax."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.hcl.evaluation import evaluate
from generator.hcl.json_tree import json_problem, parse_json
from generator.hcl.json_values import json_text
from generator.hcl.literals import literal
from generator.hcl.tree import parse_expression
from generator.source.files import SourceFile
from generator.template.json_shape import FileShape
from generator.template.values import local_names


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("1", "1"),
        ("-1", '"${-1}"'),
        ("1.5", "1.5"),
        ("true", "true"),
        ("null", "null"),
        ('"text"', '"text"'),
        ('"é \\"q\\" \\n"', '"é \\"q\\" \\n"'),
        ('"$${x} %%{y} $"', '"$${x} %%{y} $"'),
        ("var.x", '"${var.x}"'),
        (" var.x ", '"${var.x}"'),
        ('"a ${var.x}"', '"a ${var.x}"'),
        ('"${var.x}"', '"${var.x}"'),
        ('"a \\"${var.x}\\""', '"a \\"${var.x}\\""'),
        ("a.b[0].c", '"${a.b[0].c}"'),
        ('x == "a" ? 1 : 2', '"${x == \\"a\\" ? 1 : 2}"'),
        ("[]", "[]"),
        ('[1, "two", var.x]', '[1, "two", "${var.x}"]'),
        ('{a = 1, "b c" = var.x}', '{"a": 1, "b c": "${var.x}"}'),
        ('[{a = [var.x, "é"]}, [var.y]]', '[{"a": ["${var.x}", "é"]}, ["${var.y}"]]'),
        ('{"$${x" = 1}', '{"$${x": 1}'),
        ("{(var.k) = 1}", '"${{(var.k) = 1}}"'),
        ('jsonencode({"a" = 1})', '"${jsonencode({\\"a\\" = 1})}"'),
        ("<<EOT\none\ntwo\nEOT\n", '"one\\ntwo\\n"'),
        ("<<-EOT\n  one\n    ${var.x}\n  EOT\n", '"one\\n  ${var.x}\\n"'),
        ("<<EOT\n%{if x}a%{endif}\nEOT\n", '"${<<EOT\\n%{if x}a%{endif}\\nEOT\\n}"'),
        ('"a ${1} ${true} ${"b"} ${[1]}"', '"a ${1} ${true} b ${[1]}"'),
        ('"%{if x}a%{endif}"', '"${\\"%{if x}a%{endif}\\"}"'),
        ("1 +", '"${1 +}"'),
    ],
)
def test_an_expression_is_written_as_json(text: str, written: str) -> None:
    assert json_text(text) == written


texts = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    st.none() | st.booleans() | st.integers(0, 2**40) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)


@settings(deadline=None)
@given(values)
def test_a_value_reads_back_as_the_same(value: object) -> None:
    names = local_names({})
    written = literal(value)
    expression = parse_expression(written)
    source = SourceFile("main.tf.json", f'{{"locals": {{"x": {json_text(written)}}}}}'.encode())
    assert json_problem(source) is None
    (block,) = parse_json(source, FileShape()).body.blocks
    read = evaluate(block.body.expression("x"), names)
    assert read == evaluate(expression, names)


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_text_without_expressions_is_one_json_string(text: str) -> None:
    assert isinstance(json.loads(json_text(literal(text))), str)
