"""A value written as HCL and read back is that value, whatever it holds."""

from __future__ import annotations

import math
import unicodedata
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from generator.hcl.format import format_hcl
from generator.hcl.literals import HclText, heredoc, literal, object_key, quoted
from generator.hcl.syntax import syntax_problem
from generator.hcl.tree import parse
from generator.source.files import SourceFile
from generator.template.load import template_from_sources

_TEXT = st.text(st.one_of(st.sampled_from('${%}\\"\n\t\r ~#<EOT'), st.characters(codec="utf-8")), max_size=30)
_SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(0, 10**12), st.floats(0, 1e9, allow_nan=False).filter(math.isfinite), _TEXT
)
_VALUES = st.recursive(
    _SCALARS, lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(_TEXT, inner, max_size=4))
)


def read_back(text: str) -> object:
    source = SourceFile("main.tf", format_hcl(f"x = {text}\n".encode()))
    assert syntax_problem(source) is None
    document = parse(source)
    assert not document.broken
    return template_from_sources([source], ".").value(document.body.attributes["x"].expression)


def normal(value: Any) -> Any:
    """Terraform keeps text in Unicode normal form C."""
    match value:
        case str():
            return unicodedata.normalize("NFC", value)
        case list():
            return [normal(item) for item in value]
        case dict():
            return {normal(key): normal(item) for key, item in value.items()}
        case _:
            return value


@given(value=_VALUES)
def test_a_value_comes_back(value: object) -> None:
    assert read_back(literal(value)) == normal(value)


@given(text=_TEXT)
@example(text="${a}")
@example(text="%{ if }")
@example(text="$${a}")
@example(text="$$")
@example(text="a\\")
@example(text="\ufeff")
def test_a_string_comes_back(text: str) -> None:
    assert read_back(quoted(text)) == normal(text)


@given(text=_TEXT.map(lambda text: f"{text}\n"), depth=st.integers(1, 4))
@example(text="EOT\n", depth=1)
@example(text="\xa0\n", depth=1)
@example(text="a\n\xa0\n\u2003b\n", depth=1)
@example(text="  EOT\nEOT_\nx\n", depth=2)
@example(text="a\n\n  \nb\n", depth=1)
@example(text="  a\nb\n", depth=1)
@example(text="#!/bin/sh\necho ${x}\n", depth=1)
def test_a_heredoc_comes_back_or_is_declined(text: str, depth: int) -> None:
    written = heredoc(text, depth)
    if written is not None:
        assert read_back(written) == normal(text)


@pytest.mark.parametrize("text", ["a\nb\n", "EOT\n", "a\n  b\n\n", "x ${y}\n"])
def test_plain_text_over_lines_is_a_heredoc(text: str) -> None:
    written = heredoc(text)
    assert written is not None
    assert read_back(written) == text


@pytest.mark.parametrize("text", ["", "no newline", "a\r\n", " \n", "\n", "  all lines indented\n", "a\x00\n"])
def test_what_a_heredoc_would_change_is_declined(text: str) -> None:
    assert heredoc(text) is None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "1"),
        (0.5, "0.5"),
        (True, "true"),
        (None, "null"),
        ([], "[]"),
        ({}, "{}"),
        ((1, "a"), '[1, "a"]'),
        (HclText("var.x"), "var.x"),
        ([HclText("var.x")], "[var.x]"),
        ({"a b": 1, "for": 2, "c": 3}, '{\n"a b" = 1\n"for" = 2\nc = 3\n}'),
    ],
)
def test_values_look_as_people_write_them(value: object, text: str) -> None:
    assert literal(value) == text


@pytest.mark.parametrize("value", [object(), b"bytes", {1, 2}, [object()]])
def test_other_types_have_no_literal(value: object) -> None:
    with pytest.raises(TypeError, match="has no HCL literal"):
        literal(value)


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
def test_numbers_without_an_end_have_no_literal(value: float) -> None:
    with pytest.raises(ValueError, match="has no HCL literal"):
        literal(value)


@pytest.mark.parametrize("key", ["a", "for", "null", "a-b", "1a", "a b", "é", "", "${a}"])
def test_a_key_comes_back(key: str) -> None:
    assert read_back(f"{{ {object_key(key)} = 1 }}") == {key: 1}
