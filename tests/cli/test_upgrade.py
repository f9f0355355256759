"""`taskplate upgrade`: what it says, how it exits, what it never touches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.templates_of_others import PLAIN, TASK, refused, repository, said
from tests.helpers import build_tree, committed, contents, git

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with a template of Coder 2.27 in one file."""
    return repository(tmp_path / "repository", {"main.tf": TASK})


# What it says


@pytest.mark.parametrize("target", ["2.34", "2.38"])
def test_it_says_what_it_did_and_what_is_left_to_do(root: Path, target: str, snapshot: SnapshotAssertion) -> None:
    code, text = said(root, "upgrade", "t", "--coder", target)
    assert code == 0
    assert text == snapshot


@pytest.mark.parametrize("target", ["2.27", "2.29", "2.34", "2.38"])
def test_the_result_has_no_errors_and_a_second_run_changes_nothing(root: Path, target: str) -> None:
    said(root, "upgrade", "t", "--coder", target)
    assert said(root, "validate", "t", "--coder", target)[0] == 0
    committed(root)
    before = contents(root)
    code, text = said(root, "upgrade", "t", "--coder", target)
    assert (code, text.splitlines()[0]) == (0, f"t: nothing to do for Coder {target}")
    assert contents(root) == before


def test_diff_shows_what_would_change_and_writes_nothing(root: Path, snapshot: SnapshotAssertion) -> None:
    code, text = refused(root, "upgrade", "t", "--coder", "2.34", "--diff")
    assert (code, text) == (0, snapshot)
    assert refused(root, "upgrade", "t", "--coder", "2.34", "--dry-run") == (code, text)


def test_what_cannot_be_decided_is_left_and_told_with_its_place(root: Path) -> None:
    build_tree(
        root / "t", {"outputs.tf": 'output "asked" {\n  value = data.coder_parameter.ai_prompt.display_name\n}\n'}
    )
    committed(root)
    code, text = said(root, "upgrade", "t", "--coder", "2.34")
    assert code == 1  # the parameter that stays is an error on this target
    assert "t/outputs.tf:2:11: warning: takes more of `data.coder_parameter.ai_prompt` than its value" in text
    assert 'data "coder_parameter" "ai_prompt"' in (root / "t/main.tf").read_text()


def test_a_template_without_tasks_and_modules_has_nothing_to_do(tmp_path: Path) -> None:
    root = repository(tmp_path, {"main.tf": PLAIN})
    for target in ("2.27", "2.34", "2.38"):
        assert refused(root, "upgrade", "t", "--coder", target) == (0, f"t: nothing to do for Coder {target}\n")


# --only


@pytest.mark.parametrize("name", ["code-server", "coder/code-server"])
def test_only_what_is_named_is_moved(root: Path, name: str) -> None:
    before = (root / "t/main.tf").read_text()
    said(root, "upgrade", "t", "--only", name, "--coder", "2.27")
    assert (root / "t/main.tf").read_text() == before.replace('"1.3.0"', '"1.5.2"')


def test_only_a_helper_does_not_raise_the_provider_for_the_task(root: Path) -> None:
    """The task stays as it is, which on this target is an error."""
    before = (root / "t/main.tf").read_text()
    code, text = said(root, "upgrade", "t", "--only", "code-server", "--coder", "2.34")
    assert (root / "t/main.tf").read_text() == before.replace('"1.3.0"', '"1.5.2"')
    assert code == 1
    assert "[ai-prompt-unread]" in text


def test_only_an_agent_takes_its_task_along(root: Path) -> None:
    assert said(root, "upgrade", "t", "--only", "claude-code", "--coder", "2.34")[0] == 0
    text = (root / "t/main.tf").read_text()
    assert 'version  = "1.3.0"' in text
    assert 'data "coder_task" "me" {}' in text


def test_only_can_be_said_several_times(root: Path) -> None:
    assert said(root, "upgrade", "t", "--only", "claude-code", "--only", "code-server")[0] == 0
    assert 'version  = "1.5.2"' in (root / "t/main.tf").read_text()


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("cod-server", " Did you mean `code-server`?"),
        ("coder/claude-cod", " Did you mean `coder/claude-code`?"),
        ("x", ""),
    ],
)
def test_only_what_is_not_there_is_refused_with_what_is_near(root: Path, name: str, near: str) -> None:
    message = f"taskplate: t: calls no module `{name}`.{near}\n"
    assert refused(root, "upgrade", "t", "--only", "code-server", "--only", name) == (2, message)


