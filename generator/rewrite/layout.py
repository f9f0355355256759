"""How a file is laid out after edits: as Terraform formats it, as far as it was laid out so before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Edit, Span
from generator.hcl.edits import apply_edits
from generator.hcl.format import format_hcl
from generator.hcl.tree import parse
from generator.source.files import SourceFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.hcl.tree import Block

_Key = tuple[str, ...]


def laid_out(path: str, old: bytes | None, new: bytes) -> bytes:
    """The bytes of a file after edits, formatted where they were before.

    A file that was as Terraform formats it is so again. In any other, each block at the top that was is so again, and
    nothing else changes.

    Args:
        path: The file; what is in JSON stays as it is.
        old: Its bytes before the edits; None where it is new.
        new: Its bytes after them.
    """
    if not path.endswith(".tf"):
        return new
    if old is None or format_hcl(old) == old:
        return format_hcl(new)
    before = {key: text for key, _, text in _blocks(path, old)}
    edits = []
    for key, block, text in _blocks(path, new):
        was = before.get(key)
        if was is not None and was != text and _formatted(was) == was and _formatted(text) != text:
            edits.append(Edit(block.span, _formatted(text).decode()))
    return apply_edits(new, edits)


def place_in_layout(span: Span, edited: bytes, laid: bytes) -> Span:
    """Where a place of a file after edits is once it is laid out, which changes nothing but blanks.

    Args:
        span: The place.
        edited: The bytes that it is in.
        laid: What `laid_out` made of them.
    """
    if edited == laid or b"".join(edited.split()) != b"".join(laid.split()):
        return span
    inks = [at for at, byte in enumerate(laid) if not bytes((byte,)).isspace()]
    first, last = (len(b"".join(edited[:at].split())) for at in (span.start, span.end))
    start = inks[first] if first < len(inks) else len(laid)
    return Span(span.path, start, max(start, inks[last - 1] + 1) if last else start)


def _blocks(path: str, data: bytes) -> Iterator[tuple[_Key, Block, bytes]]:
    """The blocks at the top that begin a line, each with what tells it from the others, and its text."""
    times: dict[_Key, int] = {}
    for block in parse(SourceFile(path, data)).body.blocks:
        name = (block.type, *block.label_texts)
        times[name] = times.get(name, 0) + 1
        start = block.span.start
        if start == 0 or data[start - 1 : start] == b"\n":
            yield (*name, str(times[name])), block, data[start : block.span.end]


def _formatted(text: bytes) -> bytes:
    return format_hcl(text + b"\n").removesuffix(b"\n")
