"""No bytes in a Terraform file make a command crash, hang or damage the file."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator.hcl.format import format_hcl
from generator.hcl.syntax import syntax_problem
from generator.hcl.tree import parse
from generator.source.files import SourceFile
from tests.hcl.random_hcl import RandomHcl
from tests.helpers import run_cli

SECONDS = 10
"""What one file of a few kilobytes may take; a hang is far beyond it."""

_PIECES = st.sampled_from(
    [
        *'a= \n"}{()[]#$\\1.,:?*!-<>~%&|/\t\r',
        "\r\n", "${", "%{", "~}", "<<E\n", "<<-E\n", "E\n", "/*", "*/", "//", "for ", " in ", "if ", "...", "é",
        "\ufeff",
        "\u2028", "\0", 'resource "coder_ai_task" "t" {\n', 'data "coder_parameter" "p" {\n', "locals {\n", "module ",
        '"registry.coder.com/coder/claude-code/coder"', "version = ", "source = ", "name = ", "local.a", "var.x", "}\n",
        "# taskplate: ignore[", "]", "value = ", 'data "coder_workspace_preset" "q" {\n', "parameters = {", "env = {",
        "option {\n", "default = ", "1e999", "0x1", "9" * 400, "null", "true", "coder_env", "[*]", ".0", "::",
    ]
)  # fmt: skip
_TEXTS = st.one_of(
    st.binary(max_size=400),
    st.lists(_PIECES, max_size=60).map(lambda pieces: "".join(pieces).encode()),
    st.integers(0, 2**32).map(lambda seed: RandomHcl(Random(seed)).file().encode()),
)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A real template with a piece cut out, put in or put elsewhere."""
    path = draw(st.sampled_from(_REAL))
    data = path.read_bytes()
    start = draw(st.integers(0, len(data)))
    end = min(len(data), start + draw(st.integers(0, 80)))
    piece = draw(st.one_of(_PIECES.map(str.encode), st.just(b""), st.just(data[start:end] * 2)))
    return data[:start] + piece + data[end:]


_REAL = sorted((Path(__file__).parent.parent / "examples").glob("*/*/main.tf"))


def validated(data: bytes, *args: str) -> tuple[int, str, str, bytes]:
    """`taskplate validate` of a folder that holds these bytes; the file as it is afterwards."""
    folder = Path(tempfile.mkdtemp())
    try:
        (folder / "main.tf").write_bytes(data)
        code, out, err = run_cli(["validate", ".", *args], folder)
        return code, out, err, (folder / "main.tf").read_bytes()
    finally:
        shutil.rmtree(folder)


def holds(data: bytes) -> None:
    """Nothing that is said of bytes is a fault of ours."""
    code, _, err, after = validated(data)
    assert code in {0, 1, 2}, err
    assert "Traceback" not in err
    assert after == data


@settings(deadline=SECONDS * 1000)
@given(data=_TEXTS)
@example(data=b"x = " + b"[" * 3000 + b"]" * 3000)
@example(data=b"x = " + b'"${' * 500 + b'}"' * 500)
@example(data=b"x = 1" + b" + 1" * 3000)
@example(data=b"b {\n" * 3000 + b"}\n" * 3000)
@example(data=b"locals {\n  a = " + b"[" * 400 + b"local.a" + b"]" * 400 + b"\n}\n")
@example(data=b"x = " + b"<<E\n${" * 200)
@example(data=b"x = " + b"/*" * 5000)
@example(data=b"#" * 100_000)
def test_validate_takes_any_bytes(data: bytes) -> None:
    holds(data)


@settings(deadline=SECONDS * 1000)
@given(data=mutated())
def test_validate_takes_damaged_templates(data: bytes) -> None:
    holds(data)


@settings(deadline=SECONDS * 1000)
@given(data=mutated())
def test_fix_makes_no_new_errors(data: bytes) -> None:
    code, _, err, after = validated(data, "--fix")
    assert code in {0, 1, 2}, err
    if after != data:
        assert syntax_problem(SourceFile("main.tf", after)) is None


@settings(deadline=SECONDS * 1000)
@given(data=_TEXTS)
def test_what_is_read_lies_in_the_file(data: bytes) -> None:
    source = SourceFile("main.tf", data.decode(errors="replace").encode())
    problem = syntax_problem(source)
    if problem is not None:
        assert problem.span.end <= len(source.data)
    document = parse(source)
    for comment in document.comments:
        assert source.slice(comment.span) == comment.text
    for attribute in document.body.all_attributes():
        assert attribute.expression.span.end <= len(source.data)


@settings(deadline=SECONDS * 1000)
@given(data=_TEXTS)
def test_formatting_any_bytes_ends_and_is_stable(data: bytes) -> None:
    once = format_hcl(data)
    assert format_hcl(once) == once


@pytest.mark.parametrize("command", ["validate", "fmt"])
@pytest.mark.parametrize("signs", [b"[", b"{", b"(", b"!", b"-"])
@pytest.mark.timeout(60)
def test_a_megabyte_of_one_sign_is_refused_in_time(tmp_path: Path, command: str, signs: bytes) -> None:
    (tmp_path / "main.tf").write_bytes(b"x = " + signs * 1_000_000)
    code, _, err = run_cli([command, "."], tmp_path)
    assert code in {0, 1, 2}
    assert "Traceback" not in err
