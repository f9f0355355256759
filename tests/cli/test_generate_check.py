"""`taskplate generate` on many specs, and `--check` on whatever a hook or a job hands it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.helpers import build_tree, run_cli

if TYPE_CHECKING:
    from pathlib import Path

SPEC = "name: {}\nblueprint: docker\nagent: codex\n"
TARGETS = SPEC.format("team") + 'targets: {today: {coder: "2.34"}, next: {coder: "2.38"}}\n'


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two specs with their folders, and a template that somebody wrote by hand."""
    specs = ("one/task-template.yaml", "two/task-template.yaml")
    files = {
        specs[0]: SPEC.format("a"),
        specs[1]: SPEC.format("b") + "setup: {script_file: setup.sh}\n",
        "two/setup.sh": "echo\n",
        "one/other.yml": SPEC.format("c"),
        "hand/main.tf": "locals {}\n",
        "hand/values.yaml": "a: 1\n",
    }
    folder = build_tree(tmp_path_factory.mktemp("made"), files)
    assert run_cli(["generate", *specs, "one/other.yml"], folder)[0] == 0
    return folder


@pytest.fixture
def repository(tmp_path: Path, made: Path) -> Path:
    """A copy of what was made, to be edited."""
    return shutil.copytree(made, tmp_path, dirs_exist_ok=True)


def edited(repository: Path, *names: str) -> Path:
    for name in names:
        file = repository / name
        file.write_text(file.read_text() + "# edited\n")
    return repository


def stale(repository: Path, *paths: str) -> tuple[int, list[str]]:
    """The exit code of a check, and the folders that it says are not current."""
    code, out, err = run_cli(["generate", "--check", *paths], repository)
    assert out == ""
    return code, [line.split(":")[0] for line in err.splitlines() if "is not current" in line]


def test_several_specs_are_made_by_one_command(repository: Path) -> None:
    assert (repository / "one/a/main.tf").is_file()
    assert (repository / "two/b/main.tf").is_file()


def test_a_spec_that_is_wrong_does_not_keep_the_others(tmp_path: Path) -> None:
    build_tree(
        tmp_path,
        {
            "1.yaml": "name: x\n",
            "2.yaml": SPEC.format("b") + 'env: {A: {expr: "module.codex[0].nothing"}}\n',
            "3.yaml": SPEC.format("c"),
        },
    )
    code, _, err = run_cli(["generate", "1.yaml", "2.yaml", "3.yaml"], tmp_path)
    assert code == 2
    assert "1.yaml: nothing was written\n" in err
    assert "2.yaml: the template that this spec describes has errors; nothing was written\n" in err
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["1.yaml", "2.yaml", "3.yaml", "c"]
    assert run_cli(["generate", "2.yaml", "3.yaml"], tmp_path)[0] == 1


@pytest.mark.parametrize(
    "args", [["-o", "x"], ["--target", "today"], ["-o", "x", "--check"], ["--target", "next", "--diff"]]
)
def test_options_for_one_spec_go_with_one(repository: Path, args: list[str]) -> None:
    assert run_cli(["generate", "one/task-template.yaml", "two/task-template.yaml", *args], repository)[0] == 2


def test_touched_goes_with_check(repository: Path) -> None:
    assert run_cli(["generate", "--touched", "one/task-template.yaml"], repository)[0] == 2
    assert run_cli(["generate", "--touched", "--check", "one/task-template.yaml", "-o", "x"], repository)[0] == 2


