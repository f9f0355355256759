"""Several processes find what one finds, in the same order; shards are all the work, each folder once."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.app.parallel import Shard, usual_jobs
from generator.app.validation import validate
from generator.errors import UsageError
from tests.helpers import build_tree, run_cli

EXAMPLE = Path(__file__).parents[2] / "examples" / "three-lines" / "three-lines"


def test_two_processes_find_what_one_finds(tmp_path: Path) -> None:
    for number in range(200):
        shutil.copytree(EXAMPLE, tmp_path / f"t{number:03}")
        if number % 7 == 0:
            build_tree(tmp_path, {f"t{number:03}/more.tf": "# taskplate: ignore[no-such-rule]\nlocals {}\n"})
    with contextlib.chdir(tmp_path):
        one, two = (validate([Path()], jobs=jobs) for jobs in (1, 2))
    assert one == two
    assert len(one.diagnostics) == 29
    assert [folder.name for folder in two.folders] == [f"t{number:03}" for number in range(200)]


def test_processes_import_nothing_from_the_folder_that_they_check(tmp_path: Path) -> None:
    """The program lies elsewhere, as an installed one does; its workers are not to begin by what lies here."""
    program = "from generator.cli.main import main\n\nif __name__ == '__main__':\n    main()\n"
    build_tree(tmp_path, {"bin/taskplate": program, **{f"here/{name}/main.tf": "locals {}\n" for name in "ab"}})
    trap = "import pathlib\n\npathlib.Path('caught').touch()\n"
    build_tree(tmp_path / "here", {"multiprocessing.py": trap, "random.py": trap, "click.py": trap})
    command = [sys.executable, tmp_path / "bin" / "taskplate", "validate", ".", "--jobs", "2"]
    environment = {**os.environ, "PYTHONPATH": str(EXAMPLE.parents[2])}
    done = subprocess.run(command, cwd=tmp_path / "here", env=environment, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "2 templates checked: no findings\n")
    assert not (tmp_path / "here" / "caught").exists()


def test_what_a_process_starts_later_is_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build_tree(tmp_path, {f"{name}/main.tf": "locals {}\n" for name in "ab"})
    for value in (None, "", "1"):
        if value is not None:
            monkeypatch.setenv("PYTHONSAFEPATH", value)
        validate([tmp_path], jobs=2)
        assert os.environ.get("PYTHONSAFEPATH") == value


def test_folders_that_cannot_be_read_are_said_and_the_others_are_checked(tmp_path: Path) -> None:
    build_tree(tmp_path, {"a/main.tf": "locals {\n", "b/variables.tf": "", "c/variables.tf": "", "d/main.tf": b"\xff"})
    for folder in "bc":
        (tmp_path / folder / "main.tf").symlink_to("gone")
    with contextlib.chdir(tmp_path):
        for jobs in (1, 2):
            found = validate([Path()], jobs=jobs)
            assert [diagnostic.rule.name for diagnostic in found.diagnostics] == ["invalid-syntax"] * 2
            assert [reason.split(" ")[0] for reason in found.unreadable] == ["b/main.tf:", "c/main.tf:"]
            assert found.templates == 2
    code, out, err = run_cli(["validate", "."], tmp_path)
    assert code == 2
    assert out.startswith("a/main.tf:1:8: error: ")
    assert "taskplate: b/main.tf: there is no such file" in err


@given(st.lists(st.text(min_size=1), unique=True), st.integers(1, 9))
def test_shards_are_all_folders_each_once(names: list[str], count: int) -> None:
    folders = list({Path(name) for name in names})
    parts = [Shard(index, count).of(folders) for index in range(1, count + 1)]
    assert sorted(folder for part in parts for folder in part) == sorted(folders)
    assert max(map(len, parts)) - min(map(len, parts)) <= 1
    assert parts == [Shard(index, count).of(folders[::-1]) for index in range(1, count + 1)]


@pytest.mark.parametrize("text", ["", "1", "0/2", "3/2", "-1/2", "a/b", "1/2/3", "²/3"])
def test_what_is_no_shard_is_said(text: str) -> None:
    with pytest.raises(UsageError, match="is no shard"):
        Shard.parse(text)


def test_few_folders_are_checked_by_one_process() -> None:
    assert [usual_jobs(number) for number in (0, 1, 7)] == [1, 1, 1]
    assert usual_jobs(8) >= 1
