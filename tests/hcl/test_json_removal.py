"""What is taken out of a JSON text goes with its key, its comma and what it leaves empty; the rest keeps its bytes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.diagnostics import Span
from generator.hcl.edits import apply_edits
from generator.hcl.expressions import ObjectCons, TupleCons
from generator.hcl.json_removal import removed_value
from generator.hcl.json_tree import json_problem, parse_json
from generator.hcl.removal import removed_attribute, removed_block, removed_element, removed_item
from generator.source.files import SourceFile
from generator.template.json_shape import FileShape

if TYPE_CHECKING:
    from generator.diagnostics import Edit
    from generator.hcl.tree import Block, Document


def document(text: str) -> Document:
    source = SourceFile("main.tf.json", text.encode())
    assert json_problem(source) is None
    return parse_json(source, FileShape())


def done(held: Document, edit: Edit) -> str:
    """The text after an edit, which is JSON still."""
    source = SourceFile("main.tf.json", apply_edits(held.source.data, [edit]))
    assert json_problem(source) is None
    return source.data.decode()


def block_of(held: Document, label: str) -> Block:
    """The block with a label at its end."""
    return next(block for block in held.body.blocks if block.labels and block.labels[-1].value == label)


def without_block(text: str, label: str) -> str:
    held = document(text)
    return done(held, removed_block(held, block_of(held, label)))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('{"variable": {"a": {}, "b": {}, "c": {}}}', '{"variable": {"a": {}, "c": {}}}'),
        ('{"variable": {"a": {}, "b": {}}}', '{"variable": {"a": {}}}'),
        ('{"variable": {"b": {}, "c": {}}}', '{"variable": {"c": {}}}'),
        ('{"variable": {"b": {}}, "locals": {"x": 1}}', '{"locals": {"x": 1}}'),
        ('{"locals": {"x": 1}, "variable": {"b": {}}}', '{"locals": {"x": 1}}'),
        ('{"variable": {"b": {}}}', "{}"),
        ('\ufeff{"variable": {"b": {}}}', "\ufeff{}"),
        ('[{"variable": {"b": {}}}, {"locals": {}}]', '[{}, {"locals": {}}]'),
        ('{"resource": {"t": {"b": {}}, "u": {"x": {}}}}', '{"resource": {"u": {"x": {}}}}'),
        ('{"resource": {"t": {"b": {}}}, "locals": {}}', '{"locals": {}}'),
        ('{"variable": [{"a": {}}, {"b": {}}]}', '{"variable": [{"a": {}}]}'),
        ('{"variable": {"b": [{"type": "string"}]}, "locals": {}}', '{"locals": {}}'),
        ('{"resource": {"t": {"b": [{"x": 1}]}}}', "{}"),
        (
            '{\n  "variable": {\n    "a": {},\n    "b": {\n      "type": "string"\n    }\n  }\n}\n',
            '{\n  "variable": {\n    "a": {}\n  }\n}\n',
        ),
        (
            '{\r\n\t"variable": {\r\n\t\t"b": {},\r\n\t\t"c": {}\r\n\t}\r\n}\r\n',
            '{\r\n\t"variable": {\r\n\t\t"c": {}\r\n\t}\r\n}\r\n',
        ),
    ],
)
def test_a_block_goes_with_the_names_around_it_that_are_of_nothing_else(before: str, after: str) -> None:
    assert without_block(before, "b") == after


@pytest.mark.parametrize(("index", "after"), [(0, '{"locals": [{"b": 2}]}'), (1, '{"locals": [{"a": 1}]}')])
def test_one_of_several_blocks_in_an_array_goes_alone(index: int, after: str) -> None:
    held = document('{"locals": [{"a": 1}, {"b": 2}]}')
    assert done(held, removed_block(held, held.body.blocks[index])) == after


@pytest.mark.parametrize("inner", ['{"id": "x"}', '[{"id": "x"}]'])
def test_a_block_inside_of_another_does_not_take_that_along(inner: str) -> None:
    held = document('{"resource": {"coder_ai_task": {"t": {"sidebar_app": ' + inner + "}}}}")
    (app,) = held.body.blocks[0].body.blocks
    assert done(held, removed_block(held, app)) == '{"resource": {"coder_ai_task": {"t": {}}}}'


def test_the_only_argument_of_a_block_does_not_take_the_block_along() -> None:
    held = document('{"resource": {"null_resource": {"x": {"depends_on": ["a.b"]}}}}')
    attribute = held.body.blocks[0].body.attributes["depends_on"]
    assert done(held, removed_attribute(held, attribute)) == '{"resource": {"null_resource": {"x": {}}}}'


@pytest.mark.parametrize(
    ("key", "after"),
    [
        ("A", '{"B": "${var.y} \\u00e9", "C": "\\"é\\"", "${var.k}": 1}'),
        ("B", '{"A": "${var.x}", "C": "\\"é\\"", "${var.k}": 1}'),
        ("C", '{"A": "${var.x}", "B": "${var.y} \\u00e9", "${var.k}": 1}'),
        (None, '{"A": "${var.x}", "B": "${var.y} \\u00e9", "C": "\\"é\\""}'),
    ],
)
def test_a_member_goes_whole_whatever_its_text_interpolates(key: str | None, after: str) -> None:
    env = '{"A": "${var.x}", "B": "${var.y} \\u00e9", "C": "\\"é\\"", "${var.k}": 1}'
    held = document('{"resource": {"coder_agent": {"main": {"env": ' + env + "}}}}")
    whole = held.body.blocks[0].body.expression("env")
    assert isinstance(whole, ObjectCons)
    item = whole.items[-1] if key is None else whole.get(key)
    assert item is not None
    assert done(held, removed_item(held, item)) == held.source.text.replace(env, after)


@pytest.mark.parametrize(
    ("index", "after"), [(0, '["a.b[0]", "${c.d}"]'), (1, '["var.x", "${c.d}"]'), (2, '["var.x", "a.b[0]"]')]
)
def test_an_element_goes_whole_although_its_text_is_an_expression(index: int, after: str) -> None:
    waits = '["var.x", "a.b[0]", "${c.d}"]'
    held = document('{"module": {"m": {"depends_on": ' + waits + "}}}")
    whole = held.body.blocks[0].body.expression("depends_on")
    assert isinstance(whole, TupleCons)
    edit = removed_element(held, whole.items[index])
    assert done(held, edit) == held.source.text.replace(waits, after)


keys = st.text(st.characters(exclude_categories=["Cs"]), max_size=4).filter(lambda key: key != "//")
values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | keys,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=8,
)


@settings(deadline=None)
@given(
    members=st.dictionaries(keys, values, min_size=1, max_size=4),
    index=st.integers(0, 3),
    indent=st.sampled_from([None, 0, 2, "\t"]),
    ascii_only=st.booleans(),
    array=st.booleans(),
)
def test_without_one_member_is_the_same_but_for_that_member(
    members: dict[str, object], index: int, indent: int | str | None, ascii_only: bool, array: bool
) -> None:
    whole: dict[str, object] | list[object] = list(members.values()) if array else members
    said = {"locals": {"x": "é[", "whole": whole, "y": "}"}}
    held = document(json.dumps(said, indent=indent, ensure_ascii=ascii_only))
    written = held.body.blocks[0].body.expression("whole")
    at = index % len(members)
    if isinstance(written, ObjectCons):
        edit = removed_item(held, written.items[at])
    else:
        assert isinstance(written, TupleCons)
        edit = removed_element(held, written.items[at])
    after = json.loads(done(held, edit))
    wanted = list(members.items())
    del wanted[at]
    if array and not wanted:
        assert after == {"locals": {"x": "é[", "y": "}"}}  # an empty array goes with its key
    else:
        assert after["locals"]["whole"] == ([value for _, value in wanted] if array else dict(wanted))
        assert after["locals"] == {**said["locals"], "whole": after["locals"]["whole"]}
    assert edit.replacement == ""


def test_a_key_with_quotes_and_backslashes_goes_with_its_value() -> None:
    text = '{"a": 1, "b\\"\\\\": [[1]], "c": 2}'
    start = text.index("1]")
    edit = removed_value(text.encode(), Span("x.json", start, start + 1))
    assert apply_edits(text.encode(), [edit]) == b'{"a": 1, "c": 2}'
