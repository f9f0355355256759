"""Terraform's JSON syntax gives the blocks, expressions and places of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.hcl.expressions import Call, Literal, ObjectCons, Opaque, Template, Traversal, TupleCons
from generator.hcl.json_tree import json_problem, parse_json
from generator.source.files import SourceFile
from generator.template.json_shape import FileShape

if TYPE_CHECKING:
    from generator.hcl.tree import Document


def document(text: str) -> Document:
    source = SourceFile("main.tf.json", text.encode())
    assert json_problem(source) is None
    return parse_json(source, FileShape())


def expression(value: str):
    (block,) = document('{"locals": {"x": ' + value + "}}").body.blocks
    return block.body.attributes["x"].expression


def covered(text: str, span) -> str:
    return text.encode()[span.start : span.end].decode()


class TestBlocks:
    def test_labels_and_nested_blocks(self) -> None:
        text = '{"resource": {"coder_app": {"x": {"slug": "x", "healthcheck": {"url": "u"}}}}}'
        (block,) = document(text).body.blocks
        assert (block.type, block.label(0), block.label(1)) == ("resource", "coder_app", "x")
        assert list(block.body.attributes) == ["slug"]
        assert [inner.type for inner in block.body.blocks] == ["healthcheck"]
        assert covered(text, block.header) == '"x"'
        assert covered(text, block.labels[0].span) == '"coder_app"'
        assert text[block.body_start - 1] == "{"
        assert text[block.body_end] == "}"

    def test_arrays_at_any_level_are_several_blocks(self) -> None:
        text = """
        {"variable": [{"a": {}}, {"b": [{"default": 1}]}],
         "resource": {"coder_app": [{"x": {}}, {"y": {"healthcheck": [{"url": "1"}, {"url": "2"}]}}]}}
        """
        found = document(text).body.blocks
        assert [(b.type, b.labels[-1].value) for b in found] == [
            ("variable", "a"), ("variable", "b"), ("resource", "x"), ("resource", "y"),
        ]  # fmt: skip
        assert len(found[-1].body.blocks) == 2

    def test_an_array_at_the_top_is_one_file(self) -> None:
        assert [b.label(0) for b in document('[{"variable": {"a": {}}}, {"variable": {"b": {}}}]').body.blocks] == [
            "a",
            "b",
        ]

    def test_dynamic_blocks_hold_the_content_of_what_they_make(self) -> None:
        text = """{"resource": {"coder_app": {"x": {"dynamic": {"healthcheck": {
            "for_each": [1], "iterator": "it", "content": {"url": "${it.value}"}}}}}}}"""
        (dynamic,) = document(text).body.blocks[0].body.blocks
        assert (dynamic.type, dynamic.label(0)) == ("dynamic", "healthcheck")
        assert isinstance(dynamic.body.expression("iterator"), Traversal)
        (content,) = dynamic.body.blocks
        assert str(content.body.expression("url")) == "it.value"

    def test_terraform_own_nested_blocks(self) -> None:
        text = """{"terraform": {"backend": {"s3": {}}, "required_providers": {"coder": {"source": "coder/coder"}}},
                   "resource": {"nobody_knows": {"x": {"lifecycle": {"ignore_changes": ["a.b"]}, "thing": {"a": 1},
                    "provisioner": {"local-exec": {"command": "true"}}}}}}"""
        settings, resource = document(text).body.blocks
        assert [(b.type, b.label(0)) for b in settings.body.blocks] == [("backend", "s3"), ("required_providers", "")]
        assert [b.type for b in resource.body.blocks] == ["lifecycle", "provisioner"]
        assert list(resource.body.attributes) == ["thing"]

    def test_comments_are_read(self) -> None:
        text = '{\n  "//": "taskplate: ignore[x]",\n  "variable": {"a": {"//": "b"}}\n}'
        found = document(text)
        assert [b.label(0) for b in found.body.blocks] == ["a"]
        assert not found.body.attributes
        assert [covered(text, comment.span) for comment in found.comments] == [
            '"//": "taskplate: ignore[x]"',
            '"//": "b"',
        ]
        assert found.comments[0].alone
        assert not found.comments[1].alone


class TestExpressions:
    @pytest.mark.parametrize(
        ("value", "wanted"),
        [("1", 1), ("1e3", 1000.0), ("true", True), ("null", None),
         ('"a"', "a"), ('"$${a}"', "${a}"), ('"a\\nb"', "a\nb"),
         ('"\\\\n"', "\\n"), ('"ü\\u0041"', "üA"), ('""', ""), ('"%%{if}"', "%{if}")],
    )  # fmt: skip
    def test_literals(self, value: str, wanted: object) -> None:
        read = expression(value)
        assert isinstance(read, Literal)
        assert read.value == wanted
        assert type(read.value) is type(wanted)

    def test_a_text_that_is_one_interpolation_is_what_is_in_it(self) -> None:
        text = '{"locals": {"x": "${merge(var.a, {})}"}}'
        read = document(text).body.blocks[0].body.attributes["x"].expression
        assert isinstance(read, Call)
        assert covered(text, read.span) == "merge(var.a, {})"
        assert covered(text, read.arguments[0].span) == "var.a"

    def test_the_places_in_a_text_with_escapes_are_the_whole_text(self) -> None:
        text = '{"locals": {"x": "a\\n${var.a}"}}'
        read = document(text).body.blocks[0].body.attributes["x"].expression
        assert isinstance(read, Template)
        assert [covered(text, part.span) for part in read.parts] == ['"a\\n${var.a}"'] * 2

    def test_a_text_and_an_interpolation(self) -> None:
        text = '{"locals": {"ü": "é ${var.a} b"}}'
        read = document(text).body.blocks[0].body.attributes["ü"].expression
        assert isinstance(read, Template)
        assert [covered(text, part.span) for part in read.parts] == ["é ", "var.a", " b"]

    def test_lists_and_maps(self) -> None:
        read = expression('[{"a": "${b}", "${c}": []}]')
        assert isinstance(read, TupleCons)
        (inner,) = read.items
        assert isinstance(inner, ObjectCons)
        assert [str(getattr(item.key, "value", item.key)) for item in inner.items] == ["a", "c"]

    def test_what_is_no_template_is_not_understood(self) -> None:
        assert isinstance(expression('"${"'), Opaque)

    def test_some_arguments_hold_expressions_as_they_stand(self) -> None:
        text = """{"variable": {"a": {"type": "list(string)"}},
                   "module": {"m": {"source": "./m", "depends_on": ["docker_image.x"], "providers": {"a": "b.c"}}}}"""
        variable, call = document(text).body.blocks
        assert isinstance(variable.body.expression("type"), Call)
        depends = call.body.expression("depends_on")
        assert isinstance(depends, TupleCons)
        assert str(depends.items[0]) == "docker_image.x"
        assert covered(text, depends.items[0].span) == "docker_image.x"
        source = call.body.expression("source")
        assert isinstance(source, Literal)


class TestProblems:
    @pytest.mark.parametrize(
        ("text", "start", "message"),
        [
            ("", 0, "this is not JSON: Expecting value"),
            ("{", 1, "this is not JSON: Expecting property name enclosed in double quotes"),
            ('{"a": 1,\n "b"}', 13, "this is not JSON: Expecting ':' delimiter"),
            ('{"a": NaN}', 0, "this is not JSON: `NaN` is no JSON value"),
            ("1", 0, "a Terraform file in JSON holds one object"),
            ("[1]", 0, "a Terraform file in JSON holds one object"),
        ],
    )
    def test_what_is_not_json_is_refused_with_its_place(self, text: str, start: int, message: str) -> None:
        problem = json_problem(SourceFile("x.tf.json", text.encode()))
        assert problem is not None
        assert problem.refused
        assert (problem.span.start, problem.message) == (start, message)

    def test_what_is_nested_too_deep_is_not_read(self) -> None:
        depth = 100_000
        problem = json_problem(SourceFile("x.tf.json", b'{"a": ' + b"[" * depth + b"]" * depth + b"}"))
        assert problem is not None
        assert not problem.refused

    def test_a_byte_order_mark_moves_nothing(self) -> None:
        text = '\ufeff{"variable": {"a": {}}}'
        (block,) = document(text).body.blocks
        assert covered(text, block.header) == '"a"'
