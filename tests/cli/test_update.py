"""`taskplate update`: what it says, how it exits, and that a look changes nothing."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest

from generator.render.lock import LOCK_FILE, digest, read_lock
from tests.cli.templates_of_others import refused, said
from tests.helpers import build_tree, committed, contents

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

SPEC = "name: demo\nblueprint: docker\nagent: {id: codex, workdir: /home/coder/project}\n"
OTHER = SPEC.replace("project", "other")
CURRENT = "demo: is current\n"


@pytest.fixture(scope="session")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with a spec and its folder, committed."""
    root = build_tree(tmp_path_factory.mktemp("made"), {"spec.yaml": SPEC})
    assert said(root, "generate", "spec.yaml")[0] == 0
    return committed(root)


@pytest.fixture
def root(_made: Path, tmp_path: Path) -> Path:
    """The same to change."""
    shutil.copytree(_made, tmp_path / "repository")
    return tmp_path / "repository"


def edited(root: Path, name: str, old: str, new: str) -> None:
    path = root / "demo" / name
    assert old in path.read_text(encoding="utf-8")
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    committed(root)


def test_a_folder_that_is_current_is_said_to_be(root: Path) -> None:
    for option in ((), ("--check",), ("--diff",)):
        assert refused(root, "update", "demo", *option) == (0, CURRENT)
    code, text = refused(root / "demo", "update")
    assert (code, text) == (0, ".: is current\n")


def test_it_says_what_changed_and_a_second_run_is_quiet(root: Path) -> None:
    build_tree(root, {"spec.yaml": OTHER})
    assert said(root, "update", "demo") == (0, f"demo: updated for Coder 2.34 ({LOCK_FILE}, task.tf)\n")
    assert refused(root, "update", "demo") == (0, CURRENT)


def test_it_says_where_edits_were_merged_in(root: Path) -> None:
    edited(root, "task.tf", "# Codex", "# Mine: Codex")
    build_tree(root, {"spec.yaml": OTHER})
    files = f"{LOCK_FILE}, .taskplate/base/task.tf, task.tf"
    line = f"demo: updated for Coder 2.34 ({files}); your edits are in task.tf\n"
    assert said(root, "update", "demo") == (0, line)
    assert refused(root, "update", "demo", "--check") == (0, CURRENT)


def test_check_of_what_is_not_current_exits_1_and_writes_nothing(root: Path) -> None:
    build_tree(root, {"spec.yaml": OTHER, "demo/notes.txt": "a dirty folder is no matter"})
    line = f"demo: is not current ({LOCK_FILE}, task.tf); run taskplate update demo\n"
    assert refused(root, "update", "demo", "--check") == (1, line)


def test_diff_shows_what_would_change_and_writes_nothing(root: Path, snapshot: SnapshotAssertion) -> None:
    edited(root, "task.tf", "# Codex", "# Mine: Codex")
    build_tree(root, {"spec.yaml": OTHER})
    code, text = refused(root, "update", "demo", "--diff")
    assert code == 0
    assert text[text.index("--- a/task.tf") :] == snapshot
    assert refused(root, "update", "demo", "--diff", "--check")[0] == 1


def test_conflicts_are_told_marked_and_exit_1(root: Path, snapshot: SnapshotAssertion) -> None:
    edited(root, "task.tf", "/home/coder/project", "/mine")
    (root / "demo" / "variables.tf").unlink()
    committed(root)
    build_tree(root, {"spec.yaml": OTHER.replace("codex", "claude-code")})
    assert refused(root, "update", "demo", "--check")[0] == 1
    code, text = said(root, "update", "demo")
    assert code == 1
    assert text == snapshot
    assert "<<<<<<< yours\n" in (root / "demo" / "task.tf").read_text()
    assert not (root / "demo" / "variables.tf").exists()


