"""Nodes of tree-sitter to expressions. Only what is asked for is read, since most expressions never are."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from generator.diagnostics import Span
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
    ObjectItem,
    Opaque,
    Operation,
    Splat,
    Step,
    Template,
    Traversal,
    TupleCons,
)
from generator.hcl.strings import flushed, unescaped_heredoc, unescaped_quoted

if TYPE_CHECKING:
    from tree_sitter import Node

_Unescape = Callable[[str], str]
_POSTFIX = frozenset({"get_attr", "index", "splat"})
_INTERPOLATED = frozenset({"template_interpolation", "template_directive"})


_MAX_DIGITS = 4000
"""A number longer than that is nobody's, and more than Python turns into one at once."""


class ExpressionReader:
    """Reads the expressions of one file, or of one text in it."""

    def __init__(self, path: str, data: bytes, *, shift: int = 0, whole: Span | None = None) -> None:
        """Of bytes that were parsed.

        Args:
            path: The file that spans name.
            data: The bytes.
            shift: How far behind its place in `data` each thing stands in the file.
            whole: The span of everything, where the bytes are not those of the file (a text with escapes).
        """
        self._path = path
        self._data = data
        self._shift = shift
        self._whole = whole

    def read(self, node: Node) -> Expression:
        """The expression of an `expression` node; `Opaque` for what is not understood."""
        return self._sequence(_meaningful(node.children), self._span(node))

    def text(self, node: Node) -> str:
        """The bytes of a node as text."""
        return self._data[node.start_byte : node.end_byte].decode(errors="replace")

    def _span(self, first: Node, last: Node | None = None) -> Span:
        return self._place(first.start_byte, (last or first).end_byte)

    def _place(self, start: int, end: int) -> Span:
        return self._whole or Span(self._path, start + self._shift, end + self._shift)

    def _sequence(self, nodes: list[Node], span: Span) -> Expression:
        """A term and the postfix steps that follow it as its siblings."""
        if not nodes:
            return Opaque(span)
        head, rest = nodes[0], nodes[1:]
        if head.type == "(":
            close = next((i for i, node in enumerate(rest) if node.type == ")"), None)
            if close is None:
                return Opaque(span)
            base = self._sequence(rest[:close], span)
            rest = rest[close + 1 :]
        else:
            base = self._term(head)
        if any(node.type not in _POSTFIX for node in rest):
            return Opaque(span)
        steps = tuple(step for node in rest for step in self._steps(node))
        if head.type == "variable_expr":
            return Traversal(self.text(head), steps, span)
        return Access(base, steps, span) if steps else base

    def _term(self, node: Node) -> Expression:
        span = self._span(node)
        match node.type:
            case "expression":
                return self.read(node)
            case "literal_value":
                return self._literal(node.children[0], span)
            case "template_expr":
                return self._template(node.children[0], span)
            case "variable_expr":
                return Traversal(self.text(node), (), span)
            case "function_call":
                return self._call(node, span)
            case "collection_value":
                return self._collection(node.children[0], span)
            case "conditional":
                return self._conditional(node, span)
            case "operation":
                return self._operation(node.children[0], span)
            case "for_expr":
                return self._for(node.children[0], span)
            case _:
                return Opaque(span)

    def _conditional(self, node: Node, span: Span) -> Expression:
        """`a ? b : c ? d : e`, which the grammar groups to the left and Terraform to the right."""
        rows: list[list[Node]] = []
        inner: Node | None = node
        while inner is not None:
            parts = [child for child in inner.children if child.type == "expression"]
            if len(parts) != 3:
                return Opaque(span)
            first = _meaningful(parts[0].children)
            inner = first[0] if len(first) == 1 and first[0].type == "conditional" else None
            rows.append(parts)
        result = self.read(rows[0][2])
        for position, (asked, then, _) in enumerate(rows):
            # The condition of all but the innermost is what the grammar takes for the end of the one inside of it.
            condition = asked if position == len(rows) - 1 else rows[position + 1][2]
            whole = self._span(condition, rows[0][2])
            result = Conditional(self.read(condition), self.read(then), result, whole)
        return result

    def _steps(self, node: Node) -> list[Step]:
        span = self._span(node)
        match node.type:
            case "get_attr":
                return [GetAttribute(self.text(node.children[-1]), span)]
            case "index":
                inner = node.children[0]
                if inner.type == "new_index":
                    key = next((child for child in inner.children if child.type == "expression"), None)
                    return [GetIndex(self.read(key) if key else Opaque(span), span)]
                digits = self.text(inner).removeprefix(".")
                return [GetIndex(Literal(int(digits), span) if digits.isdigit() else Opaque(span), span)]
            case "splat":
                rest = [step for child in node.children[0].children[1:] for step in self._steps(child)]
                return [Splat(self._span(node.children[0].children[0])), *rest]
            case _:
                return []

    def _literal(self, node: Node, span: Span) -> Expression:
        text = self.text(node)
        match node.type:
            case "string_lit":
                return Literal(unescaped_quoted(text[1:-1]), span)
            case "numeric_lit":
                return Literal(_number(text), span) if len(text) <= _MAX_DIGITS else Opaque(span)
            case "bool_lit":
                return Literal(text == "true", span)
            case "null_lit":
                return Literal(None, span)
            case _:
                return Opaque(span)

    def _template(self, node: Node, span: Span) -> Expression:
        if node.type == "quoted_template":
            start, end = node.start_byte + 1, node.end_byte - 1
            return self._parts(node, start, end, span, unescaped_quoted)
        markers = [child for child in node.children if child.type == "heredoc_identifier"]
        if len(markers) != 2:
            return Opaque(span)
        start = self._data.find(b"\n", markers[0].end_byte) + 1
        end = self._data.rfind(b"\n", 0, markers[1].start_byte) + 1
        flush = self._data[node.start_byte : node.start_byte + 3] == b"<<-"
        return self._parts(node, start, max(start, end), span, unescaped_heredoc, flush=flush)

    def _parts(
        self, node: Node, start: int, end: int, span: Span, unescape: _Unescape, *, flush: bool = False
    ) -> Expression:
        """Literal text is what lies between the interpolations: the grammar's own literal nodes lose blanks."""
        parts: list[Expression] = []
        computed: set[int] = set()
        directives = strips = False
        at = start
        for child in node.children:
            if child.type not in _INTERPOLATED:
                continue
            self._text_part(parts, at, child.start_byte, unescape)
            at = child.end_byte
            if child.type == "template_interpolation":
                inner = next((part for part in child.children if part.type == "expression"), None)
                strips = strips or b"~" in (self._data[child.start_byte + 2 : at - 1][:1] + self._data[at - 2 : at - 1])
                computed.add(len(parts))
                parts.append(self.read(inner) if inner else Opaque(self._span(child)))
            else:
                directives = True
                parts.extend(self._inside_directive(child))
        self._text_part(parts, at, end, unescape)
        if flush and not directives:
            parts = _flushed(parts, computed)
        if not parts:
            return Literal("", span)
        if len(parts) == 1 and isinstance(parts[0], Literal) and at == start:
            return Literal(parts[0].value, span)
        return Template(tuple(parts), directives or (strips and len(parts) > 1), span)

    def _text_part(self, parts: list[Expression], start: int, end: int, unescape: _Unescape) -> None:
        if end > start:
            text = unescape(self._data[start:end].decode(errors="replace"))
            parts.append(Literal(text, self._place(start, end)))

    def _inside_directive(self, node: Node) -> list[Expression]:
        found: list[Expression] = []
        for child in node.children:
            if child.type == "expression":
                found.append(self.read(child))
            elif child.type == "template_literal":
                found.append(Literal(self.text(child), self._span(child)))
            elif child.type == "template_for":
                found.append(self._for_directive(child))
            else:
                found.extend(self._inside_directive(child))
        return found

    def _for_directive(self, node: Node) -> Expression:
        """`%{ for a, b in c }...%{ endfor }`, which binds its names in what it repeats."""
        span = self._span(node)
        intro, *body = node.children
        names = tuple(self.text(child) for child in intro.children if child.type == "identifier")
        collection = next((self.read(child) for child in intro.children if child.type == "expression"), Opaque(span))
        repeated = [part for child in body for part in self._repeated(child)]
        return For(names, collection, None, Template(tuple(repeated), True, span), None, span)  # noqa: FBT003

    def _repeated(self, node: Node) -> list[Expression]:
        if node.type == "template_literal":
            return [Literal(self.text(node), self._span(node))]
        return self._inside_directive(node)

    def _call(self, node: Node, span: Span) -> Expression:
        arguments = next((child for child in node.children if child.type == "function_arguments"), None)
        items = [] if arguments is None else arguments.children
        return Call(
            self.text(node.children[0]),
            tuple(self.read(item) for item in items if item.type == "expression"),
            any(item.type == "ellipsis" for item in items),
            span,
        )

    def _collection(self, node: Node, span: Span) -> Expression:
        if node.type == "tuple":
            return TupleCons(tuple(self.read(item) for item in node.children if item.type == "expression"), span)
        items = []
        for element in node.children:
            if element.type != "object_elem":
                continue
            parts = [self.read(part) for part in element.children if part.type == "expression"]
            if len(parts) == 2:
                computed = self._data[element.start_byte : element.start_byte + 1] == b"("
                items.append(ObjectItem(parts[0] if computed else _key(parts[0]), parts[1]))
        return ObjectCons(tuple(items), span)

    def _operation(self, node: Node, span: Span) -> Expression:
        operators = [i for i, child in enumerate(node.children) if not child.is_named and child.type not in "()"]
        if not operators:
            return Opaque(span)
        at = operators[0]
        operands = [
            self._sequence(group, self._span(group[0], group[-1]))
            for group in (_meaningful(node.children[:at]), _meaningful(node.children[at + 1 :]))
            if group
        ]
        return Operation(self.text(node.children[at]), tuple(operands), span)

    def _for(self, node: Node, span: Span) -> Expression:
        intro = next((child for child in node.children if child.type == "for_intro"), None)
        if intro is None:
            return Opaque(span)
        names = tuple(self.text(child) for child in intro.children if child.type == "identifier")
        collection = next((self.read(child) for child in intro.children if child.type == "expression"), None)
        results = [self.read(child) for child in node.children if child.type == "expression"]
        condition_node = next((child for child in node.children if child.type == "for_cond"), None)
        condition = None
        if condition_node is not None:
            condition = next((self.read(c) for c in condition_node.children if c.type == "expression"), None)
        if collection is None or len(results) not in {1, 2}:
            return Opaque(span)
        key = results[0] if len(results) == 2 else None
        groups = any(child.type == "ellipsis" for child in node.children)
        return For(names, collection, key, results[-1], condition, span, groups)


def _meaningful(nodes: list[Node]) -> list[Node]:
    return [node for node in nodes if node.type != "comment"]


def _flushed(parts: list[Expression], computed: set[int]) -> list[Expression]:
    """The parts of a `<<-` heredoc without the indent that its lines share; those at `computed` are no text."""
    texts = [
        str(part.value) if isinstance(part, Literal) and i not in computed else None for i, part in enumerate(parts)
    ]
    return [
        part if text is None else Literal(text, part.span) for part, text in zip(parts, flushed(texts), strict=True)
    ]


def _key(expression: Expression) -> Expression:
    if isinstance(expression, Traversal) and not expression.steps:
        return Literal(expression.root, expression.span)
    if isinstance(expression, Literal) and (expression.value is None or isinstance(expression.value, bool)):
        return Literal({None: "null", True: "true", False: "false"}[expression.value], expression.span)
    return expression


def _number(text: str) -> int | float:
    return int(text) if re.fullmatch(r"[0-9]+", text) else float(text)
