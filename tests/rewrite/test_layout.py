"""What was laid out as Terraform formats it is so afterwards; all else keeps the bytes that no edit is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.diagnostics import Span
from generator.hcl.format import format_hcl
from generator.rewrite.layout import laid_out, place_in_layout
from tests.rewrite.folders import AGENT, provider, upgraded

if TYPE_CHECKING:
    from pathlib import Path

CANONICAL = 'resource "a" "b" {\n  x = 1\n}\n\nresource "a" "c" {\n  y = 1\n}\n'
ODD = "locals { a = {\n b=1 }\n }\n\n"


def longer(text: str) -> str:
    """The text with an argument whose name is longer than the others, as an edit leaves it."""
    return text.replace("x = 1\n", "x = 1\n  longer = 2\n")


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_file_that_was_canonical_is_so_again(line_end: str) -> None:
    old, new = (text.replace("\n", line_end).encode() for text in (CANONICAL, longer(CANONICAL)))
    aligned = longer(CANONICAL).replace("x = 1", "x      = 1").replace("\n", line_end)
    assert laid_out("main.tf", old, new).decode() == aligned


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_block_that_was_canonical_is_so_again_where_its_file_was_not(line_end: str, mark: str) -> None:
    old, new = (f"{mark}{ODD}{text}".replace("\n", line_end).encode() for text in (CANONICAL, longer(CANONICAL)))
    aligned = f"{mark}{ODD}{longer(CANONICAL)}".replace("x = 1", "x      = 1").replace("\n", line_end)
    assert laid_out("main.tf", old, new).decode() == aligned


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("main.tf", 'a "b" {\n x = 1\n}\n' + ODD, 'a "b" {\n x = 1\n longer = 2\n}\n' + ODD),
        ("main.tf.json", '{ "a":1}', '{ "a":2}'),
    ],
    ids=["a block that was not canonical", "a file in JSON"],
)
def test_all_else_keeps_its_bytes(path: str, old: str, new: str) -> None:
    assert laid_out(path, old.encode(), new.encode()).decode() == new


def test_blocks_of_the_same_name_are_told_apart_by_their_order() -> None:
    old = ODD + "locals {\n  x = 1\n}\n"
    assert laid_out("main.tf", old.encode(), longer(old).encode()).decode() == longer(old).replace("x =", "x      =")


CODEX = """\
module "codex" {
  source   = "registry.coder.com/coder-labs/codex/coder"
  version  = "4.3.1"
  agent_id = coder_agent.main.id
  workdir  = "/home/coder"
}

resource "coder_ai_task" "task" {
  app_id = module.codex.task_app_id
}
"""


def test_a_file_of_which_nothing_is_left_is_gone(tmp_path: Path) -> None:
    upgraded(tmp_path, {"main.tf": provider(">= 2.13") + AGENT, "task.tf": CODEX}, "2.38")
    assert [path.name for path in tmp_path.iterdir()] == ["main.tf"]


def test_a_file_of_which_comments_are_left_is_a_persons_to_judge(tmp_path: Path) -> None:
    files = {"main.tf": provider(">= 2.13") + AGENT, "task.tf": "# Codex, and its task.\n\n" + CODEX}
    made = upgraded(tmp_path, files, "2.38")
    assert (tmp_path / "task.tf").read_text() == "# Codex, and its task.\n"
    assert "Look whether `task.tf` is of use still: it holds nothing but comments." in made.by_hand


@settings(deadline=None)
@given(st.data())
def test_a_place_is_where_it_was_among_all_that_is_no_blank(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from([longer(CANONICAL), "a{\nb=[ 1,2 ]\n\n  é =  {}}\n", "x=1"])).encode()
    start, end = sorted(data.draw(st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))))
    laid = format_hcl(text)
    place = place_in_layout(Span("main.tf", start, end), text, laid)
    for cut, held in ((laid[: place.start], text[:start]), (laid[place.start : place.end], text[start:end])):
        assert b"".join(cut.split()) == b"".join(held.split())
