"""A Terraform file as blocks and attributes with places. A file with a syntax error has an empty body."""

from __future__ import annotations

import re
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Protocol

import tree_sitter
import tree_sitter_hcl
from msgspec import Struct

from generator.diagnostics import Span
from generator.hcl.expressions import Literal, Opaque, Template
from generator.hcl.reading import ExpressionReader
from generator.source.files import BYTE_ORDER_MARK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from generator.hcl.expressions import Expression
    from generator.source.files import SourceFile


# `1e3`, which the grammar knows only behind a fraction; what follows a letter or a dot is no number of its own.
_EXPONENT = re.compile(rb"(?<![\w.])[0-9]+[eE][+-]?[0-9]+(?![\w.])")
# To ask the tree at these places alone is ten times as fast as to look at all of its nodes.
_MAY_BEGIN_COMMENT = re.compile(rb"#|//|/\*")

# `$$${` and `%%%{` are text to Terraform, whatever follows; the grammar takes the last two signs for an interpolation.
_TEXT = re.compile(rb"(?:\${3,}|%{3,})\{")


class Reader(Protocol):
    """Reads the expression of a node of its own kind of tree."""

    def read(self, node: Any) -> Expression:
        """The expression; raises RecursionError where it is nested too deep."""


class Attribute(Struct, frozen=True, dict=True):
    """`name = expression`."""

    name: str
    name_span: Span
    span: Span
    _node: Node
    _reader: Reader

    @cached_property
    def expression(self) -> Expression:
        """What stands behind the `=`; `Opaque` where it is nested too deep to be read."""
        try:
            return self._reader.read(self._node)
        except RecursionError:
            return Opaque(Span(self.span.path, self._node.start_byte, self._node.end_byte))


class Label(Struct, frozen=True):
    """One label of a block, quoted or bare; the span covers the quotes."""

    value: str
    span: Span


class Block(Struct, frozen=True):
    """`type "label" { ... }`.

    Attributes:
        type: The word it begins with.
        header: From the type to the last label: where a finding about the block as a whole points.
        span: The whole block, braces included.
        body_start: The byte behind the `{`.
        body_end: The byte of the `}`.
    """

    type: str
    labels: tuple[Label, ...]
    header: Span
    span: Span
    body_start: int
    body_end: int
    body: Body

    @property
    def label_texts(self) -> tuple[str, ...]:
        """The texts of its labels."""
        return tuple(label.value for label in self.labels)

    def label(self, index: int) -> str:
        """The text of a label, or an empty string where there is none."""
        return self.labels[index].value if index < len(self.labels) else ""


class Body(Struct, frozen=True):
    """The attributes (by name) and blocks of a file or block, in the order of the text."""

    attributes: dict[str, Attribute]
    blocks: tuple[Block, ...]

    def blocks_of(self, type_: str) -> Iterator[Block]:
        """The direct blocks of a type; `dynamic "type"` blocks are not among them."""
        return (block for block in self.blocks if block.type == type_)

    def dynamic_of(self, type_: str) -> Iterator[Block]:
        """The `dynamic` blocks that make blocks of a type."""
        return (block for block in self.blocks if block.type == "dynamic" and block.label(0) == type_)

    def expression(self, name: str) -> Expression | None:
        """The expression of an attribute, or None where the attribute is absent."""
        attribute = self.attributes.get(name)
        return None if attribute is None else attribute.expression

    def all_attributes(self) -> Iterator[Attribute]:
        """The attributes of this body and of every block in it, however deep."""
        yield from self.attributes.values()
        for block in self.blocks:
            yield from block.body.all_attributes()


EMPTY_BODY = Body({}, ())


class Comment(Struct, frozen=True):
    """A comment with its markers; `alone` is True when nothing but blanks stand beside it on its lines."""

    text: str
    span: Span
    alone: bool


class Document(Struct, frozen=True):
    """One file, parsed.

    Attributes:
        source: The file.
        body: Its blocks; empty when the file has a syntax error, since recovery may have swallowed any of it.
        comments: Its comments in order.
        broken: True when the tree holds an error, or its blocks are nested too deep to be read.
    """

    source: SourceFile
    body: Body
    comments: tuple[Comment, ...]
    broken: bool


@cache
def _parser() -> tree_sitter.Parser:
    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_hcl.language()))


def _root(data: bytes) -> Node:
    """The tree of a text without what the grammar does not know; places are those of the text itself."""
    plain = _EXPONENT.sub(lambda number: b"1" * len(number[0]), data)
    if b"$$${" in plain or b"%%%{" in plain:
        plain = _TEXT.sub(lambda text: b"_" * len(text[0]), plain)
    return _parser().parse(plain).root_node


