"""Every kind of expression is read as what it is, and its span is its text."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.hcl.expressions import (
    Access,
    Call,
    Conditional,
    Expression,
    For,
    GetAttribute,
    GetIndex,
    Literal,
    ObjectCons,
    Opaque,
    Operation,
    Splat,
    Template,
    Traversal,
    TupleCons,
    children,
    traversals,
    unwrapped,
)
from generator.hcl.tree import Document, parse, parse_expression
from generator.source.files import SourceFile
from tests.hcl.random_hcl import RandomHcl

KINDS: dict[str, type[Expression]] = {
    '"text"': Literal,
    '""': Literal,
    "12": Literal,
    "1.5e3": Literal,
    "true": Literal,
    "null": Literal,
    '"$${x}"': Literal,
    '"a${b}c"': Template,
    '"${a}"': Template,
    '"a%{if b}c%{endif}"': Template,
    "<<E\nhi ${x}\nE": Template,
    "<<-E\n  hi\n  E": Literal,
    "a": Traversal,
    "var.a": Traversal,
    "a.b[0].c": Traversal,
    "a[*].b": Traversal,
    "a.*.b": Traversal,
    "a.0.b": Traversal,
    'a["b"]': Traversal,
    "a /* c */ . b": Traversal,
    "名前.é": Traversal,
    "f()": Call,
    "f(x, y...)": Call,
    "provider::p::f(1)": Call,
    "f(x).y": Access,
    "(a).b": Access,
    '["a"][0]': Access,
    "{ a = 1 }.a": Access,
    "[]": TupleCons,
    "[1, a, ]": TupleCons,
    "{}": ObjectCons,
    '{ a = 1, "b" : 2 }': ObjectCons,
    "a ? b : c": Conditional,
    "-1": Operation,
    "!a.b": Operation,
    "a + b * c": Operation,
    "a == b && c": Operation,
    "(a + b) * c": Operation,
    "[for x in y : x if z]": For,
    "{ for k, v in y : k => v... }": For,
}


def document_of(text: str | bytes) -> Document:
    return parse(SourceFile("main.tf", text if isinstance(text, bytes) else text.encode()))


def expression_of(text: str) -> Expression:
    document = document_of(f"x = {text}\n")
    assert not document.broken
    return document.body.attributes["x"].expression


def all_of(expression: Expression) -> list[Expression]:
    return [expression, *(inner for child in children(expression) for inner in all_of(child))]


@pytest.mark.parametrize(("text", "kind"), KINDS.items(), ids=KINDS.keys())
def test_an_expression_is_of_its_kind_and_its_span_is_its_text(text: str, kind: type[Expression]) -> None:
    document = document_of(f"é = 1\nx = {text}\n")
    expression = document.body.attributes["x"].expression
    assert isinstance(expression, kind)
    assert document.source.slice(expression.span) == text


@pytest.mark.parametrize("text", KINDS.keys())
def test_a_byte_order_mark_moves_places_and_nothing_else(text: str) -> None:
    document = document_of(f"\ufeffx = {text}\n")
    assert document.source.slice(document.body.attributes["x"].expression.span) == text


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a + b * c", ["a", "b * c"]),
        ("a ? b.c : [d]", ["a", "b.c", "[d]"]),
        ("f(a, b.c)", ["a", "b.c"]),
        ("[a, { b = c }]", ["a", "{ b = c }"]),
        ("{ a = b }", ["a", "b"]),
        ("{ (a.b) = c }", ["a.b", "c"]),
        ('"x ${a.b} y"', ["x ", "a.b", " y"]),
        ("<<E\nx ${a}\ny\nE", ["x ", "a", "\ny\n"]),
        ("[for x in y : f(x) if z]", ["y", "f(x)", "z"]),
        ("a[b[0]].c", ["b[0]"]),
        ("f(x)[y]", ["f(x)", "y"]),
        ("(a).b", ["a"]),
        ("!(a)", ["a"]),
        ('"a%{ if b }c%{ endif }"', ["a", "b", "c"]),
    ],
)
def test_what_is_inside_has_its_own_exact_place(text: str, parts: list[str]) -> None:
    document = document_of(f"x = {text}\n")
    inner = children(document.body.attributes["x"].expression)
    assert [document.source.slice(part.span) for part in inner] == parts


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('"a\\tb\\n\\"\\\\"', 'a\tb\n"\\'),
        ('"\\u00e9\\U0001F600"', "é\U0001f600"),
        ('"$${a} %%{b} $ %"', "${a} %{b} $ %"),
        ('"$$${a} %%%{b"', "$${a} %%{b"),
        ("<<E\n$$$$${a} %%%{\nE\n", "$$$${a} %%{\n"),
        ("<<E\na\\n$${b}\n  c\nE", "a\\n${b}\n  c\n"),
        ("<<E\nE", ""),
        ("<<-E\n    a\n      b\n\n    c\n  E", "a\n  b\n\nc\n"),
        ("<<-E\n\ta\n\t\tb\n  E", "a\n\tb\n"),
        ("<<-E\n  a\n  \n E", "a\n  \n"),
        ("0012", 12),
        ("1.5e3", 1500.0),
    ],
)
def test_a_literal_is_what_terraform_makes_of_it(text: str, value: object) -> None:
    read = expression_of(text)
    assert isinstance(read, Literal)
    assert read.value == value


@pytest.mark.parametrize(
    ("text", "texts"),
    [
        ("<<-E\n    a ${x}\n      b\n  E", ["a ", None, "\n  b\n"]),
        ("<<-E\n    ${x} a\n  b\n  E", ["  ", None, " a\nb\n"]),
        ("<<-E\n${x}\n    a\n  E", [None, "\n    a\n"]),
        ("<<-E\n    a\n\n    ${x}\n  E", ["a\n\n", None, "\n"]),
        ('<<-E\n    ${"  a"}\n    b\n  E', ["", "  a", "\nb\n"]),
    ],
)
def test_an_indented_heredoc_with_interpolations_loses_the_indent_of_its_lines(
    text: str, texts: list[str | None]
) -> None:
    read = expression_of(text)
    assert isinstance(read, Template)
    assert [part.value if isinstance(part, Literal) else None for part in read.parts] == texts


@pytest.mark.parametrize("text", ['"a ${~ b ~} c"', '"a ${~ b}"', '"${b ~} c"', '"a%{ if b }c%{ endif }"'])
def test_the_parts_of_a_template_that_strips_or_decides_give_no_value(text: str) -> None:
    read = expression_of(text)
    assert isinstance(read, Template)
    assert read.directives


def test_the_steps_of_a_traversal_have_places() -> None:
    document = document_of('x = a.b[0]["k"].*.c.1\n')
    read = document.body.attributes["x"].expression
    assert isinstance(read, Traversal)
    shown = [(type(step), document.source.slice(step.span)) for step in read.steps]
    assert shown == [
        (GetAttribute, ".b"),
        (GetIndex, "[0]"),
        (GetIndex, '["k"]'),
        (Splat, ".*"),
        (GetAttribute, ".c"),
        (GetIndex, ".1"),
    ]
    assert read.attributes == ("a", "b", "c")


@pytest.mark.parametrize(
    ("text", "key"),
    [("{ a = 1 }", "a"), ('{ "a" = 1 }', "a"), ("{ null = 1 }", "null"), ("{ true = 1 }", "true"), ("{ 1 = 1 }", 1)],
)
def test_a_bare_key_is_the_text_it_spells(text: str, key: object) -> None:
    read = expression_of(text)
    assert isinstance(read, ObjectCons)
    found = read.items[0].key
    assert isinstance(found, Literal)
    assert found.value == key


@pytest.mark.parametrize("text", ["{ (a) = 1 }", "{ a.b = 1 }"])
def test_a_key_in_brackets_is_computed(text: str) -> None:
    read = expression_of(text)
    assert isinstance(read, ObjectCons)
    assert isinstance(read.items[0].key, Traversal)


def test_names_that_a_for_binds_are_no_references() -> None:
    read = expression_of("[for k, v in var.m : { (k) = v.x, y = local.z } if k != var.n]")
    assert [str(traversal) for traversal in traversals(read)] == ["var.m", "local.z", "var.n"]


def test_a_name_is_bound_only_inside_its_for() -> None:
    assert [str(t) for t in traversals(expression_of("[[for x in x.y : x], x]"))] == ["x.y", "x"]


@pytest.mark.parametrize(
    ("text", "inside"), [('"${a.b}"', "a.b"), ('"${"${a}"}"', "a"), ('"x${a}"', None), ("a.b", "a.b")]
)
def test_a_lone_interpolation_is_what_it_holds(text: str, inside: str | None) -> None:
    read = unwrapped(expression_of(text))
    assert (str(read) if isinstance(read, Traversal) else None) == inside


@pytest.mark.parametrize(
    "text", ["[" * 2000 + "]" * 2000, "!" * 3000 + "a", "1" + " + 1" * 3000, "(" * 900 + "1" + ")" * 900]
)
def test_an_expression_nested_too_deep_says_nothing(text: str) -> None:
    assert isinstance(expression_of(text), Opaque)
    assert parse_expression(text) is None


@pytest.mark.parametrize("text", ["a.b", " var.x ", "f(1)"])
def test_one_expression_is_read(text: str) -> None:
    assert parse_expression(text) is not None


@pytest.mark.parametrize("text", ["", "a b", "a\nb = 1", "1 +", "}", "a {}"])
def test_what_is_not_one_expression_is_none(text: str) -> None:
    assert parse_expression(text) is None


@given(seed=st.integers(0, 2**32))
def test_nothing_lies_outside_what_holds_it(seed: int) -> None:
    document = document_of(RandomHcl(Random(seed)).file())
    for attribute in document.body.all_attributes():
        assert attribute.span.contains(attribute.name_span)
        assert document.source.slice(attribute.name_span) == attribute.name
        for expression in all_of(attribute.expression):
            assert attribute.span.contains(expression.span)
            assert not isinstance(expression, Opaque)
            for child in children(expression):
                assert expression.span.contains(child.span)
