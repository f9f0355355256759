"""The writer leaves the old folder or the new one, touches nothing that is not its own, and says what is in the way."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from generator.errors import UsageError
from generator.render.lock import LOCK_FILE, read_lock
from generator.render.writer import differences, write_changes, write_folder
from tests.helpers import build_tree
from tests.render.written import NEW, OLD, content, lock_of, refused

if TYPE_CHECKING:
    from collections.abc import Callable


# What is written


def test_a_folder_is_made_with_its_parents(tmp_path: Path) -> None:
    write_folder(tmp_path / "a" / "b" / "out", OLD, force=False)
    assert content(tmp_path / "a" / "b" / "out") == OLD
    assert sorted(path.name for path in (tmp_path / "a" / "b").iterdir()) == ["out"]


def test_the_new_folder_has_the_usual_permissions(tmp_path: Path) -> None:
    write_folder(tmp_path / "out", OLD, force=False)
    (tmp_path / "usual").mkdir()
    (tmp_path / "usual" / "file").write_text("")
    assert (tmp_path / "out").stat().st_mode == (tmp_path / "usual").stat().st_mode
    assert (tmp_path / "out" / "main.tf").stat().st_mode == (tmp_path / "usual" / "file").stat().st_mode


def test_writing_replaces_ours_and_removes_what_is_no_longer_made(target: Path) -> None:
    write_folder(target, NEW, force=False)
    assert content(target) == NEW
    assert [path.name for path in target.parent.iterdir()] == ["out"]


def test_writing_twice_changes_nothing(target: Path) -> None:
    write_folder(target, OLD, force=False)
    assert content(target) == OLD


def test_the_users_own_files_folders_links_and_modes_stay(target: Path) -> None:
    build_tree(target, {"notes.txt": "mine", ".terraform/providers/x": "big"})
    (target / "notes.txt").chmod(0o600)
    (target / "link").symlink_to("nowhere")
    target.chmod(0o750)
    write_folder(target, NEW, force=False)
    assert content(target) == {**NEW, "notes.txt": b"mine", ".terraform/providers/x": b"big"}
    assert (target / "link").readlink() == Path("nowhere")
    assert (target / "notes.txt").stat().st_mode & 0o777 == 0o600
    assert target.stat().st_mode & 0o777 == 0o750


def test_differences_name_what_is_new_changed_and_gone(target: Path) -> None:
    found = {d.name: (d.old, d.new) for d in differences(target, NEW, read_lock(target))}
    assert found == {
        "main.tf": (b"old", b"new"),
        "fresh.tf": (None, b"new"),
        "gone.tf": (b"old", None),
        LOCK_FILE: (OLD[LOCK_FILE], NEW[LOCK_FILE]),
    }
    assert differences(target, OLD, read_lock(target)) == []


# What is in the way


def test_a_folder_with_files_of_others_is_refused(tmp_path: Path) -> None:
    folder = build_tree(tmp_path / "out", {f"{name}.txt": "theirs" for name in "abcd"})
    assert refused(folder, OLD) == f"{folder}: holds files that taskplate did not write (a.txt, b.txt, c.txt, …)"


def test_an_edited_file_is_refused(target: Path) -> None:
    (target / "main.tf").write_text("mine")
    assert refused(target, NEW) == f"{target / 'main.tf'}: was edited since taskplate wrote it"


def test_an_edited_file_that_would_be_removed_is_refused(target: Path) -> None:
    (target / "gone.tf").write_text("mine")
    assert refused(target, NEW) == f"{target / 'gone.tf'}: was edited since taskplate wrote it"


def test_an_edit_that_comes_to_the_same_is_not_in_the_way(target: Path) -> None:
    (target / "main.tf").write_text("new")
    write_folder(target, NEW, force=False)
    assert content(target) == NEW


def test_a_file_that_the_user_put_where_a_new_one_goes_is_refused(target: Path) -> None:
    (target / "fresh.tf").write_text("mine")
    assert refused(target, NEW) == f"{target / 'fresh.tf'}: was not written by taskplate"


def test_a_link_in_the_place_of_our_file_is_refused_and_never_followed(target: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text("old")
    (target / "main.tf").unlink()
    (target / "main.tf").symlink_to(tmp_path / "elsewhere")
    assert refused(target, NEW) == f"{target / 'main.tf'}: was edited since taskplate wrote it"
    write_folder(target, NEW, force=True)
    assert (tmp_path / "elsewhere").read_text() == "old"
    assert not (target / "main.tf").is_symlink()


@pytest.mark.parametrize("dangling", [True, False])
def test_a_target_that_is_a_link_is_refused_even_by_force(tmp_path: Path, dangling: bool) -> None:
    if not dangling:
        (tmp_path / "real").mkdir()
    (tmp_path / "out").symlink_to("real")
    message = f"{tmp_path / 'out'}: is a link; name the folder it leads to"
    assert refused(tmp_path / "out", OLD, force=True) == message


def test_a_target_that_is_a_file_is_refused_even_by_force(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("theirs")
    assert refused(tmp_path / "out", OLD, force=True) == f"{tmp_path / 'out'}: is a file, not a folder"
    assert (tmp_path / "out").read_text() == "theirs"


def test_a_file_among_the_parents_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot be written: "):
        write_folder(tmp_path / "file" / "out", OLD, force=False)


def test_a_name_that_is_too_long_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="File name too long"):
        write_folder(tmp_path / ("x" * 300), OLD, force=False)
    assert list(tmp_path.iterdir()) == []


def test_force_replaces_what_is_in_the_way_and_keeps_the_rest(tmp_path: Path) -> None:
    folder = build_tree(tmp_path / "out", {"main.tf": "theirs", "other.tf": "theirs"})
    write_folder(folder, OLD, force=True)
    assert content(folder) == {**OLD, "other.tf": b"theirs"}


def test_a_parent_that_may_not_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "parent").mkdir(mode=0o500)
    if os.access(tmp_path / "parent", os.W_OK):
        pytest.skip("this user may write everywhere")
    assert refused(tmp_path / "parent" / "out", OLD).endswith(": cannot be written: Permission denied")


# Files in folders of the folder


def nested(text: str) -> dict[str, bytes]:
    contents = {"main.tf": b"same", "triggers/one.yml": text.encode()}
    return {**contents, LOCK_FILE: lock_of(contents).text()}


@pytest.fixture(params=["swapped", "in place"])
def inner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Path:
    """A folder that was written before, with a file below it; in place where the process works in it."""
    write_folder(tmp_path / "out", nested("old"), force=False)
    if request.param == "in place":
        monkeypatch.chdir(tmp_path / "out")
    return tmp_path / "out"


def test_a_file_in_a_folder_is_replaced_and_what_is_beside_it_stays(inner: Path) -> None:
    (inner / "triggers" / "mine.yml").write_text("mine")
    write_folder(inner, nested("new"), force=False)
    assert content(inner) == {**nested("new"), "triggers/mine.yml": b"mine"}


def test_a_file_in_a_folder_is_removed_with_the_folder_unless_there_is_more_in_it(inner: Path) -> None:
    (inner / "triggers" / "mine.yml").write_text("mine")
    write_folder(inner, OLD, force=False)
    assert content(inner) == {**OLD, "triggers/mine.yml": b"mine"}
    (inner / "triggers" / "mine.yml").unlink()
    write_folder(inner, nested("again"), force=True)
    write_folder(inner, NEW, force=False)
    assert not (inner / "triggers").exists()


def test_an_edited_file_in_a_folder_is_refused(inner: Path) -> None:
    (inner / "triggers" / "one.yml").write_text("mine")
    assert refused(inner, nested("new")) == f"{inner / 'triggers/one.yml'}: was edited since taskplate wrote it"


@pytest.mark.parametrize("kind", ["link", "dangling link", "file"])
def test_what_stands_where_a_folder_of_ours_goes_is_refused_and_never_followed(inner: Path, kind: str) -> None:
    elsewhere = build_tree(inner.parent / "elsewhere", {"one.yml": "theirs"})
    (inner / "triggers" / "one.yml").unlink()
    (inner / "triggers").rmdir()
    if kind == "file":
        (inner / "triggers").write_text("theirs")
    else:
        (inner / "triggers").symlink_to(elsewhere if kind == "link" else "nowhere")
    message = f"{inner / 'triggers'}: is in the way of {inner / 'triggers/one.yml'}"
    assert refused(inner, nested("new")) == message
    assert refused(inner, OLD) == message
    write_folder(inner, nested("new"), force=True)
    assert content(inner) == nested("new")
    assert content(elsewhere) == {"one.yml": b"theirs"}


def test_a_link_in_the_place_of_a_file_in_a_folder_is_never_followed(inner: Path) -> None:
    (inner.parent / "elsewhere").write_text("theirs")
    (inner / "triggers" / "one.yml").unlink()
    (inner / "triggers" / "one.yml").symlink_to(inner.parent / "elsewhere")
    write_folder(inner, nested("new"), force=True)
    assert content(inner) == nested("new")
    assert (inner.parent / "elsewhere").read_text() == "theirs"
    assert not (inner / "triggers" / "one.yml").is_symlink()


# In the folder that the process works in, which is never swapped


def test_the_current_folder_stays_the_same_folder(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(target)
    before = target.stat().st_ino
    write_folder(Path(), NEW, force=False)
    assert content(target) == NEW
    assert target.stat().st_ino == before


def test_force_in_the_current_folder_does_not_write_through_links(
    target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "elsewhere").write_text("theirs")
    (target / "main.tf").unlink()
    (target / "main.tf").symlink_to(tmp_path / "elsewhere")
    monkeypatch.chdir(target)
    write_folder(Path(), NEW, force=True)
    assert (tmp_path / "elsewhere").read_text() == "theirs"
    assert (target / "main.tf").read_text() == "new"


# Changes in a folder that may be anybody's


CHANGES = {"main.tf": b"new", "gone.tf": None, "below/it/fresh.tf": b"new", "below/gone.tf": None, "never.tf": None}


@pytest.fixture(params=["swapped", "in place", "in place from below"])
def theirs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Path:
    """A folder of others; in place where the process works in it."""
    files = {"main.tf": "old", "gone.tf": "old", "below/gone.tf": "old", ".git/config": "theirs", "notes.txt": "mine"}
    folder = build_tree(tmp_path / "a b é", files)
    (folder / "main.tf").chmod(0o640)
    if request.param != "swapped":
        monkeypatch.chdir(folder / (".git" if request.param.endswith("below") else "."))
    return folder


def test_changes_are_written_and_nothing_else_is_touched(theirs: Path) -> None:
    write_changes(theirs, CHANGES)
    assert content(theirs) == {
        ".git/config": b"theirs",
        "below/it/fresh.tf": b"new",
        "main.tf": b"new",
        "notes.txt": b"mine",
    }
    assert [path.name for path in theirs.parent.iterdir()] == [theirs.name]


def test_a_folder_in_which_nothing_is_left_goes(theirs: Path) -> None:
    write_changes(theirs, {"below/gone.tf": None})
    assert not (theirs / "below").exists()


def test_a_changed_file_keeps_its_permissions(theirs: Path) -> None:
    write_changes(theirs, CHANGES)
    assert (theirs / "main.tf").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: path.symlink_to("notes.txt"), "is a link, which would not be one any more"),
        (lambda path: path.symlink_to("nowhere"), "is a link, which would not be one any more"),
        (lambda path: path.mkdir(), "is in the way of {}"),
    ],
)
@pytest.mark.parametrize("data", [b"new", None])
def test_what_is_no_file_is_never_replaced(
    theirs: Path, make: Callable[[Path], None], said: str, data: bytes | None
) -> None:
    make(theirs / "task.tf")
    before = content(theirs)
    with pytest.raises(UsageError) as caught:
        write_changes(theirs, {"main.tf": b"new", "task.tf": data})
    assert caught.value.message == f"{theirs / 'task.tf'}: {said.format(theirs / 'task.tf')}"
    assert content(theirs) == before


@pytest.mark.parametrize(
    ("kind", "said"), [("link", "is a link, which would not be one any more"), ("file", "is in the way of {}")]
)
def test_what_stands_where_a_folder_goes_is_never_replaced(theirs: Path, kind: str, said: str) -> None:
    if kind == "link":
        (theirs / "inner").symlink_to("below")
    else:
        (theirs / "inner").write_text("theirs")
    with pytest.raises(UsageError) as caught:
        write_changes(theirs, {"main.tf": b"new", "inner/gone.tf": b"new"})
    assert caught.value.message == f"{theirs / 'inner'}: {said.format(theirs / 'inner/gone.tf')}"
    assert content(theirs)["below/gone.tf"] == b"old"
    assert content(theirs)["main.tf"] == b"old"


def test_a_link_to_a_folder_of_others_is_refused(theirs: Path) -> None:
    link = theirs.parent / "link"
    link.symlink_to(theirs)
    with pytest.raises(UsageError, match="is a link; name the folder it leads to"):
        write_changes(link, CHANGES)
    assert content(theirs)["main.tf"] == b"old"
