"""A Terraform file in native syntax, written again in JSON syntax: what the two readers are compared with."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from generator.hcl.expressions import Literal, ObjectCons, Template, TupleCons
from generator.hcl.json_tree import _BARE as BARE
from generator.hcl.tree import parse
from generator.source.files import SourceFile

if TYPE_CHECKING:
    from generator.hcl.expressions import Expression
    from generator.hcl.tree import Body


def in_json(text: str) -> str:
    """The same file in JSON syntax; comments are lost, and so is the order of blocks of different types."""
    source = SourceFile("main.tf", text.encode())
    document = parse(source)
    assert not document.broken
    return json.dumps(_body(source, document.body, ""), indent=2, ensure_ascii=False) + "\n"


def _body(source: SourceFile, body: Body, type_: str) -> dict[str, Any]:
    bare = BARE.get(type_, frozenset())
    found: dict[str, Any] = {
        name: _bare(source, attribute.expression) if name in bare else _value(source, attribute.expression)
        for name, attribute in body.attributes.items()
    }
    for block in body.blocks:
        value: Any = _body(source, block.body, block.type)
        for label in reversed(block.labels):
            value = {label.value: value}
        found.setdefault(block.type, []).append(value)
    return found


def _value(source: SourceFile, expression: Expression) -> Any:
    match expression:
        case Literal(value=str(text)):
            return text.replace("${", "$${").replace("%{", "%%{")
        case Literal(value=value):
            return value
        case Template(parts=parts, directives=False) if source.slice(expression.span).startswith("<<"):
            return "".join(
                _value(source, part) if isinstance(part, Literal) else f"${{{source.slice(part.span)}}}"
                for part in parts
            )
        case TupleCons(items=items):
            return [_value(source, item) for item in items]
        case ObjectCons(items=members):
            return {_key(source, member.key): _value(source, member.value) for member in members}
        case _:
            return f"${{{source.slice(expression.span)}}}"


def _key(source: SourceFile, key: Expression) -> str:
    return str(key.value) if isinstance(key, Literal) else f"${{{source.slice(key.span)}}}"


def _bare(source: SourceFile, expression: Expression) -> Any:
    match expression:
        case Literal(value=value):
            return value
        case TupleCons(items=items):
            return [_bare(source, item) for item in items]
        case ObjectCons(items=members):
            return {str(member.key.value): _bare(source, member.value) for member in members}
        case _:
            return source.slice(expression.span)