@pytest.mark.parametrize(
    ("paths", "folders"),
    [
        (["."], ["one/a", "two/b", "one/c"]),
        (["one"], ["one/a", "one/c"]),
        (["one/a"], ["one/a"]),
        (["one/a/main.tf", "one/a", "one", "one/task-template.yaml"], ["one/a", "one/c"]),
        (["two/b/README.md", "one/a/.taskplate.lock.yaml"], ["two/b", "one/a"]),
        (["one/a/mine.tf"], ["one/a"]),
        (["two/setup.sh"], ["two/b"]),
        (["hand/main.tf", "hand/gone.tf", "gone/task-template.yaml", "gone"], []),
        (["hand", "README.md", "hand/values.yaml"], []),
        (["one/other.yml"], ["one/c"]),
    ],
)
def test_touched_paths_stand_for_the_folders_that_they_belong_to(
    repository: Path, paths: list[str], folders: list[str]
) -> None:
    assert stale(repository, "--touched", *paths) == (0, [])
    edited(repository, "one/a/main.tf", "two/b/main.tf", "one/c/main.tf")
    assert stale(repository, "--touched", *paths) == (int(folders != []), folders)


@pytest.mark.parametrize(
    ("path", "code"),
    [
        (".", 0),
        ("one/a", 0),
        ("one/a/task.tf", 0),
        ("two/task-template.yaml", 0),
        ("hand", 3),
        ("hand/main.tf", 2),
        ("hand/values.yaml", 2),
        ("gone", 2),
    ],
)
def test_what_has_no_spec_is_told_unless_it_was_only_touched(repository: Path, path: str, code: int) -> None:
    assert stale(repository, path) == (code, [])


def test_a_spec_that_changed_leaves_its_folder_behind(repository: Path) -> None:
    edited(repository, "one/task-template.yaml", "two/setup.sh")
    assert stale(repository, "--touched", "one/task-template.yaml", "two/setup.sh") == (1, ["one/a", "two/b"])
    code, _, err = run_cli(["generate", "--check", "one/a/main.tf"], repository)
    assert code == 1
    assert err.endswith("run taskplate generate one/task-template.yaml\n")


def test_a_folder_is_held_to_the_target_that_it_was_made_for(tmp_path: Path) -> None:
    build_tree(tmp_path, {"spec.yaml": SPEC.format("a"), "team/task-template.yaml": TARGETS})
    run_cli(["generate", "spec.yaml", "--coder", "2.27", "-o", "old"], tmp_path)
    run_cli(["generate", "team/task-template.yaml"], tmp_path)
    assert stale(tmp_path, "old", "team/team-next/main.tf", "team") == (0, [])
    edited(tmp_path, "team/team-next/main.tf")
    assert stale(tmp_path, "team/team-today") == (0, [])
    assert stale(tmp_path, "team/task-template.yaml") == (1, ["team/team-next"])


def test_a_spec_in_its_own_folder_stands_for_that(tmp_path: Path) -> None:
    build_tree(tmp_path, {"t/task-template.yaml": SPEC.format("a")})
    run_cli(["generate", "task-template.yaml", "-o", "."], tmp_path / "t")
    assert stale(tmp_path, "--touched", "t/task-template.yaml", "t/main.tf") == (0, [])
    assert stale(tmp_path, "t") == (0, [])
    edited(tmp_path, "t/main.tf")
    assert stale(tmp_path, "--touched", "t/task-template.yaml") == (1, ["t"])


def test_a_folder_whose_spec_is_gone_is_told_where_it_is_named(repository: Path) -> None:
    (repository / "one/task-template.yaml").unlink()
    edited(repository, "one/a/main.tf")
    assert stale(repository, "--touched", "one/a/main.tf") == (0, [])
    code, _, err = run_cli(["generate", "--check", "one/a"], repository)
    assert (code, err.splitlines()[0]) == (
        2,
        "taskplate: one/a: is made from one/task-template.yaml, which is not there",
    )


def test_a_lock_file_that_cannot_be_read_is_told(repository: Path) -> None:
    build_tree(repository, {"one/a/.taskplate.lock.yaml": "<<<<<<< yours\n"})
    for path in ("one/a", "one/a/main.tf", "one/a/.taskplate.lock.yaml"):
        code, _, err = run_cli(["generate", "--check", "--touched", path], repository)
        assert (code, "is no lock file" in err) == (2, True)