def test_conflicts_that_nobody_solved_are_errors_with_their_places(root: Path) -> None:
    edited(root, "task.tf", "/home/coder/project", "/mine")
    build_tree(root, {"spec.yaml": OTHER})
    said(root, "update", "demo")
    code, text = refused(root, "update", "demo", "--check")
    assert code == 1
    assert text.startswith(CURRENT)
    assert "demo/task.tf:11:1: error: " in text


def test_conflicts_that_nobody_solved_are_told_where_nothing_else_reads_the_file(root: Path) -> None:
    path = root / "demo" / "README.md"
    path.write_text("<<<<<<< yours\na\n=======\nb\n>>>>>>> new\n" + path.read_text(), encoding="utf-8")
    committed(root)
    line = "demo/README.md: conflict: the marks of an earlier conflict are still in it\n"
    code, text = refused(root, "update", "demo", "--check")
    assert code == 1
    assert line in text, text


def test_a_checkout_with_crlf_is_current_and_stays_one(root: Path) -> None:
    """Git makes such a one on Windows (core.autocrlf)."""
    files = [path for path in (root / "demo").iterdir() if path.is_file()]
    for path in files:
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    committed(root)
    assert refused(root, "update", "demo", "--check") == (0, CURRENT)
    assert refused(root, "generate", "--check", "spec.yaml")[0] == 0
    edited(root, "task.tf", "# Codex", "# Mine: Codex")
    (root / "demo" / "task.tf").write_bytes((root / "demo" / "task.tf").read_bytes().replace(b"\n", b"\r\n"))
    committed(root)
    build_tree(root, {"spec.yaml": OTHER})
    assert said(root, "update", "demo")[0] == 0
    assert b'"/home/coder/other"\r\n' in (root / "demo" / "task.tf").read_bytes()
    assert [path.name for path in files if path.read_bytes().count(b"\n") != path.read_bytes().count(b"\r\n")] == []
    assert refused(root, "update", "demo") == (0, CURRENT)


def test_errors_that_an_edit_made_are_shown_and_exit_1(root: Path) -> None:
    edited(root, "task.tf", "module.codex[", "module.index[")
    build_tree(root, {"spec.yaml": OTHER})
    code, text = said(root, "update", "demo")
    assert code == 1
    assert "your edits are in task.tf" in text
    assert "\ndemo/task.tf:19:12: error: " in text
    assert "[undeclared-reference]" in text


def test_a_template_with_errors_is_shown_and_not_written(root: Path) -> None:
    build_tree(root / "demo", {"own.tf": "locals {\n  x = var.missing\n}\n"})
    committed(root)
    code, text = refused(root, "update", "demo")
    assert code == 1
    assert text.startswith("own.tf:2:7: error: ")
    assert text.endswith("\ndemo: what its spec describes has errors; nothing was written\n")


@pytest.mark.parametrize("target", ["2.29", "2.38"])
def test_another_target_is_taken_over_that_of_the_lock_and_stays(root: Path, target: str) -> None:
    code, text = said(root, "update", "demo", "--coder", target)
    assert (code, text.partition(" (")[0]) == (0, f"demo: updated for Coder {target}")
    assert refused(root, "update", "demo") == (0, CURRENT)


def test_a_wrong_spec_is_shown_with_its_place(root: Path) -> None:
    build_tree(root, {"spec.yaml": SPEC + "nonsense: 1\n"})
    code, text = refused(root, "update", "demo")
    assert code == 2
    assert text.startswith("spec.yaml:4:1: error: ")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda root: (root / "demo" / LOCK_FILE).unlink(),
            f"demo: was not made by `taskplate generate`: it has no {LOCK_FILE}",
        ),
        (lambda root: (root / "spec.yaml").unlink(), "demo: is made from spec.yaml, which is not there"),
        (
            lambda root: shutil.rmtree(root / ".git"),
            "demo: is in no git repository, so that nothing could bring it back",
        ),
    ],
)
def test_what_cannot_be_done_is_refused_with_the_reason(root: Path, make, message: str) -> None:
    build_tree(root, {"spec.yaml": OTHER})
    make(root)
    code, text = refused(root, "update", "demo")
    assert (code, text.splitlines()[0]) == (2, f"taskplate: {message}")


