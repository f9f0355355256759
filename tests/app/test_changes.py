"""What changed since a git revision, whatever names and lines look like."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from generator.app.changes import changes_since
from generator.diagnostics import RuleInfo, Severity, Span
from generator.errors import UsageError
from generator.source.files import SourceFile
from tests.helpers import build_tree, git

if TYPE_CHECKING:
    from pathlib import Path

INFO = RuleInfo("bad-word", "style", "a bad word", Severity.WARNING)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q")
    build_tree(tmp_path, {"a/main.tf": "1\n2\n3\n4\n5\n6\n", 'b é "x"/m\tn.tf': "1\n", "a/same.tf": "1\n"})
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "first")
    return tmp_path


def touched(root: Path, name: str, paths: list[Path] | None = None) -> list[int]:
    """The lines of a file, of one character each, on which a finding would be reported."""
    changes = changes_since("HEAD", paths or [root])
    data = (root / name).read_bytes()
    path = (root / name).as_posix()
    source = {path: SourceFile(path, data)}
    starts = [at for at in range(len(data)) if at == 0 or data[at - 1 : at] == b"\n"]
    return [
        line for line, at in enumerate(starts, 1) if changes.touch(INFO.at(Span(path, at, at + 1), "found"), source)
    ]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("1\n2\n3\n4\n5\n6\n", []),
        ("1\nx\n3\n4\n5\n6\n", [2]),
        ("0\n1\n2\n3\n4\n5\n6\n7", [1, 8]),
        ("1\n2\n5\n6\n", [2, 3]),
        ("3\n4\n5\n6\n", [1]),
        ("1\n2\n3\n4\n++ b/a/same.tf\n@@ -1 +1 @@\n5\n6\n", [5, 6]),
    ],
)
def test_changed_lines_are_touched(repository: Path, text: str, lines: list[int]) -> None:
    build_tree(repository, {"a/main.tf": text})
    assert touched(repository, "a/main.tf") == lines
    assert touched(repository, "a/same.tf") == []
    git(repository, "add", ".")
    assert touched(repository, "a/main.tf") == lines


@pytest.mark.parametrize("below", [".", "a", "a/main.tf"])
def test_a_file_that_git_does_not_follow_is_new(repository: Path, below: str) -> None:
    build_tree(repository, {"a/new.tf": "1\n2\n", ".gitignore": "ignored.tf\n", "a/ignored.tf": "1\n"})
    assert touched(repository, "a/new.tf", [repository / below]) == [1, 2]
    assert touched(repository, "a/ignored.tf", [repository / below]) == [1]


def test_names_may_hold_anything(repository: Path) -> None:
    build_tree(repository, {'b é "x"/m\tn.tf': "1\n2\n"})
    assert touched(repository, 'b é "x"/m\tn.tf') == [2]


def test_a_finding_over_several_lines_is_touched_by_each(repository: Path) -> None:
    build_tree(repository, {"a/main.tf": "1\n2\nx\n4\n5\n6\n"})
    changes = changes_since("HEAD", [repository])
    path = (repository / "a/main.tf").as_posix()
    sources = {path: SourceFile(path, (repository / "a/main.tf").read_bytes())}
    spans = {Span(path, 0, 4): False, Span(path, 0, 5): True, Span(path, 4, 9): True, Span(path, 6, 9): False}
    assert {span: changes.touch(INFO.at(span, "found"), sources) for span in spans} == spans


@pytest.mark.parametrize("revision", ["nowhere", "--output=x", "", "HEAD:a/main.tf", "a\0b"])
def test_a_revision_that_does_not_exist_is_said(repository: Path, revision: str) -> None:
    with pytest.raises(UsageError):
        changes_since(revision, [repository])
    assert not (repository / "x").exists()


def test_a_folder_outside_of_git_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is in no git repository"):
        changes_since("HEAD", [tmp_path])


def test_a_missing_git_is_said(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(UsageError, match="git is not installed"):
        changes_since("HEAD", [repository])
