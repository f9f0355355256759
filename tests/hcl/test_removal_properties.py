"""What is taken out of a file is gone, alone, and the file parses as it did."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from generator.hcl.edits import apply_edits
from generator.hcl.expressions import ObjectCons, TupleCons
from generator.hcl.json_tree import json_problem, parse_json
from generator.hcl.removal import removed_attribute, removed_block, removed_element, removed_item
from generator.hcl.syntax import syntax_problem
from generator.hcl.tree import Body, Document, parse
from generator.source.files import SourceFile
from generator.template.json_shape import FileShape
from tests.hcl.random_hcl import RandomHcl, respaced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Edit
    from generator.hcl.expressions import Expression

ROOT = Path(__file__).parents[2]
REAL = sorted(
    path
    for folder in ("tests/corpus", "examples")
    for end in ("tf", "tf.json")
    for path in (ROOT / folder).rglob(f"*.{end}")
)

Removal = tuple[object, "Edit"]
"""A thing and the edit that takes it out."""


def read(source: SourceFile) -> Document | None:
    """The file as a tree; None where it does not parse."""
    if source.path.endswith(".json"):
        return None if json_problem(source) else parse_json(source, FileShape())
    return None if syntax_problem(source) else parse(source)


def seen(document: Document, gone: object = None) -> list[object]:
    """All that a file says, by the text of its parts, but for one thing, and what is empty without it."""
    data = document.source.data

    def of_body(body: Body) -> list[object]:
        attributes = [(name, of(a.expression)) for name, a in body.attributes.items() if a is not gone]
        blocks = [(b.type, *b.label_texts, of_body(b.body)) for b in body.blocks if b is not gone]
        return [each for each in attributes if each[1] != "gone"] + blocks

    def of(expression: Expression) -> object:
        match expression:
            case ObjectCons(items=items):
                members = [(of(each.key), of(each.value)) for each in items if each is not gone]
                return members if members or not items or not is_json else "gone"
            case TupleCons(items=items):
                elements = [of(each) for each in items if each is not gone]
                return elements if elements or not items or not is_json else "gone"
            case _:
                return data[expression.span.start : expression.span.end]

    is_json = document.source.path.endswith(".json")
    return of_body(document.body)


def removals(document: Document) -> Iterator[Removal]:
    """Every block, argument, member and element of a file with the edit that takes it out."""
    yield from _of_body(document, document.body)


def _of_body(document: Document, body: Body) -> Iterator[Removal]:
    is_json = document.source.path.endswith(".json")
    for block in body.blocks:
        if not is_json or len(body.blocks) + len(body.attributes) > 1:
            yield block, removed_block(document, block)
        yield from _of_body(document, block.body)
    for attribute in body.attributes.values():
        if not is_json or len(body.blocks) + len(body.attributes) > 1:
            yield attribute, removed_attribute(document, attribute)
        yield from _of(document, attribute.expression)


def _of(document: Document, expression: Expression) -> Iterator[Removal]:
    match expression:
        case ObjectCons(items=items) if len(items) > 1:
            for item in items:
                yield item, removed_item(document, item)
                yield from _of(document, item.value)
        case TupleCons(items=elements):
            for element in elements:
                yield element, removed_element(document, element)
                yield from _of(document, element)


def holds(source: SourceFile, rng: Random, times: int, *, made_up: bool = False) -> None:
    document = read(source)
    assert document is not None
    found = list(removals(document))
    for gone, edit in rng.sample(found, min(times, len(found))):
        left = SourceFile(source.path, apply_edits(source.data, [edit]))
        after = read(left)
        taken = source.data[edit.span.start : edit.span.end]
        assert after is not None, (taken, left.data)
        if after.broken and made_up:
            continue  # Terraform reads it, our own grammar takes `a` and `(b)` on the next line for a call
        assert seen(after) == seen(document, gone), (taken, left.data)


@settings(max_examples=25, deadline=None)
@given(path=st.sampled_from(REAL), seed=st.integers(0, 2**32))
def test_of_real_files_only_that_is_gone(path: Path, seed: int) -> None:
    holds(SourceFile(path.name, path.read_bytes()), Random(seed), 12)


@settings(max_examples=25, deadline=None)
@given(path=st.sampled_from([path for path in REAL if path.suffix == ".tf"]), seed=st.integers(0, 2**32))
def test_of_files_in_odd_dress_only_that_is_gone(path: Path, seed: int) -> None:
    rng = Random(seed)
    source = SourceFile("main.tf", respaced(path.read_bytes().decode(), rng).encode())
    if read(source) is not None:
        holds(source, rng, 6)


@settings(max_examples=100, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_of_random_files_only_that_is_gone(seed: int) -> None:
    rng = Random(seed)
    text = RandomHcl(rng).file()
    source = SourceFile("main.tf", (text.replace("\n", "\r\n") if rng.random() < 0.3 else text).encode())
    if read(source) is not None:
        holds(source, rng, 8, made_up=True)
