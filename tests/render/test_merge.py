"""What a rendered folder becomes when it is rendered anew: nobody's work is lost, and nothing happens twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.errors import UsageError
from generator.render.lock import LOCK_FILE, Lock, digest, read_lock
from generator.render.merge import BASE_FOLDER, Conflict, Merge, merge_folder
from tests.helpers import build_tree

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

NAME = "main.tf"
KEPT = f"{BASE_FOLDER}/{NAME}"
CLASH = b"both"


def lock_of(files: Mapping[str, bytes], told: str = "x") -> Lock:
    keys = dict.fromkeys(("taskplate", "spec", "variant", "spec_digest", "coder", "mechanism", "blueprint"), told)
    return Lock(**keys, modules={}, files={name: digest(data) for name, data in files.items()})


def rendered(files: Mapping[str, bytes], told: str = "x") -> dict[str, bytes]:
    return {**files, LOCK_FILE: lock_of(files, told).text()}


def laid(folder: Path, files: Mapping[str, bytes | None]) -> Path:
    return build_tree(folder, {name: data for name, data in files.items() if data is not None})


def joined(ours: bytes, base: bytes, theirs: bytes) -> tuple[bytes, bool]:
    """A merge for texts that are sets of letters: what one side adds or takes out is so; `CLASH` cannot be merged."""
    if CLASH in (ours, theirs):
        return b"<" + ours + b"|" + theirs + b">", True
    kept = set(base) & set(ours) & set(theirs)
    return bytes(sorted(kept | (set(ours) - set(base)) | (set(theirs) - set(base)))), False


def merged(folder: Path, written: bytes | None, ours: bytes | None, theirs: bytes | None) -> Merge:
    """The merge of one file: as it was rendered, as it is, as it is rendered now."""
    before = {} if written is None else {NAME: written}
    laid(folder, {**rendered(before), NAME: ours})
    made = rendered({} if theirs is None else {NAME: theirs})
    return merge_folder(folder, lock_of(before), made, lambda *_: written, joined)


def of_file(found: Merge) -> dict[str, bytes | None]:
    """The changes but that of the lock file."""
    return {name: data for name, data in found.changes.items() if name != LOCK_FILE}


@pytest.mark.parametrize(
    ("written", "ours", "theirs", "changes"),
    [
        (b"a", b"a", b"a", {}),  # nothing happened
        (b"a", b"a", b"ab", {NAME: b"ab"}),  # untouched: replaced
        (b"a", b"a", None, {NAME: None}),  # untouched and no longer rendered: gone
        (None, None, b"a", {NAME: b"a"}),  # new
        (None, b"a", b"a", {}),  # new, and there already
        (b"a", b"ac", b"a", {}),  # edited, nothing new from us
        (b"a", None, b"a", {}),  # removed, nothing new from us
        (b"a", None, None, {}),  # removed on both sides
        (b"a", b"ab", b"ab", {}),  # the same edit on both sides
    ],
)
def test_a_file_that_needs_no_merge(
    tmp_path: Path, written: bytes | None, ours: bytes | None, theirs: bytes | None, changes: dict[str, bytes | None]
) -> None:
    found = merged(tmp_path, written, ours, theirs)
    assert (of_file(found), found.merged, found.conflicts) == (changes, (), ())


def test_an_edited_file_is_merged_and_what_it_was_is_kept_beside_it(tmp_path: Path) -> None:
    found = merged(tmp_path, b"a", b"ac", b"ab")
    assert of_file(found) == {NAME: b"abc", KEPT: b"ab"}
    assert (found.merged, found.conflicts) == ((NAME,), ())


def test_a_merge_that_comes_to_what_is_rendered_keeps_no_base(tmp_path: Path) -> None:
    found = merged(tmp_path, b"a", b"ab", b"abc")
    assert of_file(found) == {NAME: b"abc"}


@pytest.mark.parametrize(
    ("ours", "theirs", "changes", "reason"),
    [
        (b"ac", CLASH, {NAME: b"<ac|both>", KEPT: CLASH}, "both sides changed the same lines"),
        (None, b"ab", {}, "you removed it, and it is rendered differently now"),
        (b"ac", None, {}, "you edited it, and it is not rendered any more; it stays"),
    ],
)
def test_what_a_person_has_to_decide_is_a_conflict(
    tmp_path: Path, ours: bytes | None, theirs: bytes | None, changes: dict[str, bytes | None], reason: str
) -> None:
    found = merged(tmp_path, b"a", ours, theirs)
    assert (of_file(found), found.conflicts) == (changes, (Conflict(NAME, reason),))


def test_a_file_of_others_in_the_way_of_a_new_one_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        merged(tmp_path, None, b"mine", b"a")
    assert caught.value.message == f"{tmp_path / NAME}: was not written by taskplate"


@pytest.mark.parametrize("kind", ["link", "dangling link", "folder"])
def test_a_link_or_folder_in_the_way_of_a_new_file_is_refused(tmp_path: Path, kind: str) -> None:
    build_tree(tmp_path, {"elsewhere": "a"})
    if kind == "folder":
        (tmp_path / NAME).mkdir()
    else:
        (tmp_path / NAME).symlink_to("elsewhere" if kind == "link" else "nowhere")
    with pytest.raises(UsageError, match="was not written by taskplate"):
        merge_folder(tmp_path, lock_of({}), rendered({NAME: b"a"}), lambda *_: None, joined)


def test_an_edited_file_whose_former_text_nobody_has_is_refused(tmp_path: Path) -> None:
    laid(tmp_path, {**rendered({NAME: b"a"}), NAME: b"ac"})
    with pytest.raises(UsageError) as caught:
        merge_folder(tmp_path, lock_of({NAME: b"a"}), rendered({NAME: b"ab"}), lambda *_: None, joined)
    assert caught.value.message == f"{tmp_path / NAME}: was edited, and how it was written cannot be told"


def test_a_base_is_asked_for_by_name_and_digest(tmp_path: Path) -> None:
    asked = []

    def base_of(name: str, written: str) -> bytes:
        asked.append((name, written))
        return b"a"

    laid(tmp_path, {NAME: b"ac"})
    merge_folder(tmp_path, lock_of({NAME: b"a"}), rendered({NAME: b"ab"}), base_of, joined)
    assert asked == [(NAME, digest(b"a"))]


def test_the_kept_base_goes_once_the_file_is_as_it_is_rendered(tmp_path: Path) -> None:
    laid(tmp_path, {KEPT: b"a"})
    assert of_file(merged(tmp_path, b"a", b"a", b"ab")) == {NAME: b"ab", KEPT: None}


@pytest.mark.parametrize("theirs", [b"a", None])
def test_the_kept_base_stays_no_longer_than_the_file(tmp_path: Path, theirs: bytes | None) -> None:
    laid(tmp_path, {KEPT: b"a"})
    found = merged(tmp_path, b"a", None, theirs)
    assert of_file(found) == ({} if theirs else {KEPT: None})


def test_the_lock_is_written_although_no_file_changes(tmp_path: Path) -> None:
    laid(tmp_path, rendered({NAME: b"a"}))
    found = merge_folder(tmp_path, lock_of({NAME: b"a"}), rendered({NAME: b"a"}, "y"), lambda *_: None, joined)
    assert found.changes == {LOCK_FILE: lock_of({NAME: b"a"}, "y").text()}


texts = st.none() | st.sampled_from([b"", b"a", b"ab", b"abc", b"b", CLASH])


@settings(deadline=None)
@given(sides=st.lists(st.tuples(texts, texts, texts), min_size=1, max_size=3))
def test_a_second_merge_of_the_same_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, sides: list[tuple[bytes | None, bytes | None, bytes | None]]
) -> None:
    """Whatever happened to some files: written, as they are, rendered now."""
    names = [f"f{number}" for number in range(len(sides))]
    before = {name: side[0] for name, side in zip(names, sides, strict=True) if side[0] is not None}
    now = {name: side[1] for name, side in zip(names, sides, strict=True)}
    made = rendered({name: side[2] for name, side in zip(names, sides, strict=True) if side[2] is not None})
    folder = laid(tmp_path_factory.mktemp("merge"), {**rendered(before), **now})
    try:
        first = merge_folder(folder, lock_of(before), made, lambda name, _: before[name], joined)
    except UsageError:
        return  # a file in the way
    for name, data in first.changes.items():
        if data is None:
            (folder / name).unlink()
        else:
            build_tree(folder, {name: data})
    for name, data in now.items():
        if data not in {None, before.get(name)}:  # what a user wrote is there still, or in the merge
            kept = (folder / name).read_bytes()
            assert set(data) - set(before.get(name) or b"") <= set(kept)
    lock = read_lock(folder)
    assert lock is not None
    second = merge_folder(folder, lock, made, lambda *_: None, joined)
    assert (second.changes, second.conflicts) == ({}, ())
