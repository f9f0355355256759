"""The lock file is read as it was written, and what is no lock of ours is none."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import asdict, replace

from generator.render.lock import LOCK_FILE, Lock, read_lock
from tests.helpers import build_tree

if TYPE_CHECKING:
    from pathlib import Path

LOCK = Lock(
    taskplate="0.1.0",
    spec="../task-template.yaml",
    variant="",
    spec_digest="sha256:00",
    coder="2.34",
    mechanism="task-resource",
    blueprint="docker",
    modules={"registry.coder.com/coder/claude-code/coder": "4.9.2"},
    files={"main.tf": "sha256:01", "README.md": "sha256:02", "triggers/github-failed-run.yml": "sha256:03"},
)
texts = st.text(st.characters(exclude_categories=["Cs"]))


def test_a_lock_is_read_as_it_was_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("generator.render.lock.parse_data")  # YAML takes longer to load than all else of it
    build_tree(tmp_path, {LOCK_FILE: LOCK.text()})
    assert read_lock(tmp_path) == LOCK


@pytest.mark.parametrize("variant", ["2.34", "für alle"])
def test_a_lock_tells_which_target_of_its_spec_it_is(tmp_path: Path, variant: str) -> None:
    text = LOCK.text().decode().replace("spec_digest:", f'variant: "{variant}"\nspec_digest:', 1).encode()
    lock = read_lock(build_tree(tmp_path, {LOCK_FILE: text}))
    assert lock is not None
    assert (lock.variant, lock.text()) == (variant, text)


def test_a_lock_of_the_time_before_targets_is_of_none(tmp_path: Path) -> None:
    lines = LOCK.text().splitlines(keepends=True)
    build_tree(tmp_path, {LOCK_FILE: b"".join(line for line in lines if not line.startswith(b"variant"))})
    assert read_lock(tmp_path) == LOCK


@given(
    spec=texts, name=texts.filter(lambda text: text not in {".", ".."} and not set(text) & set("/\\:\0")).filter(bool)
)
def test_any_name_is_read_as_it_was_written(tmp_path_factory: pytest.TempPathFactory, spec: str, name: str) -> None:
    lock = Lock(**dict.fromkeys(Lock.__struct_fields__[:-2], spec), modules={spec: spec}, files={name: spec})
    folder = build_tree(tmp_path_factory.mktemp("lock"), {LOCK_FILE: lock.text()})
    assert read_lock(folder) == lock
    assert Lock(**{"variant": "", **yaml.safe_load(lock.text())}) == lock


def test_a_lock_that_another_has_written_anew_is_read_as_yaml(tmp_path: Path) -> None:
    text = yaml.safe_dump(asdict(LOCK))
    assert text.encode() != LOCK.text()
    build_tree(tmp_path, {LOCK_FILE: text})
    assert read_lock(tmp_path) == LOCK


def test_a_path_that_is_no_unicode_does_not_stop_the_lock() -> None:
    lock = Lock(**dict.fromkeys(Lock.__struct_fields__[:-2], "a\udcffb"), modules={}, files={})
    assert b"a\xef\xbf\xbdb" in lock.text()


def test_the_same_lock_is_the_same_bytes_in_whatever_order_it_was_filled() -> None:
    turned = replace(LOCK, files=dict(reversed(LOCK.files.items())))
    assert turned.text() == LOCK.text()


@pytest.mark.parametrize(
    "name",
    ["../outside.tf", "/etc/passwd", "a/../../b", "..", ".", "", "a\\\\b", "C:x", "a\\0b", "a//b", "a/", "./a", "a/.."],
)
def test_a_lock_that_names_files_outside_of_the_folder_is_none(tmp_path: Path, name: str) -> None:
    text = LOCK.text().decode().replace("main.tf", name)
    build_tree(tmp_path, {LOCK_FILE: text})
    assert read_lock(tmp_path) is None


@pytest.mark.parametrize(
    "text", ["", "a: b\n", "- x\n", "{", "\xff\xfe", LOCK.text().decode() + "more: x\n", LOCK.text().decode()[:-80]]
)
def test_what_cannot_be_understood_is_no_lock(tmp_path: Path, text: str) -> None:
    build_tree(tmp_path, {LOCK_FILE: text})
    assert read_lock(tmp_path) is None


@pytest.mark.timeout(20)
def test_a_pipe_or_a_folder_is_no_lock(tmp_path: Path) -> None:
    assert read_lock(tmp_path) is None
    os.mkfifo(tmp_path / LOCK_FILE)
    assert read_lock(tmp_path) is None
    assert read_lock(build_tree(tmp_path / "folder", {f"{LOCK_FILE}/x": ""})) is None
