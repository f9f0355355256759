"""However a template is laid out, `add` and `upgrade` do the same to it, and to nothing else in it."""

from __future__ import annotations

import json
from random import Random
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from generator.hcl.format import format_hcl
from generator.hcl.syntax import syntax_problem
from generator.hcl.tree import parse
from generator.source.files import SourceFile
from tests.corpus_steps import (
    MARK,
    STEPS,
    TEMPLATES,
    Step,
    changed_ends,
    errors,
    files_below,
    lost_lines,
    outcome,
    rewritten,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

_COMMENTS = ("# note", "// see #4711", "/* one */", "/* two\n   lines */", '# } module "x" {', "#", "")


def relaid(files: Mapping[str, bytes], rng: Random) -> dict[str, bytes]:
    """The files with their blocks in another order, other comments, blank lines, indentation and line ends."""
    native, in_json = rng.choice((_other_layout, lambda data, _: format_hcl(data))), _other_json
    found = {}
    for name, data in files.items():
        found[name] = data
        if name.endswith(".tf"):
            found[name] = native(data, rng)
            assert syntax_problem(SourceFile(name, found[name])) is None, found[name]
        elif name.endswith(".tf.json"):
            found[name] = in_json(data, rng)
    return found


def _other_layout(data: bytes, rng: Random) -> bytes:
    mark, text = (MARK, data.removeprefix(MARK)) if rng.random() < 0.2 else (b"", data.removeprefix(MARK))
    text = text.replace(b"\r\n", b"\n").rstrip(b"\n") + b"\n"
    chunks = _chunks(text)
    rng.shuffle(chunks)
    indent = rng.choice(("", " ", "   ", "\t", None))
    laid = "".join(
        f"{rng.choice(_COMMENTS)}\n" * (rng.random() < 0.3)
        + "\n" * rng.choice((0, 1, 1, 1, 3))
        + _indented(chunk, indent)
        for chunk in chunks
    )
    text = laid.encode() if rng.random() < 0.7 else laid.encode().rstrip(b"\n")
    return mark + (text.replace(b"\n", b"\r\n") if rng.random() < 0.4 else text)


def _chunks(text: bytes) -> list[str]:
    """The blocks at the top, each with what stands before it and on its last line."""
    start, found = 0, []
    for block in parse(SourceFile("main.tf", text)).body.blocks:
        end = text.find(b"\n", block.span.end) + 1
        found.append(text[start:end].decode())
        start = end
    return [*found, text[start:].decode()]


def _indented(chunk: str, indent: str | None) -> str:
    """With other blanks at the beginning of lines, but for those in heredocs and comments, which hold them."""
    if indent is None:
        return chunk
    document = parse(SourceFile("main.tf", chunk.encode()))
    data = chunk.encode()
    spans = [each.expression.span for each in document.body.all_attributes()] + [c.span for c in document.comments]
    held = {
        line
        for span in spans
        if b"<<" in data[span.start : span.end] or data[span.start : span.start + 2] == b"/*"
        for line in range(data.count(b"\n", 0, span.start) + 1, data.count(b"\n", 0, span.end) + 1)
    }
    lines = chunk.split("\n")
    return "\n".join(
        line if at in held or not line.startswith((" ", "\t")) else indent + line.lstrip()
        for at, line in enumerate(lines)
    )


def _other_json(data: bytes, rng: Random) -> bytes:
    indent = rng.choice((None, 0, 1, 4, "\t"))
    return json.dumps(_shuffled(json.loads(data), rng), indent=indent, ensure_ascii=rng.random() < 0.5).encode()


def _shuffled(value: object, rng: Random) -> object:
    if isinstance(value, dict):
        return {key: _shuffled(value[key], rng) for key in rng.sample(sorted(value), len(value))}
    return [_shuffled(each, rng) for each in value] if isinstance(value, list) else value


@settings(max_examples=30, deadline=None)
@given(step=st.sampled_from(STEPS), seed=st.integers(0, 2**32))
def test_the_layout_of_a_template_decides_nothing(step: Step, seed: int) -> None:
    files = relaid(files_below(TEMPLATES / step.template), Random(seed))
    made = rewritten(step, files)
    assert made.code == outcome(step).code, made.said
    assert made.sentences == outcome(step).sentences
    assert lost_lines(files, made.after) == []
    assert changed_ends(files, made.after) == []
    assert errors(made.after, step.target) <= errors(files, step.target)
    assert rewritten(step, made.after).after == made.after
