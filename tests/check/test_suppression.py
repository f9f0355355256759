"""A comment silences the finding that it names, on its line or the next; one that silences nothing is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers import build_tree, run_cli

if TYPE_CHECKING:
    from pathlib import Path


def findings(folder: Path, text: str | bytes) -> list[str]:
    """`line rule` of each finding of a folder with one file."""
    build_tree(folder, {"main.tf": text})
    _, out, _ = run_cli(["validate", "."], folder)
    heads = [line for line in out.splitlines() if line.startswith("main.tf:")]
    return [f"{line.split(':')[1]} {line.rsplit('[', 1)[1][:-1]}" for line in heads]


def fixed(folder: Path, text: str | bytes) -> bytes:
    build_tree(folder, {"main.tf": text})
    run_cli(["validate", ".", "--fix"], folder)
    return (folder / "main.tf").read_bytes()


PRESETS = """\
data "coder_workspace_preset" "a" {
  name = "P"
}
%sdata "coder_workspace_preset" "b" {%s
  name = "P"%s
}
terraform {
  required_providers {
    coder = { source = "coder/coder" }
  }
}
"""


def test_without_a_comment_it_is_found(tmp_path: Path) -> None:
    assert findings(tmp_path, PRESETS % ("", "", "")) == ["5 duplicate-preset-name"]


@pytest.mark.parametrize(
    "comment",
    [
        " # taskplate: ignore[duplicate-preset-name] wanted",
        " // taskplate: ignore[duplicate-preset-name]",
        " /* taskplate: ignore[duplicate-preset-name] */",
        "   #taskplate:ignore[ duplicate-preset-name ]",
        " # taskplate: ignore[secret-in-text, duplicate-preset-name]",
    ],
)
def test_a_comment_on_the_line_silences(tmp_path: Path, comment: str) -> None:
    assert "5 duplicate-preset-name" not in findings(tmp_path, PRESETS % ("", "", comment))


@pytest.mark.parametrize(
    "above",
    [
        "\n  # taskplate: ignore[duplicate-preset-name]",
        "\n  # taskplate: ignore[duplicate-preset-name]\n  # more words",
        "\n  # more words\n  # taskplate: ignore[duplicate-preset-name]",
        "\n  /* taskplate: ignore[duplicate-preset-name]\n     more words */",
    ],
)
def test_comments_above_the_line_silence(tmp_path: Path, above: str) -> None:
    assert findings(tmp_path, PRESETS % ("", above, "")) == []


@pytest.mark.parametrize("words", ["ignore", "ignore duplicate-preset-name", "ignore: duplicate-preset-name"])
def test_a_comment_without_brackets_is_told_and_silences_nothing(tmp_path: Path, words: str) -> None:
    comment = f" # taskplate: {words}"
    assert findings(tmp_path, PRESETS % ("", "", comment)) == ["5 duplicate-preset-name", "5 unknown-suppression"]


def test_words_that_only_begin_so_are_no_comment_for_us(tmp_path: Path) -> None:
    assert findings(tmp_path, PRESETS % ("", "", " # taskplate: ignored")) == ["5 duplicate-preset-name"]


@pytest.mark.parametrize(
    "above",
    ["\n  # taskplate: ignore[duplicate-preset-name]\n", "\n  # taskplate: ignore[duplicate-preset-name]\n  icon = 1"],
)
def test_a_comment_further_up_does_not_reach(tmp_path: Path, above: str) -> None:
    found = findings(tmp_path, PRESETS % ("", above, ""))
    assert [finding.split()[1] for finding in found] == ["unused-suppression", "duplicate-preset-name"]


def test_an_unknown_rule_is_said_with_what_was_meant(tmp_path: Path) -> None:
    build_tree(tmp_path, {"main.tf": "# taskplate: ignore[duplicate-preset-names]\nlocals {}\n"})
    code, out, _ = run_cli(["validate", "."], tmp_path)
    assert code == 0
    assert (
        "main.tf:1:21: warning: there is no rule `duplicate-preset-names`. Did you mean `duplicate-preset-name`?" in out
    )


@pytest.mark.parametrize("names", ["", " ", "secret-in-text,"])
def test_an_empty_name_is_said(tmp_path: Path, names: str) -> None:
    assert "1 unknown-suppression" in findings(tmp_path, f"# taskplate: ignore[{names}]\nlocals {{}}\n")


UNUSED = {
    "on its own line": (b"locals {\n  # taskplate: ignore[secret-in-text]\n  a = 1\n}\n", b"locals {\n  a = 1\n}\n"),
    "behind code": (b"locals {\n  a = 1  # taskplate: ignore[secret-in-text] old\n}\n", b"locals {\n  a = 1\n}\n"),
    "before code": (b"locals {\n  /* taskplate: ignore[secret-in-text] */ a = 1\n}\n", b"locals {\n a = 1\n}\n"),
    "inside code": (b"locals {\n  a = /* taskplate: ignore[secret-in-text] */ 1\n}\n", b"locals {\n  a = 1\n}\n"),
    "over lines": (b"/* taskplate: ignore[secret-in-text]\n x */\nlocals {}\n", b"locals {}\n"),
    "with CRLF": (b"locals {\r\n  a = 1 # taskplate: ignore[secret-in-text]\r\n}\r\n", b"locals {\r\n  a = 1\r\n}\r\n"),
    "alone with CRLF": (b"# taskplate: ignore[secret-in-text]\r\nlocals {}\r\n", b"locals {}\r\n"),
    "at the end": (b"locals {}\n# taskplate: ignore[secret-in-text]", b"locals {}\n"),
    "on the first line behind a byte order mark": (
        b"\xef\xbb\xbf# taskplate: ignore[secret-in-text]\nlocals {}\n",
        b"\xef\xbb\xbflocals {}\n",
    ),
    "behind a byte order mark": (
        b"\xef\xbb\xbflocals {}\n# taskplate: ignore[secret-in-text]\n",
        b"\xef\xbb\xbflocals {}\n",
    ),
}


@pytest.mark.parametrize(("before", "after"), UNUSED.values(), ids=UNUSED.keys())
def test_an_unused_comment_is_removed_and_nothing_else(tmp_path: Path, before: bytes, after: bytes) -> None:
    assert "unused-suppression" in findings(tmp_path, before)[0]
    assert fixed(tmp_path, before) == after
    assert findings(tmp_path, after) == []


def test_of_several_names_the_unused_one_is_said_and_the_comment_stays(tmp_path: Path) -> None:
    text = PRESETS % ("", "", " # taskplate: ignore[duplicate-preset-name, secret-in-text]")
    assert findings(tmp_path, text) == ["5 unused-suppression"]
    assert fixed(tmp_path, text) == text.encode()


def test_a_comment_for_a_rule_that_did_not_run_is_not_unused(tmp_path: Path) -> None:
    build_tree(tmp_path, {"main.tf": "# taskplate: ignore[secret-in-text]\nlocals {}\n"})
    _, out, _ = run_cli(["validate", ".", "--select", "preset"], tmp_path)
    assert out == ""


def test_a_syntax_error_cannot_be_silenced(tmp_path: Path) -> None:
    assert findings(tmp_path, "# taskplate: ignore[invalid-syntax]\na = = 1\n") == ["2 invalid-syntax"]


def test_a_comment_in_a_file_does_not_reach_another(tmp_path: Path) -> None:
    build_tree(
        tmp_path, {"a.tf": "\n\n\n\n# taskplate: ignore[duplicate-preset-name]\n", "main.tf": PRESETS % ("", "", "")}
    )
    code, _, _ = run_cli(["validate", "."], tmp_path)
    assert code == 1


@pytest.mark.parametrize(
    "text",
    [
        "locals {\n  a = <<-E\n    # taskplate: ignore[secret-in-text]\n  E\n}\n",
        'locals {\n  a = "# taskplate: ignore[secret-in-text]"\n}\n',
    ],
)
def test_text_in_strings_is_no_comment(tmp_path: Path, text: str) -> None:
    assert findings(tmp_path, text) == []