def parse(source: SourceFile) -> Document:
    """The tree of a file. A byte order mark counts as blanks, so that every offset stays true."""
    data = source.data
    if data.startswith(BYTE_ORDER_MARK):
        data = b"   " + data[len(BYTE_ORDER_MARK) :]
    root = _root(data)
    comments = tuple(_comments(source.path, data, root))
    if root.has_error:
        return Document(source, EMPTY_BODY, comments, broken=True)
    reader = ExpressionReader(source.path, data)
    body = next((child for child in root.children if child.type == "body"), None)
    try:
        return Document(source, _body(source.path, reader, body), comments, broken=False)
    except RecursionError:
        return Document(source, EMPTY_BODY, comments, broken=True)


def parse_expression(text: str, path: str = "", *, at: int = 0, whole: Span | None = None) -> Expression | None:
    """The expression that `text` is; None when it is not one expression, or is nested too deep to be read.

    Args:
        text: The expression, blanks around it allowed.
        path: The file that spans name.
        at: Where in the file the text begins, in bytes.
        whole: The span of everything in it, where the file does not hold the text as it is.
    """
    at += len(text) - len(text.lstrip())  # blanks are one byte each
    return _read_alone(b"x = ", text.strip().encode(), b"\n", path, at, whole)


def parse_template(text: str, path: str, *, at: int = 0, whole: Span | None = None) -> Expression:
    """The expression that a text with interpolations is, whose backslashes mean themselves; arguments as above.

    Such are the texts of Terraform's JSON syntax. `Opaque` where the text is no template.
    """
    marker = "TEXT"
    while marker in text:
        marker += "_"
    data = text.encode(errors="replace")
    end = f"\n{marker}\n".encode()
    read = _read_alone(f"x = <<{marker}\n".encode(), data, end, path, at, whole)
    if isinstance(read, Literal):
        return Literal(str(read.value)[:-1], whole or Span(path, at, at + len(data)))
    if not isinstance(read, Template):
        return Opaque(whole or Span(path, at, at + len(data)))
    parts = read.parts
    if isinstance(last := parts[-1], Literal):  # what ends in the newline before the marker
        kept = str(last.value).removesuffix("\n")
        place = whole or Span(path, last.span.start, last.span.end - 1)
        parts = (*parts[:-1], Literal(kept, place)) if kept else parts[:-1]
    return Template(parts, read.directives, whole or Span(path, at, at + len(data)))


def _read_alone(before: bytes, text: bytes, behind: bytes, path: str, at: int, whole: Span | None) -> Expression | None:
    data = before + text + behind
    root = _root(data)
    if root.has_error or len(root.children) != 1:
        return None
    body = root.children[0]
    if len(body.children) != 1 or body.children[0].type != "attribute":
        return None
    try:
        return ExpressionReader(path, data, shift=at - len(before), whole=whole).read(body.children[0].children[-1])
    except RecursionError:
        return None


def _body(path: str, reader: ExpressionReader, node: Node | None) -> Body:
    attributes: dict[str, Attribute] = {}
    blocks: list[Block] = []
    for child in () if node is None else node.children:
        if child.type == "attribute":
            name = child.children[0]
            text = reader.text(name)
            span = Span(path, child.start_byte, child.end_byte)
            name_span = Span(path, name.start_byte, name.end_byte)
            attributes.setdefault(text, Attribute(text, name_span, span, child.children[-1], reader))
        elif child.type == "block":
            blocks.append(_block(path, reader, child))
    return Body(attributes, tuple(blocks))


def _block(path: str, reader: ExpressionReader, node: Node) -> Block:
    head = node.children[0]
    labels: list[Label] = []
    body: Node | None = None
    header_end, body_start, body_end = head.end_byte, node.end_byte, node.end_byte
    for child in node.children[1:]:
        match child.type:
            case "string_lit" | "identifier":
                text = reader.text(child)
                value = text[1:-1] if child.type == "string_lit" else text
                labels.append(Label(value, Span(path, child.start_byte, child.end_byte)))
                header_end = child.end_byte
            case "block_start":
                body_start = child.end_byte
            case "block_end":
                body_end = child.start_byte
            case "body":
                body = child
            case _:
                continue
    return Block(
        type=reader.text(head),
        labels=tuple(labels),
        header=Span(path, node.start_byte, header_end),
        span=Span(path, node.start_byte, node.end_byte),
        body_start=body_start,
        body_end=body_end,
        body=_body(path, reader, body),
    )


def _comments(path: str, data: bytes, root: Node) -> Iterator[Comment]:
    behind_last = 0
    while begins := _MAY_BEGIN_COMMENT.search(data, behind_last):
        node = root.descendant_for_byte_range(*begins.span())
        if node is None or node.type != "comment":  # such as `//` of a URL
            behind_last = begins.end()
            continue
        start, end = node.start_byte, node.end_byte
        behind_last = max(end, begins.end())
        if data[end - 1 : end] == b"\r":  # of the line ending
            end -= 1
        line_start, line_end = data.rfind(b"\n", 0, start) + 1, data.find(b"\n", end)
        behind = data[end : line_end if line_end >= 0 else len(data)]
        alone = not data[line_start:start].strip() and not behind.strip()
        yield Comment(data[start:end].decode(errors="replace"), Span(path, start, end), alone)