# What is refused


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("t", "--coder", "soon"), "`soon` is no Coder release; write it as 2.34"),
        (("t", "--coder", "2.20"), "Coder 2.20 cannot be a target: Coder Tasks does not exist before 2.24"),
        (("nowhere",), "nowhere: there is no such folder"),
        (("t", "--catalog", "nowhere"), "nowhere: is no catalog"),
    ],
)
def test_what_cannot_be_done_is_refused_with_the_reason(root: Path, arguments: tuple[str, ...], message: str) -> None:
    code, text = refused(root, "upgrade", *arguments)
    assert (code, text.partition(message)[0]) == (2, "taskplate: ")


@pytest.mark.parametrize("option", [(), ("--force",), ("--diff",)])
def test_a_template_is_not_moved_back(root: Path, option: tuple[str, ...]) -> None:
    said(root, "upgrade", "t", "--coder", "2.34")
    committed(root)
    because = "`module.claude-code` takes coder/claude-code 4.9.2, which is for Coder 2.28 and later"
    message = f"taskplate: t: {because}; a template is not moved back\n"
    assert refused(root, "upgrade", "t", "--coder", "2.27", *option) == (2, message)


def test_a_generated_folder_is_refused_unless_forced(tmp_path: Path) -> None:
    root = build_tree(tmp_path, {"spec.yaml": "name: t\nblueprint: docker\nagent: codex\n"})
    said(root, "generate", "spec.yaml")
    committed(root)
    code, text = refused(root, "upgrade", "t", "--coder", "2.38")
    assert (code, text.splitlines()[0]) == (2, "taskplate: t: is generated from ../spec.yaml")
    assert said(root, "upgrade", "t", "--coder", "2.38", "--force")[0] == 0


def test_a_folder_without_terraform_files_exits_3(tmp_path: Path) -> None:
    root = repository(tmp_path, {"README.md": "x"})
    assert refused(root, "upgrade", "t") == (3, "taskplate: no Terraform files in t\n")


def test_a_syntax_error_is_shown_with_its_place(root: Path) -> None:
    build_tree(root / "t", {"bad.tf": "x {\n  é = = 1\n}\n"})
    committed(root)
    code, text = refused(root, "upgrade", "t", "--force")
    assert code == 2
    assert text.startswith("t/bad.tf:2:7: error: ")
    assert text.endswith("\ntaskplate: 1 finding; nothing was written\n")


def test_what_git_could_not_bring_back_is_refused_unless_forced(root: Path) -> None:
    build_tree(root / "t", {"notes.txt": "new"})
    code, text = refused(root, "upgrade", "t")
    assert (code, text.splitlines()[0]) == (2, "taskplate: t: holds what is not committed (t/notes.txt)")
    assert said(root, "upgrade", "t", "--force")[0] == 0
    assert (root / "t/notes.txt").read_text() == "new"


def test_a_dirty_folder_with_nothing_to_do_is_no_matter(tmp_path: Path) -> None:
    root = repository(tmp_path, {"main.tf": PLAIN})
    build_tree(root / "t", {"notes.txt": "new"})
    assert refused(root, "upgrade", "t")[0] == 0


# Places


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_a_byte_order_mark_stay(tmp_path: Path, ending: str, mark: str) -> None:
    root = repository(tmp_path, {"main.tf": (mark + TASK).replace("\n", ending)})
    assert said(root, "upgrade", "t", "--coder", "2.34")[0] == 0
    data = (root / "t/main.tf").read_bytes()
    assert data.startswith(mark.encode() + b"terraform {")
    assert data.count(b"\n") == data.count(ending.encode())


def test_the_current_folder_is_rewritten_in_place(root: Path) -> None:
    before = (root / "t").stat().st_ino
    assert said(root / "t", "upgrade", ".", "--coder", "2.34")[0] == 0
    assert (root / "t").stat().st_ino == before
    assert git(root, "diff", "--name-only") == "t/main.tf"
