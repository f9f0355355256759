"""An independent reader, python-hcl2, finds the blocks, attribute names and literal values that ours finds."""

from __future__ import annotations

from pathlib import Path
from random import Random

import hcl2
import pytest
from lark.exceptions import LarkError

from generator.hcl.expressions import Expression, Literal, ObjectCons, TupleCons
from generator.hcl.syntax import syntax_problem
from generator.hcl.tree import Body, parse
from generator.source.files import SourceFile
from tests.hcl.random_hcl import RandomHcl

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted([*(ROOT / "examples").rglob("*.tf"), *(ROOT / "tests" / "corpus").rglob("*.tf")])

UNREAD = {
    "a byte order mark": "\ufeffa = 1\n",
    "names beyond ASCII": "é = 1\n",
    "a heredoc in a heredoc": "a = <<E\n${<<E\nx\nE\n}\nE\n",
}
"""What Terraform takes and python-hcl2 8.1 refuses."""

_BLOCK = "__is_block__"
_OPEN = object()
"""Stands for a value that is no literal; only that there is one is compared."""

Seen = list[tuple[str, ...] | tuple[str, object]]


def theirs(text: str) -> Seen | None:
    """What python-hcl2 finds, or None where it cannot read the text."""
    try:
        return sorted(_their_body(hcl2.loads(text)), key=repr)
    except (LarkError, ValueError, RecursionError):
        return None


def _their_body(body: dict[str, object], path: tuple[str, ...] = ()) -> Seen:
    found: Seen = []
    for name, value in body.items():
        if name.startswith("__"):
            continue
        if isinstance(value, list) and value and all(map(_is_block, value)):
            for block in value:
                found += _their_block(block, (*path, name))
        else:
            found.append((*path, name, "=", value))
    return found


def _is_block(value: object) -> bool:
    return isinstance(value, dict) and (_BLOCK in value or (len(value) == 1 and _is_block(next(iter(value.values())))))


def _their_block(block: dict[str, object], path: tuple[str, ...]) -> Seen:
    if _BLOCK in block:
        return [path, *_their_body(block, path)]
    ((label, inner),) = block.items()
    assert isinstance(inner, dict)
    if label.startswith("/*"):  # python-hcl2 takes a comment in a header for a label
        return _their_block(inner, path)
    return _their_block(inner, (*path, label.strip('"')))


def ours(source: SourceFile) -> Seen:
    """What our reader finds, in the same form."""
    return sorted(_our_body(source, parse(source).body, ()), key=repr)


def _our_body(source: SourceFile, body: Body, path: tuple[str, ...]) -> Seen:
    found: Seen = [(*path, name, "=", _plain(source, a.expression)) for name, a in body.attributes.items()]
    for block in body.blocks:
        inner = (*path, block.type, *(label.value for label in block.labels))
        found += [inner, *_our_body(source, block.body, inner)]
    return found


def _plain(source: SourceFile, expression: Expression) -> object:
    """A literal the way python-hcl2 shows it: strings as they are written."""
    text = source.slice(expression.span)
    match expression:
        case Literal(value=str()) if text.startswith('"'):
            return text
        case Literal(value=str()):
            return _OPEN  # a heredoc
        case Literal(value=value):
            return value
        case TupleCons(items=items):
            return [_plain(source, item) for item in items]
        case ObjectCons(items=members):
            return {_key(source, member.key): _plain(source, member.value) for member in members}
        case _:
            return _OPEN


def _key(source: SourceFile, key: Expression) -> object:
    return source.slice(key.span) if isinstance(key, Literal) and isinstance(key.value, str) else _OPEN


def agree(our: object, their: object) -> bool:
    """True when both are the same, where ours is open too."""
    if our is _OPEN:
        return True
    if isinstance(our, list | tuple):
        return isinstance(their, type(our)) and len(our) == len(their) and all(map(agree, our, their))
    if isinstance(our, dict):
        if not isinstance(their, dict):
            return False
        known = {str(key): value for key, value in their.items()}
        return all(key is _OPEN or (key in known and agree(value, known[key])) for key, value in our.items())
    if isinstance(their, str) and their.startswith("${") and not isinstance(our, str):
        inner = their[2:-1].strip("() \n")  # in brackets, or a number with an exponent
        return inner == str(our) or (type(our) is float and float(inner) == our)
    return type(our) is type(their) and our == their


def differences(text: str) -> list[object] | None:
    """What the two find differently; None where one of them cannot read the text."""
    source = SourceFile("main.tf", text.encode())
    if syntax_problem(source) is not None or parse(source).broken:
        return None
    their = theirs(text)
    if their is None:
        return None
    our = ours(source)
    names = [[entry[: entry.index("=")] if "=" in entry else entry for entry in side] for side in (our, their)]
    if sorted(names[0], key=repr) != sorted(names[1], key=repr):
        return [entry for entry in names[0] if entry not in names[1]] + [e for e in names[1] if e not in names[0]]
    values = {entry[: entry.index("=")]: entry[-1] for entry in their if "=" in entry}
    once = {name for name in values if names[0].count(name) == 1}  # of blocks that are alike, which is which?
    return [
        entry
        for entry in our
        if "=" in entry and (name := entry[: entry.index("=")]) in once and not agree(entry[-1], values[name])
    ]


def test_there_are_files_to_compare() -> None:
    assert len(FILES) > 10


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_both_readers_agree_on_a_file(path: Path) -> None:
    found = differences(path.read_text(encoding="utf-8"))
    assert not found


@pytest.mark.parametrize("text", UNREAD.values(), ids=UNREAD.keys())
def test_what_the_second_reader_cannot_read_ours_can(text: str) -> None:
    source = SourceFile("main.tf", text.encode())
    assert syntax_problem(source) is None
    assert not parse(source).broken
    assert theirs(text) is None


def test_both_readers_agree_on_random_files() -> None:
    compared = [differences(RandomHcl(Random(seed)).file()) for seed in range(200)]
    assert sum(found is not None for found in compared) > 40
    assert [found for found in compared if found] == []
