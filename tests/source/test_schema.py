"""What a JSON Schema refuses is said in words, at the line that caused it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from generator.errors import ToolError
from generator.source.files import SourceFile
from generator.source.schema import check_schema, load_schema
from generator.source.yaml_tree import read_yaml

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["name"],
    "properties": {
        "name": {"type": "string", "minLength": 1, "pattern": "^[a-z]+$", "x-expected": "lower-case letters"},
        "count": {"type": "integer"},
        "kind": {"enum": ["small", "large"]},
        "tags": {"type": "array", "minItems": 1, "items": {"type": "string"}},
        "version": {"const": 1},
        "labels": {"type": "object", "propertyNames": {"pattern": "^[a-z]+$"}},
        "value": {
            "oneOf": [
                {"type": "string"},
                {"type": "object", "additionalProperties": False, "properties": {"expr": {"type": "string"}}},
            ]
        },
    },
}


def found(text: str) -> list[tuple[str, str, str]]:
    source = SourceFile("spec.yaml", text.encode())
    return [
        (d.rule.name, f"{source.position(d.primary.start)} {source.slice(d.primary)}", d.message)
        for d in check_schema(read_yaml(source), SCHEMA)
    ]


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("name: a\nnmae: b\n", ("unknown-key", "2:1 nmae", "the file has no key `nmae`. Did you mean `name`?")),
        ("name: a\ncount: x\n", ("invalid-value", "2:8 x", '`count` must be a whole number, not "x"')),
        ("name: 12\n", ("invalid-value", "1:7 12", '`name` must be a string, not 12; write it in quotes: "12"')),
        ("name: A\n", ("invalid-value", "1:7 A", '`name` must be lower-case letters, not "A"')),
        (
            "name: a\nkind: smal\n",
            ("invalid-value", "2:7 smal", '`kind` must be one of `small`, `large`, not "smal". Did you mean `small`?'),
        ),
        ("name: a\ntags: []\n", ("invalid-value", "2:7 []", "`tags` must not be empty")),
        ("name: a\ntags: [b, 1]\n", ("invalid-value", "2:11 1", None)),
        ("name: a\nversion: 2\n", ("invalid-value", "2:10 2", "`version` must be 1, not 2")),
        ("name: a\nlabels: {B: 1}\n", ("invalid-value", "2:10 B", None)),
        ("name: a\nvalue: {exp: b}\n", ("unknown-key", "2:9 exp", "`value` has no key `exp`. Did you mean `expr`?")),
        ("name: a\nvalue: {expr: 1}\n", ("invalid-value", "2:15 1", None)),
    ],
)
def test_a_refusal_is_said_at_its_place(text: str, finding: tuple[str, str, str | None]) -> None:
    rule, place, message = finding
    assert [(f[0], f[1]) for f in found(text)] == [(rule, place)]
    if message is not None:
        assert found(text)[0][2].rstrip(".") == message.rstrip(".")


def test_a_missing_key_is_said_of_what_lacks_it() -> None:
    assert [(rule, message) for rule, _, message in found("count: 1\n")] == [
        ("missing-key", "the file lacks the key `name`")
    ]


def test_all_refusals_come_in_the_order_of_the_text() -> None:
    assert [place.split()[0] for _, place, _ in found("name: A\nkind: x\ncount: y\n")] == ["1:7", "2:7", "3:8"]


def test_what_fits_has_no_findings() -> None:
    assert found("name: a\ncount: 1\nkind: small\ntags: [x]\nvalue: {expr: var.a}\n") == []


@pytest.mark.parametrize("data", [b"{", b"[]", None])
def test_a_broken_schema_is_a_fault_of_ours(tmp_path: Path, data: bytes | None) -> None:
    path = tmp_path / "x.schema.json"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(ToolError, match=r"taskplate's own schema x\.schema\.json"):
        load_schema(path)