def test_without_git_an_edited_file_is_not_merged(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edited(root, "task.tf", "# Codex", "# Mine: Codex")
    build_tree(root, {"spec.yaml": OTHER})
    monkeypatch.setenv("PATH", str(root))
    assert refused(root, "update", "demo", "--force") == (
        2,
        "taskplate: git is not installed, or not on PATH, so that how files were written cannot be told\n",
    )


def test_a_dirty_folder_is_refused_unless_forced(root: Path) -> None:
    build_tree(root, {"spec.yaml": OTHER, "demo/notes.txt": "mine"})
    code, text = refused(root, "update", "demo")
    assert (code, text.splitlines()[0]) == (2, "taskplate: demo: holds what is not committed (demo/notes.txt)")
    assert said(root, "update", "demo", "--force")[0] == 0
    assert (root / "demo" / "notes.txt").read_text() == "mine"


def test_the_current_folder_is_updated_in_place(root: Path) -> None:
    before = (root / "demo").stat().st_ino
    build_tree(root, {"spec.yaml": OTHER})
    assert said(root / "demo", "update") == (0, f".: updated for Coder 2.34 ({LOCK_FILE}, task.tf)\n")
    assert (root / "demo").stat().st_ino == before
    assert refused(root / "demo", "update") == (0, ".: is current\n")


def test_a_link_to_a_folder_is_followed_and_stays_one(root: Path) -> None:
    (root / "link").symlink_to("demo")
    build_tree(root, {"spec.yaml": OTHER})
    assert said(root, "update", "link") == (0, f"link: updated for Coder 2.34 ({LOCK_FILE}, task.tf)\n")
    assert (root / "link").is_symlink()
    assert refused(root, "update", "demo") == (0, CURRENT)


def test_names_may_hold_spaces_and_other_scripts(tmp_path: Path) -> None:
    root = build_tree(tmp_path, {"my späc.yaml": SPEC})
    said(root, "generate", "my späc.yaml", "-o", "mein テンプレート")
    committed(root)
    build_tree(root, {"my späc.yaml": OTHER})
    code, text = said(root, "update", "mein テンプレート")
    assert (code, text) == (0, f"mein テンプレート: updated for Coder 2.34 ({LOCK_FILE}, task.tf)\n")


KILLED = """
import sys
from pathlib import Path
from generator.app.updating import update
root = Path(sys.argv[1])
spec = (root / "spec.yaml").read_text()
turn = 0
while True:
    turn += 1
    (root / "spec.yaml").write_text(spec.replace("project", f"p{turn}"))
    update(root / "demo", force=True)
    print("done", flush=True)
"""


def test_a_killed_update_leaves_the_old_folder_or_the_new_one(root: Path) -> None:
    edited(root, "main.tf", "interval     = 10", "interval     = 30")
    build_tree(root / "demo", {"notes.txt": "mine"})
    chance = Random(5)
    for _ in range(4):
        with subprocess.Popen(
            [sys.executable, "-c", KILLED, str(root)], cwd=Path(__file__).parents[2], stdout=subprocess.PIPE
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"done\n"
            time.sleep(chance.uniform(0, 0.4))
            process.send_signal(signal.SIGKILL)
        lock = read_lock(root / "demo")
        assert lock is not None
        found = contents(root / "demo")
        assert found.keys() == {*lock.files, LOCK_FILE, "notes.txt"}
        assert [name for name, was in lock.files.items() if digest(found[name]) != was] == ["main.tf"]
        build_tree(root, {"spec.yaml": SPEC})
        assert said(root, "update", "demo", "--force")[0] == 0
