"""What of a file in Terraform's JSON syntax is JSON and no Terraform: values where blocks must be, names set twice.

hashicorp/hcl, json/structure.go: a block's value is an object or a list of objects, below a level of names for each
label.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from generator.diagnostics import Span
from generator.hcl.json_tree import COMMENT, elements, json_root, values
from generator.hcl.syntax import SyntaxProblem, syntax_problem
from generator.source.files import SourceFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from generator.hcl.json_tree import Shape

# The arguments that hold addresses, by the block that has them; `depends_on` does in any.
_ADDRESSES = {"moved": ("from", "to"), "removed": ("from",), "import": ("to",)}
_DEPENDS = "depends_on"
_TEMPLATES = frozenset(
    {"locals", "resource", "data", "output"}
)  # blocks whose texts are templates, whatever they are for


def structure_problem(source: SourceFile, shape: Shape) -> SyntaxProblem | None:
    """The first thing that Terraform surely refuses in a file that is JSON, or None when there is nothing.

    Args:
        source: The file.
        shape: Which properties are blocks, at the top of the file and below.
    """
    root = json_root(source)
    found = () if root.has_error else _Structure(source).body(values(root), shape, "")
    return min(found, key=lambda problem: problem.span, default=None)


class _Structure:
    def __init__(self, source: SourceFile) -> None:
        self._source = source

    def body(self, objects: list[Node], shape: Shape, type_: str) -> Iterator[SyntaxProblem]:
        """What is wrong with the properties of a block of a type."""
        seen: set[str] = set()
        for pair in _pairs(objects):
            name, value = self._text(pair.children[0]), pair.children[-1]
            if name == COMMENT:
                continue
            labels = shape.labels(name)
            if labels is not None:
                yield from self._blocks(value, labels, shape, (name,))
                continue
            if shape.is_argument(name):
                if name in seen:
                    yield self._problem(pair.children[0], f"the argument `{name}` is set twice")
                seen.add(name)
                yield from self._value(value, templates=type_ in _TEMPLATES)
            if name == _DEPENDS or name in _ADDRESSES.get(type_, ()):
                yield from self._addresses(value)

    def _blocks(self, value: Node, labels: int, shape: Shape, names: tuple[str, ...]) -> Iterator[SyntaxProblem]:
        """What is wrong with the value of a block, or with what stands below some of its labels."""
        word = names[0]
        if len(names) <= labels:
            wrong = [each for each in elements(value) if each.type != "object"]
            pairs = list(_pairs(elements(value)))
            if wrong or not pairs:
                place = wrong[0] if wrong else value
                yield self._problem(place, f"an object stands here, whose names are labels of the `{word}` block")
                return
            for pair in pairs:
                yield from self._blocks(pair.children[-1], labels, shape, (*names, self._text(pair.children[0])))
            return
        if value.type == "null":
            return
        wrong = [each for each in elements(value) if each.type != "object"]
        if wrong:
            yield self._problem(wrong[0], f"an object stands here, with what is in the `{word}` block")
            return
        for each in elements(value):
            yield from self.body([each], shape.inside(word, names[1:]), word)

    def _value(self, value: Node, *, templates: bool) -> Iterator[SyntaxProblem]:
        """What is wrong with the objects and texts in the value of an argument."""
        pending = [value]
        while pending:
            node = pending.pop()
            if node.type == "string" and templates:
                yield from self._template(node)
            seen: set[str] = set()
            for pair in _pairs([node]):
                name = self._text(pair.children[0])
                if name in seen:
                    yield self._problem(pair.children[0], f"the attribute `{name}` is set twice")
                seen.add(name)
            pending.extend(node.children)

    def _template(self, node: Node) -> Iterator[SyntaxProblem]:
        """What is wrong with a text as a template: the verdict of the parser on a heredoc that holds it."""
        text = self._text(node)
        if "${" not in text and "%{" not in text:
            return
        marker = "TEXT"
        while marker in text:
            marker += "_"
        alone = SourceFile("text", f"x = <<{marker}\n{text}\n{marker}\n".encode(errors="replace"))
        problem = syntax_problem(alone)
        if problem is not None and problem.refused:
            yield self._problem(node, f"this text is no template: {problem.message}")

    def _addresses(self, value: Node) -> Iterator[SyntaxProblem]:
        for each in elements(value):
            if each.type == "string" and self._text(each).startswith("${"):
                yield self._problem(each, "an address stands here as it is, without `${` and `}`")

    def _problem(self, node: Node, message: str) -> SyntaxProblem:
        return SyntaxProblem(message, Span(self._source.path, node.start_byte, node.end_byte))

    def _text(self, node: Node) -> str:
        return str(json.loads(self._source.data[node.start_byte : node.end_byte]))


def _pairs(nodes: list[Node]) -> Iterator[Node]:
    for node in nodes:
        if node.type == "object":
            yield from (child for child in node.children if child.type == "pair")
