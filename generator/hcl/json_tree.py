"""Terraform's JSON syntax (`.tf.json`) as the same blocks and attributes, with places.

JSON does not tell a block from an argument that holds an object: the caller's `Shape` does.
https://developer.hashicorp.com/terraform/language/syntax/json
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Protocol

import tree_sitter
import tree_sitter_json

from generator.diagnostics import Span
from generator.hcl.expressions import Literal, ObjectCons, ObjectItem, Opaque, TupleCons, unwrapped
from generator.hcl.syntax import SyntaxProblem, not_text
from generator.hcl.tree import (
    EMPTY_BODY,
    Attribute,
    Block,
    Body,
    Comment,
    Document,
    Label,
    parse_expression,
    parse_template,
)
from generator.source.files import BYTE_ORDER_MARK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from generator.hcl.expressions import Expression
    from generator.source.files import SourceFile

COMMENT = "//"
"""The property that Terraform passes over in a block."""
# The arguments whose text is an expression as it stands, by the block that has them.
_BARE = {
    "variable": frozenset({"type"}),
    "output": frozenset({"depends_on"}),
    "module": frozenset({"providers", "depends_on"}),
    "resource": frozenset({"provider", "depends_on"}),
    "data": frozenset({"provider", "depends_on"}),
    "ephemeral": frozenset({"provider", "depends_on"}),
    "lifecycle": frozenset({"ignore_changes", "replace_triggered_by"}),
    "provisioner": frozenset({"when", "on_failure"}),
    "dynamic": frozenset({"iterator"}),
    "moved": frozenset({"from", "to"}),
    "removed": frozenset({"from"}),
    "import": frozenset({"to", "provider"}),
}
_NONE: frozenset[str] = frozenset()


class Shape(Protocol):
    """Which properties of an object are blocks."""

    def labels(self, name: str) -> int | None:
        """How many labels a block of that name has; None where the property is an argument."""

    def inside(self, name: str, labels: tuple[str, ...]) -> Shape:
        """The shape of such a block."""

    def is_argument(self, name: str) -> bool:
        """True when a property surely is an argument, which can be set once; what is not known may be a block."""


class _NoBlocks:
    """A body of values alone."""

    def labels(self, name: str) -> None:
        """None: each property is a value."""

    def inside(self, name: str, labels: tuple[str, ...]) -> Shape:  # noqa: ARG002 - part of the protocol
        """Never asked for."""
        return self

    def is_argument(self, name: str) -> bool:  # noqa: ARG002 - part of the protocol
        """True: there is nothing else."""
        return True


@cache
def _parser() -> tree_sitter.Parser:
    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_json.language()))


def json_root(source: SourceFile) -> Node:
    """The tree of a file; a byte order mark counts as blanks, so that every offset stays true."""
    data = source.data
    if data.startswith(BYTE_ORDER_MARK):
        data = b"   " + data[len(BYTE_ORDER_MARK) :]
    return _parser().parse(data).root_node


def json_problem(source: SourceFile) -> SyntaxProblem | None:
    """Why a file is not what Terraform takes: it is not JSON, or holds no object; None when all is well."""
    if source.misread is not None:
        return not_text(source, source.misread)
    try:
        content = json.loads(source.text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        offset = source.offset(error.lineno, error.colno)
        return SyntaxProblem(f"this is not JSON: {error.msg}", Span(source.path, offset, offset))
    except RecursionError:
        return SyntaxProblem("the file is nested too deep to be read", Span(source.path, 0, 0), refused=False)
    except ValueError as error:
        return SyntaxProblem(f"this is not JSON: {error}", Span(source.path, 0, 0))
    bodies = content if isinstance(content, list) else [content]
    if not all(isinstance(body, dict) for body in bodies):
        return SyntaxProblem("a Terraform file in JSON holds one object", Span(source.path, 0, 0))
    return None


def _no_constant(name: str) -> object:
    raise ValueError(f"`{name}` is no JSON value")


def parse_json(source: SourceFile, shape: Shape) -> Document:
    """The tree of a file that `json_problem` has nothing against.

    Args:
        source: The file.
        shape: Which properties are blocks, at the top of the file and below.
    """
    return _parsed(source, shape, plain=False)


def parse_json_values(source: SourceFile) -> Document:
    """The same of a file of values (`.tfvars.json`): each property is one, and its texts mean themselves."""
    return _parsed(source, _NoBlocks(), plain=True)


def _parsed(source: SourceFile, shape: Shape, *, plain: bool) -> Document:
    root = json_root(source)
    if root.has_error:
        return Document(source, EMPTY_BODY, (), broken=True)
    reading = _Reading(source.path, source.data, plain=plain)
    try:
        body = reading.body(values(root), shape, "")
    except RecursionError:
        return Document(source, EMPTY_BODY, (), broken=True)
    return Document(source, body, tuple(reading.comments), broken=False)


class _Reading:
    """Reads the objects of one file; gathers its comments as it meets them."""

    def __init__(self, path: str, data: bytes, *, plain: bool) -> None:
        self.comments: list[Comment] = []
        self._path = path
        self._data = data
        self._values = _ValueReader(path, data, bare=False, plain=plain)
        self._words = _ValueReader(path, data, bare=True)

    def body(self, values: list[Node], shape: Shape, type_: str) -> Body:
        """What the objects hold together, as the body of a block of a type."""
        attributes: dict[str, Attribute] = {}
        blocks: list[Block] = []
        for key, value in self._properties(values):
            name = self._values.text(key)
            labels = shape.labels(name)
            if labels is not None:
                blocks.extend(self._blocks(name, key, value, labels, shape))
                continue
            reader = self._words if name in _BARE.get(type_, _NONE) else self._values
            inner = Span(self._path, key.start_byte + 1, key.end_byte - 1)
            span = Span(self._path, key.start_byte, value.end_byte)
            attributes.setdefault(name, Attribute(name, inner, span, value, reader))
        return Body(attributes, tuple(blocks))

    def _properties(self, values: list[Node]) -> Iterator[tuple[Node, Node]]:
        for value in values:
            for pair in value.children if value.type == "object" else ():
                if pair.type != "pair":
                    continue
                key, behind = pair.children[0], pair.children[-1]
                if self._values.text(key) == COMMENT:
                    self._comment(pair, behind)
                else:
                    yield key, behind

    def _comment(self, pair: Node, value: Node) -> None:
        if value.type == "string":
            inner = Span(self._path, value.start_byte + 1, value.end_byte - 1)
            start = self._data.rfind(b"\n", 0, pair.start_byte) + 1
            alone = not self._data[start : pair.start_byte].strip()
            # What stands before the text counts as the marker, so that an offset in the comment is one in the file.
            text = "//" + " " * (inner.start - pair.start_byte - 2) + self._data[inner.start : inner.end].decode()
            self.comments.append(Comment(text, Span(self._path, pair.start_byte, value.end_byte), alone))

    def _blocks(self, name: str, key: Node, value: Node, labels: int, shape: Shape) -> Iterator[Block]:
        for labelled, at in self._labelled(value, labels):
            for body in [each for each in elements(at) if each.type == "object"]:
                inside = shape.inside(name, tuple(label.value for label in labelled))
                last = labelled[-1].span if labelled else Span(self._path, key.start_byte, key.end_byte)
                yield Block(
                    type=name,
                    labels=labelled,
                    header=last,
                    span=Span(self._path, last.start, body.end_byte),
                    body_start=body.start_byte + 1,
                    body_end=body.end_byte - 1,
                    body=self.body([body], inside, name),
                )

    def _labelled(self, value: Node, labels: int) -> Iterator[tuple[tuple[Label, ...], Node]]:
        """Each value below so many levels of names, with the names."""
        if labels == 0:
            yield (), value
            return
        for key, behind in self._properties(elements(value)):
            label = Label(self._values.text(key), Span(self._path, key.start_byte, key.end_byte))
            for more, at in self._labelled(behind, labels - 1):
                yield (label, *more), at


class _ValueReader:
    """Reads JSON values as expressions.

    Texts are templates, and one that is nothing but an interpolation is what is in it. Where they are `bare`, they are
    expressions themselves unless they hold an interpolation; where they are `plain`, they mean themselves.
    """

    def __init__(self, path: str, data: bytes, *, bare: bool, plain: bool = False) -> None:
        self._path = path
        self._data = data
        self._bare = bare
        self._plain = plain

    def read(self, node: Node) -> Expression:
        """The expression of a value."""
        span = Span(self._path, node.start_byte, node.end_byte)
        match node.type:
            case "string":
                return self._string(node, span)
            case "array":
                return TupleCons(tuple(self.read(child) for child in node.children if child.is_named), span)
            case "object":
                pairs = (child.children for child in node.children if child.type == "pair")
                return ObjectCons(tuple(ObjectItem(self._key(p[0]), self.read(p[-1])) for p in pairs), span)
            case "number" | "true" | "false" | "null":
                return Literal(json.loads(self._raw(node)), span)
            case _:
                return Opaque(span)

    def text(self, node: Node) -> str:
        """The text of a string."""
        return str(json.loads(self._raw(node)))

    def _raw(self, node: Node) -> bytes:
        return self._data[node.start_byte : node.end_byte]

    def _key(self, node: Node) -> Expression:
        return self._template(self.text(node), Span(self._path, node.start_byte, node.end_byte))

    def _string(self, node: Node, span: Span) -> Expression:
        text = self.text(node)
        if self._bare and "${" not in text:
            whole = span if b"\\" in self._raw(node) else None
            return parse_expression(text, self._path, at=node.start_byte + 1, whole=whole) or Opaque(span)
        return self._template(text, span)

    def _template(self, text: str, span: Span) -> Expression:
        if self._plain or ("${" not in text and "%{" not in text):
            return Literal(text, span)
        whole = span if b"\\" in self._data[span.start : span.end] else None
        read = parse_template(text, self._path, at=span.start + 1, whole=whole)
        return Literal(read.value, span) if isinstance(read, Literal) else unwrapped(read)


def values(root: Node) -> list[Node]:
    """The objects at the top of a file."""
    return [each for child in root.children if child.is_named for each in elements(child)]


def elements(value: Node) -> list[Node]:
    """The members of an array, or the value itself."""
    return [child for child in value.children if child.is_named] if value.type == "array" else [value]
