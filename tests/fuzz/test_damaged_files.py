"""Real files with bytes flipped, cut out, doubled and moved keep every promise."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.source.files import SourceFile
from tests.fuzz.promises import FILES, errors, findings, fixes_mend, formatting_is_stable

SECONDS = 10
"""What one file of a few kilobytes may take; a hang is far beyond it."""


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A file at hand after one to four accidents."""
    data = draw(st.sampled_from(FILES)).read_bytes()
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(1, 60)))
        match draw(st.sampled_from(["flip", "cut", "double", "move", "line"])):
            case "flip":
                bit = draw(st.integers(0, 7))
                data = data[:start] + bytes(byte ^ (1 << bit) for byte in data[start : start + 1]) + data[start + 1 :]
            case "cut":
                data = data[:start] + data[end:]
            case "double":
                data = data[:end] + data[start:end] + data[end:]
            case "move":
                rest = data[:start] + data[end:]
                to = draw(st.integers(0, len(rest)))
                data = rest[:to] + data[start:end] + rest[to:]
            case _:
                lines = data.splitlines(keepends=True) or [b""]
                at = draw(st.integers(0, len(lines) - 1))
                data = b"".join([*lines[:at], *lines[at + 1 :]])
    return data


@settings(deadline=SECONDS * 1000, max_examples=150)
@given(data=damaged())
def test_formatting_damaged_files_is_stable(data: bytes) -> None:
    formatting_is_stable(data)


@settings(deadline=SECONDS * 1000, max_examples=60)
@given(data=damaged())
def test_no_rule_fails_on_damaged_files_and_fixes_mend(data: bytes) -> None:
    fixes_mend(data)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_files_without_a_fault_stay_so(path) -> None:
    data = path.read_bytes()
    formatting_is_stable(data)
    fixes_mend(data)


def test_the_promises_are_about_something() -> None:
    broken = {"main.tf": SourceFile("main.tf", b'resource "coder_agent" "a" {\n  os = "Linux"\n}\n')}
    assert errors(findings(broken)) == 3
