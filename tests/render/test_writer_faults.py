"""Whatever stops the writer on its way, a fault or a kill, leaves the old folder or the new one."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from generator.errors import UsageError
from generator.render import swap, writer
from generator.render.lock import read_lock
from generator.render.writer import write_folder
from tests.render.written import NEW, OLD, content, made, refused, whole


@pytest.mark.parametrize("step", ["fsync", "swap"])
@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_fault_before_the_swap_leaves_the_old_folder_and_nothing_else(
    target: Path, monkeypatch: pytest.MonkeyPatch, step: str, fault: BaseException
) -> None:
    def fail(*_: object) -> None:
        raise fault

    monkeypatch.setattr(os if step == "fsync" else writer, "fsync" if step == "fsync" else "swap_folders", fail)
    expected = UsageError if isinstance(fault, OSError) else KeyboardInterrupt
    with pytest.raises(expected):
        write_folder(target, NEW, force=False)
    assert content(target) == OLD
    assert [path.name for path in target.parent.iterdir()] == ["out"]


def test_a_full_disk_is_said(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    assert refused(target, NEW) == f"{target}: cannot be written: No space left on device"


@pytest.fixture
def _no_exchange(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system that cannot exchange two folders in one step."""
    monkeypatch.setattr(swap, "_exchange", lambda *_: False)


@pytest.mark.usefixtures("_no_exchange")
def test_without_an_exchange_the_folder_is_moved_aside_and_replaced(target: Path) -> None:
    write_folder(target, NEW, force=False)
    assert content(target) == NEW
    assert [path.name for path in target.parent.iterdir()] == ["out"]


@pytest.mark.usefixtures("_no_exchange")
def test_without_an_exchange_a_fault_brings_the_old_folder_back(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rename = Path.rename

    def fail_for_the_new(self: Path, to: Path) -> Path:
        if self.name.endswith(".new") and to == target:
            raise OSError(5, "Input/output error")
        return rename(self, to)

    monkeypatch.setattr(Path, "rename", fail_for_the_new)
    assert refused(target, NEW) == f"{target}: cannot be written: Input/output error"


KILLED = """
import sys
from pathlib import Path
from tests.render.test_writer_faults import changed, many
from generator.render.writer import write_changes, write_folder
print("ready", flush=True)
turn = 0
while True:
    turn += 1
    if sys.argv[2] == "changes":
        write_changes(Path(sys.argv[1]), changed(Path(sys.argv[1]), turn))
    else:
        write_folder(Path(sys.argv[1]), many(turn), force=False)
"""


def many(turn: int) -> dict[str, bytes]:
    """Twenty files that differ in every turn, some of them of this turn only."""
    return made(**{f"f{i}": f"{turn} " * 500 for i in range(16)}, **{f"t{turn}_{i}": "x" for i in range(4)})


def changed(folder: Path, turn: int) -> dict[str, bytes | None]:
    """The same as changes of what is there."""
    lock = read_lock(folder)
    assert lock is not None
    return {**dict.fromkeys(lock.files), **many(turn)}


@pytest.mark.parametrize(("how", "attempts"), [("folder", 20), ("changes", 8)])
def test_a_killed_process_leaves_a_folder_that_is_wholly_of_one_turn(tmp_path: Path, how: str, attempts: int) -> None:
    target = tmp_path / "out"
    write_folder(target, many(0), force=False)
    (target / "notes.txt").write_text("mine")
    chance, seen = random.Random(20), set()
    for attempt in range(attempts):
        with subprocess.Popen(
            [sys.executable, "-c", KILLED, str(target), how], cwd=Path(__file__).parents[2], stdout=subprocess.PIPE
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n"
            time.sleep(chance.uniform(0, 0.4 * (1 + attempt) / attempts))  # a busy machine gets its longer turns too
            process.send_signal(signal.SIGKILL)
        assert (target / "notes.txt").read_text() == "mine"
        (target / "notes.txt").unlink()
        assert whole(target)
        seen.add((target / "f0.tf").read_bytes())
        (target / "notes.txt").write_text("mine")
    assert len(seen) > 1  # some runs got far enough to write


def test_a_half_written_folder_would_be_noticed(target: Path) -> None:
    assert whole(target)
    (target / "main.tf").write_text("half")
    assert not whole(target)
