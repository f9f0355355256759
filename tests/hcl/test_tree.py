"""A file is its blocks, attributes and comments, each at its bytes; a file with an error has none."""

from __future__ import annotations

import pytest

from generator.diagnostics import Span
from generator.hcl.expressions import Literal
from generator.hcl.tree import Document, parse, parse_expression
from generator.source.files import SourceFile

TEXT = """\
# head
resource "docker_container" "dev" { // why
  name  = "é"   # trailing
  ports { internal = 80 }
  ports {
    internal = 81
  }
  dynamic "ports" {
    for_each = []
  }
  empty {}
}
locals { a = 1 }
bare label "x" {
}
"""


def document_of(text: str | bytes) -> Document:
    return parse(SourceFile("main.tf", text if isinstance(text, bytes) else text.encode()))


@pytest.mark.parametrize("text", [TEXT, TEXT.replace("\n", "\r\n"), "\ufeff" + TEXT], ids=["plain", "CRLF", "BOM"])
class TestAFile:
    def test_has_its_blocks_in_order(self, text: str) -> None:
        blocks = document_of(text).body.blocks
        assert [(b.type, [label.value for label in b.labels]) for b in blocks] == [
            ("resource", ["docker_container", "dev"]),
            ("locals", []),
            ("bare", ["label", "x"]),
        ]

    def test_headers_and_labels_are_their_text(self, text: str) -> None:
        document = document_of(text)
        shown = document.source.slice
        assert [shown(b.header) for b in document.body.blocks] == [
            'resource "docker_container" "dev"',
            "locals",
            'bare label "x"',
        ]
        assert [shown(label.span) for label in document.body.blocks[2].labels] == ["label", '"x"']

    def test_bodies_lie_between_their_braces(self, text: str) -> None:
        document = document_of(text)
        data = document.source.data
        for block in (*document.body.blocks, *document.body.blocks[0].body.blocks):
            assert data[block.body_start - 1 : block.body_start] == b"{"
            assert data[block.body_end : block.body_end + 1] == b"}"
            assert block.span.end == block.body_end + 1
        assert data[document.body.blocks[1].body_start : document.body.blocks[1].body_end] == b" a = 1 "

    def test_attributes_are_their_text(self, text: str) -> None:
        document = document_of(text)
        attributes = list(document.body.all_attributes())
        assert [document.source.slice(a.span) for a in attributes] == [
            'name  = "é"',
            "internal = 80",
            "internal = 81",
            "for_each = []",
            "a = 1",
        ]
        assert [document.source.slice(a.name_span) for a in attributes] == [a.name for a in attributes]

    def test_blocks_and_dynamic_blocks_are_told_apart(self, text: str) -> None:
        body = document_of(text).body.blocks[0].body
        assert len(list(body.blocks_of("ports"))) == 2
        assert len(list(body.dynamic_of("ports"))) == 1
        assert list(body.dynamic_of("volumes")) == []

    def test_comments_are_their_text(self, text: str) -> None:
        document = document_of(text)
        assert [(c.text, c.alone) for c in document.comments] == [
            ("# head", True),
            ("// why", False),
            ("# trailing", False),
        ]
        assert [document.source.slice(c.span) for c in document.comments] == [c.text for c in document.comments]


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("/* x */\n", [True]),
        ("  /* x\n y */  \na = 1\n", [True]),
        ("/* x */ a = 1\n", [False]),
        ("/* x\n y */ a = 1\n", [False]),
        ("a = 1 /* x */\n", [False]),
        ("a = 1\n# x", [True]),
        ("a = 1 # x\r\n# y\r\n", [False, True]),
        ("/* x */ # y\n", [False, False]),
    ],
)
def test_a_comment_is_alone_when_its_lines_hold_nothing_else(text: str, alone: list[bool]) -> None:
    assert [comment.alone for comment in document_of(text).comments] == alone


@pytest.mark.parametrize(
    "text",
    ['a = "# x"\n', 'a = "//x/* y */"\n', "a = <<E\n# x\n// y\n/* z */\nE\n", "a = <<-E\n  # x ${b} # y\n  E\n"],
)
def test_text_in_strings_is_no_comment(text: str) -> None:
    assert document_of(text).comments == ()


def test_an_absent_attribute_and_label_are_nothing() -> None:
    block = document_of("locals {\n}\n").body.blocks[0]
    assert block.body.expression("gone") is None
    assert block.label(0) == ""


@pytest.mark.parametrize("text", ["type = = string\nb {}\n", "b {\n", '"a" = 1\n', "a b\n"])
def test_a_file_with_an_error_is_empty(text: str) -> None:
    document = document_of(text)
    assert document.broken
    assert document.body.blocks == ()
    assert document.body.attributes == {}


@pytest.mark.parametrize("text", ["", "\n", "# x\n", "\ufeff", " "])
def test_a_file_of_nothing_is_empty_and_whole(text: str) -> None:
    document = document_of(text)
    assert not document.broken
    assert document.body.blocks == ()


def test_blocks_nested_too_deep_make_a_broken_file() -> None:
    assert document_of("b {\n" * 3000 + "}\n" * 3000).broken


def test_a_number_with_an_exponent_is_one_wherever_it_stands() -> None:
    document = document_of('a = 1e3\nb = [1E-2, "1e3 ${2e1}"] # 1e3\n')
    numbers = [document.body.attributes["a"].expression, *document.body.attributes["b"].expression.items]
    assert numbers[0] == Literal(1000.0, Span("main.tf", 4, 7))
    assert numbers[1].value == 0.01
    assert [part.value for part in numbers[2].parts] == ["1e3 ", 20.0]


def test_what_follows_a_number_with_an_exponent_is_what_it_is() -> None:
    (block,) = document_of('resource "a" "b" {\n  count = 1e3\n  lifecycle {\n  }\n}\n').body.blocks
    assert [(inner.type, inner.label_texts) for inner in block.body.blocks] == [("lifecycle", ())]


@pytest.mark.parametrize(("text", "value"), [("1e3", 1000.0), (" 2E-2 ", 0.02), ("1.5e1", 15.0)])
def test_a_number_with_an_exponent_is_one_by_itself_too(text: str, value: float) -> None:
    assert parse_expression(text) == Literal(value, Span("", text.index(text.strip()), len(text.rstrip())))
