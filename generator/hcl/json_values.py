"""Terraform text as a JSON value: how the JSON syntax writes what stands behind an `=`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from generator.hcl.expressions import Literal, ObjectCons, Template, TupleCons
from generator.hcl.tree import parse_expression

if TYPE_CHECKING:
    from generator.hcl.expressions import Expression


def json_text(text: str) -> str:
    """The JSON text for an expression: a literal is itself, every other is an interpolation in a string."""
    expression = parse_expression(text)
    value = _interpolation(text) if expression is None else _value(expression, text.encode())
    return json.dumps(value, ensure_ascii=False)


def _value(expression: Expression, data: bytes) -> object:
    match expression:
        case Literal(value=str(value)):
            return value.replace("${", "$${").replace("%{", "%%{")
        case Literal(value=value):
            return value
        case TupleCons(items=items):
            return [_value(item, data) for item in items]
        case ObjectCons(items=members) if all(isinstance(member.key, Literal) for member in members):
            return {str(_value(member.key, data)): _value(member.value, data) for member in members}
        case Template(parts=parts, directives=False):
            return "".join(str(_part(part, data)) for part in parts)
        case _:
            return _interpolation(_text(expression, data))


def _part(part: Expression, data: bytes) -> object:
    is_text = isinstance(part, Literal) and isinstance(part.value, str)
    return _value(part, data) if is_text else _interpolation(_text(part, data))


def _text(expression: Expression, data: bytes) -> str:
    return data[expression.span.start : expression.span.end].decode()


def _interpolation(text: str) -> str:
    end = "\n" if "<<" in text else ""  # the end of a heredoc stands on a line of its own
    return f"${{{text.strip()}{end}}}"
