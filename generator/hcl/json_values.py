"""Terraform text as a JSON value: how the JSON syntax writes what stands behind an `=`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from generator.hcl.expressions import Literal, ObjectCons, TupleCons
from generator.hcl.tree import parse_expression

if TYPE_CHECKING:
    from generator.hcl.expressions import Expression


def json_text(text: str) -> str:
    """The JSON text for an expression: a literal is itself, every other is an interpolation in a string."""
    return json.dumps(_value(parse_expression(text), text), ensure_ascii=False)


def _value(expression: Expression | None, text: str) -> object:
    data = text.encode()
    match expression:
        case Literal(value=str(value)):
            return value.replace("${", "$${").replace("%{", "%%{")
        case Literal(value=value):
            return value
        case TupleCons(items=items):
            return [_value(item, data[item.span.start : item.span.end].decode()) for item in items]
        case ObjectCons(items=members) if all(isinstance(member.key, Literal) for member in members):
            return {
                str(getattr(member.key, "value", "")): _value(
                    member.value, data[member.value.span.start : member.value.span.end].decode()
                )
                for member in members
            }
        case _:
            return f"${{{text.strip()}}}"
