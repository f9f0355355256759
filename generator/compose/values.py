"""Spec values to what is written: expressions marked as HCL, parameter values as the text that Coder keeps."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from generator.compose.composition import SpecExpression
from generator.hcl.expressions import Call, Literal, Template, Traversal
from generator.hcl.literals import HclText, literal
from generator.hcl.tree import parse_expression
from generator.spec.model import Expr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.compose.problems import Problems

_LINE_ENDERS = ("\n", "#", "//", "/*")
_LONGEST_LABEL = 56  # Coder's database takes 64 characters for a resource's label; the rest is for a number
_LABEL = re.compile(r"[^a-z0-9_]+")


def written(value: object) -> object:
    """A spec value with its expressions marked as HCL text, however deep they stand."""
    match value:
        case Expr():
            return expression_text(value)
        case dict():
            return {key: written(item) for key, item in value.items()}
        case list():
            return [written(item) for item in value]
        case _:
            return value


def expression_text(value: Expr) -> HclText:
    """An expression that may stand wherever a value may: in parentheses unless it is one term on one line."""
    tree = parse_expression(value.text)
    if isinstance(tree, Traversal | Literal | Call | Template) and not any(m in value.text for m in _LINE_ENDERS):
        return HclText(value.text)
    return HclText(f"(\n{value.text}\n)" if any(m in value.text for m in _LINE_ENDERS) else f"({value.text})")


def expressions(value: object) -> Iterator[Expr]:
    """Every expression in a spec value, or in anything made of mappings, lists and records of the spec."""
    match value:
        case Expr():
            yield value
        case dict():
            for item in value.values():
                yield from expressions(item)
        case list() | tuple():
            for item in value:
                yield from expressions(item)
        case Struct():
            for name in value.__struct_fields__:
                yield from expressions(getattr(value, name))
        case _:
            return


def parsed(expr: Expr, problems: Problems) -> SpecExpression | None:
    """An expression read into a tree; None after a problem was noted, since Terraform could not parse it."""
    tree = parse_expression(expr.text)
    if tree is None:
        message = f"`{' '.join(expr.text.split())}` is not one Terraform expression"
        problems.add("invalid-expression", expr.path, message)
        return None
    return SpecExpression(expr.path, tree)


def parameter_text(value: object) -> str | HclText:
    """The text that stands for a value in a coder_parameter: lists as JSON, numbers and bools as Terraform has them."""
    match value:
        case Expr():
            return expression_text(value)
        case list():
            return HclText(f"jsonencode({literal(value)})")
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value)


def label(text: str, taken: set[str] | None = None) -> str:
    """A Terraform label made of `text`, not among `taken`, to which it is added."""
    base = _LABEL.sub("_", text.lower()).strip("_")[:_LONGEST_LABEL] or "item"
    if base[0].isdigit():
        base = f"_{base}"
    return base if taken is None else numbered(base, taken, "_")


def numbered(name: str, taken: set[str], joint: str = "-") -> str:
    """The name, or with a number behind it where it is among `taken`, to which it is added."""
    chosen, count = name, 2
    while chosen in taken:
        chosen, count = f"{name}{joint}{count}", count + 1
    taken.add(chosen)
    return chosen
