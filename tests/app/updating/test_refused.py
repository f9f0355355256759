"""What an update refuses, and that nothing which git could not bring back is touched."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from generator.app.generation import RefusedTemplateError, generate
from generator.app.updating import update
from generator.render.lock import LOCK_FILE
from generator.render.merge import BASE_FOLDER
from generator.source.problems import InvalidInputError
from tests.app.updating.following import HOME, MORE, OTHER, edited, names, refused, respecified, spec
from tests.helpers import build_tree, committed, contents, git

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_a_folder_without_a_lock_is_refused(root: Path) -> None:
    (root / "demo" / LOCK_FILE).unlink()
    assert refused(root) == f"{root / 'demo'}: was not made by `taskplate generate`: it has no {LOCK_FILE}"


@pytest.mark.parametrize("name", ["nothing", "demo/main.tf"])
def test_what_is_no_folder_is_refused(root: Path, name: str) -> None:
    assert refused(root, name).endswith(f"has no {LOCK_FILE}")


def test_a_folder_whose_spec_is_gone_is_refused(root: Path) -> None:
    (root / "spec.yaml").unlink()
    committed(root)
    assert refused(root) == f"{root / 'demo'}: is made from {root / 'spec.yaml'}, which is not there"


def test_a_wrong_spec_is_shown(root: Path) -> None:
    respecified(root, spec() + "nonsense: 1\n")
    with pytest.raises(InvalidInputError) as caught:
        update(root / "demo")
    assert "nonsense" in caught.value.diagnostics[0].message


def test_a_spec_whose_template_has_errors_is_refused(root: Path) -> None:
    build_tree(root / "demo", {"own.tf": "locals {\n  x = var.missing\n}\n"})
    committed(root)
    with pytest.raises(RefusedTemplateError):
        update(root / "demo")


def make_dirty(root: Path) -> str:
    (root / "demo" / "main.tf").write_bytes((root / "demo" / "main.tf").read_bytes() + b"# mine\n")
    return "holds what is not committed (demo/main.tf)"


def make_untracked(root: Path) -> str:
    build_tree(root / "demo", {f"notes {number} é.txt": "mine" for number in range(4)})
    return "holds what is not committed (demo/notes 0 é.txt, demo/notes 1 é.txt, demo/notes 2 é.txt, …)"


def make_staged(root: Path) -> str:
    make_dirty(root)
    git(root, "add", "-A")
    return "holds what is not committed (demo/main.tf)"


def make_ignored(root: Path) -> str:
    git(root, "rm", "-rq", "--cached", "demo")
    build_tree(root, {".gitignore": "demo/\n"})
    git(root, "add", "-A")
    git(root, "commit", "-qm", "nobody looks at what is made")
    return "holds what git ignores (.taskplate.lock.yaml, task.tf)"


def make_strange(root: Path) -> str:
    shutil.rmtree(root / ".git")
    return "is in no git repository, so that nothing could bring it back"


@pytest.mark.parametrize("make", [make_dirty, make_untracked, make_staged, make_ignored, make_strange])
def test_what_git_could_not_bring_back_is_written_by_force_alone(root: Path, make: Callable[[Path], str]) -> None:
    respecified(root, spec(OTHER))
    said = make(root)
    assert refused(root) == f"{root / 'demo'}: {said}"
    assert names(update(root / "demo", write=False)) == [LOCK_FILE, "task.tf"]
    update(root / "demo", force=True)
    assert OTHER in (root / "demo/task.tf").read_text()


def test_a_dirty_folder_that_is_current_is_left_alone(root: Path) -> None:
    make_dirty(root)
    assert update(root / "demo").differences == ()


def test_what_is_dirty_elsewhere_in_the_repository_is_nobodys_concern(root: Path) -> None:
    build_tree(root, {"spec.yaml": spec(OTHER), "elsewhere.txt": "new"})
    assert names(update(root / "demo")) == [LOCK_FILE, "task.tf"]


def test_nothing_is_written_where_only_a_look_is_asked_for(root: Path) -> None:
    edited(root, "task.tf", HOME, "/mine")
    respecified(root, spec(OTHER, MORE))
    before = contents(root)
    made = update(root / "demo", write=False)
    assert [each.name for each in made.conflicts] == ["task.tf"]
    assert names(made) == [LOCK_FILE, f"{BASE_FOLDER}/task.tf", "task.tf", "workspace.tf"]
    assert contents(root) == before


def test_the_catalog_is_that_of_the_configuration_around_the_spec(root: Path) -> None:
    """As `generate` has it, wherever the folder is."""
    build_tree(
        root,
        {"specs/spec.yaml": spec(), "specs/taskplate.toml": '[module-sources]\n"registry.coder.com" = "m.example"\n'},
    )
    generate(root / "specs/spec.yaml", root / "elsewhere")
    assert b'"m.example/coder-labs/codex/coder"' in (root / "elsewhere/task.tf").read_bytes()
    committed(root)
    assert update(root / "elsewhere").differences == ()
