"""What README.md and the guides have their reader do works, and prints what they show."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from generator.cli import exit_codes
from generator.errors import UsageError
from generator.terraform.engine import find_engine
from tests.documents import ROOT, blocks
from tests.sessions import Command, File, Reader, agrees, documents, renewed, steps

if TYPE_CHECKING:
    from pathlib import Path

ELSEWHERE = ("python3 -m venv ", "coder ", "pip ", "~/.venvs/", "export PATH=", "taskplate completion ")
"""How a line begins that is for what no test has: a network, a deployment, a shell's own files."""


@pytest.mark.parametrize("document", documents(), ids=lambda path: path.stem)
def test_document_shows_what_its_commands_print(document: Path, tmp_path: Path) -> None:
    text = document.read_text(encoding="utf-8")
    if "--deep\n" in text:
        try:
            find_engine()
        except UsageError as error:
            pytest.skip(error.message)
    reader = Reader(tmp_path)
    for step in steps(text):
        if isinstance(step, File):
            reader.write(step)
            continue
        printed = reader.run(step.line)
        advice = f"run `python -m tests.sessions {document.relative_to(ROOT)}`, or show this below `$ {step.line}`:"
        assert agrees(step.shown, printed), f"{advice}\n{printed}"
        assert reader.code <= exit_codes.USAGE, f"`{step.line}` exits {reader.code}"


@pytest.mark.parametrize("document", documents()[1:], ids=lambda path: path.stem)
def test_a_guide_shows_nothing_else_that_could_have_been_run(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    languages = set(re.findall(r"^```(\w*)$", text, re.MULTILINE)) - {""}
    assert languages <= {"console", "sh"}, "a file has a title, a command that a test can run stands in `console`"
    lines = [line for block in blocks(text, "sh") for line in block.splitlines()]
    assert [line for line in lines if not line.startswith(ELSEWHERE)] == []


def test_steps_are_files_and_commands_in_order() -> None:
    text = (
        '```yaml title="a/b.yaml"\nx: 1\n```\n\n```console\n$ cat \\\n  a/b.yaml\nx: 1\n$ true\n```\n\n```tf\n{}\n```\n'
    )
    found = steps(text)
    assert found[0] == File("a/b.yaml", "x: 1\n")
    assert [step[:2] for step in found[1:]] == [("cat \\\n  a/b.yaml", "x: 1\n"), ("true", "")]
    assert all(isinstance(step, Command) and text[step.start : step.end] == step.shown for step in found[1:])


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [
        ("a\n", "a\n", True),
        ("a\n", "b\n", False),
        ("", "a\n", False),
        ("a\n...\n", "a\n", True),
        ("a\n...\nd\n", "a\nb\nc\nd\n", True),
        ("a\n...\nd\n", "a\nb\nc\n", False),
        ("...\nd\n", "d\n", True),
        ("a ... c\n", "a b c\n", True),
        ("a ... c\n", "a b\nb c\n", False),
        ("a.c\n", "abc\n", False),
    ],
)
def test_only_what_is_left_out_may_differ(shown: str, printed: str, same: bool) -> None:
    assert agrees(shown, printed) is same


def test_renewing_puts_in_what_is_printed_and_leaves_the_rest(tmp_path: Path) -> None:
    text = 'One.\n\n```txt title="a"\nx\n```\n\n```console\n$ cat a\ny\n$ echo 1 2\n1 ...\n$ cd .\n```\n\nTwo.\n'
    assert renewed(text, tmp_path) == text.replace("\ny\n", "\nx\n")
