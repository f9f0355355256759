"""Bytes become lines and columns in one place, and what cannot be a source says why."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.diagnostics import Span
from generator.errors import UsageError
from generator.source.files import BYTE_ORDER_MARK, Position, SourceFile, decoded, locate, read_source

if TYPE_CHECKING:
    from collections.abc import Callable


def source(text: str | bytes) -> SourceFile:
    return SourceFile("main.tf", text if isinstance(text, bytes) else text.encode())


@pytest.mark.parametrize(
    ("text", "offset", "place"),
    [
        ("", 0, (1, 1)),
        ("ab", 1, (1, 2)),
        ("a\nb", 1, (1, 2)),
        ("a\nb", 2, (2, 1)),
        ("a\r\nb", 3, (2, 1)),
        ("a\rb", 2, (1, 3)),
        ("é=1", 2, (1, 2)),
        ("日本=1", 6, (1, 3)),
        ("\U0001f600=1", 4, (1, 2)),
        ("\ufeffa=1", 3, (1, 1)),
        ("\ufeffa=1", 4, (1, 2)),
        ("\ufeffa\nb", 5, (2, 1)),
        ("a\n", 2, (2, 1)),
        ("a\nb", 99, (2, 2)),
    ],
)
def test_a_byte_has_a_line_and_a_column_in_characters(text: str, offset: int, place: tuple[int, int]) -> None:
    assert source(text).position(offset) == Position(*place)


@pytest.mark.parametrize(
    ("text", "place", "offset"),
    [
        ("a\nbc", (2, 2), 3),
        ("a\nbc", (2, 99), 4),
        ("a\nbc", (99, 1), 2),
        ("a\nbc", (0, 0), 0),
        ("\ufeffa=1", (1, 1), 3),
        ("\ufeffa=1", (1, 3), 5),
        ("\ufeff", (1, 1), 3),
        ("", (1, 1), 0),
    ],
)
def test_a_line_and_column_is_a_byte_within_the_file(text: str, place: tuple[int, int], offset: int) -> None:
    assert source(text).offset(*place) == offset


@given(text=st.text(st.sampled_from("a=\n\ré日\U0001f600\u2028\x0c ")), marked=st.booleans())
def test_every_character_is_found_again_by_its_position(text: str, marked: bool) -> None:
    file = source(BYTE_ORDER_MARK * marked + text.encode())
    at = len(BYTE_ORDER_MARK) * marked
    for character in (*text, ""):
        place = file.position(at)
        assert file.offset(place.line, place.column) == at
        at += len(character.encode())


@given(data=st.binary(max_size=60), offset=st.integers(0, 80))
def test_positions_never_leave_the_lines_there_are(data: bytes, offset: int) -> None:
    place = source(data).position(offset)
    assert 1 <= place.line <= data.count(b"\n") + 1
    assert place.column >= 1


def test_the_text_of_a_line_has_neither_its_ending_nor_the_mark() -> None:
    file = source("\ufeffa = 1\r\nb\n\nlast")
    assert [file.line_text(line) for line in range(6)] == ["", "a = 1", "b", "", "last", ""]


def test_a_slice_is_the_text_of_its_span() -> None:
    assert source("é = 日本\n").slice(Span("main.tf", 5, 11)) == "日本"


def test_the_text_is_without_the_mark_and_keeps_line_endings() -> None:
    assert source("\ufeffa\r\nb").text == "a\r\nb"


def test_a_place_in_a_file_that_is_not_at_hand_is_its_beginning() -> None:
    assert locate({}, Span("gone.tf", 5, 9)) == (Position(1, 1), Position(1, 1))


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_bytes(b"\xef\xbb\xbfa\r\n")
    assert read_source(tmp_path / "main.tf", "x/main.tf") == SourceFile("x/main.tf", b"\xef\xbb\xbfa\r\n")


def test_the_limit_itself_is_taken_and_one_byte_more_is_not(tmp_path: Path) -> None:
    path = tmp_path / "main.tf"
    path.write_bytes(b"12345")
    assert read_source(path, "main.tf", limit=5).data == b"12345"
    with pytest.raises(UsageError, match=r"^main\.tf: is larger than 4 bytes$"):
        read_source(path, "main.tf", limit=4)


def _missing(path: Path) -> None:
    del path


def _loop(path: Path) -> None:
    path.symlink_to(path)


def _not_utf8(path: Path) -> None:
    path.write_bytes(b"a = 1\nb = \xff\n")


def _cut_short(path: Path) -> None:
    path.write_bytes("é".encode()[:1])


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (_missing, "there is no such file"),
        (Path.mkdir, "is a folder, not a file"),
        (os.mkfifo, "is not a regular file"),
        (_loop, "cannot be read: Too many levels of symbolic links"),
        (_not_utf8, "2:5: is not UTF-8 text (byte 0xff)"),
        (_cut_short, "1:1: is not UTF-8 text (byte 0xc3)"),
    ],
)
def test_what_cannot_be_a_source_says_why(tmp_path: Path, make: Callable[[Path], None], reason: str) -> None:
    path = tmp_path / "main.tf"
    make(path)
    with pytest.raises(UsageError) as caught:
        read_source(path, "main.tf")
    assert caught.value.message.removeprefix("main.tf:").strip() == reason


def test_a_device_is_no_source() -> None:
    with pytest.raises(UsageError, match="is not a regular file"):
        read_source(Path(os.devnull), "null")


def test_a_name_with_a_nul_is_no_path(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is no path"):
        read_source(tmp_path / "a\0b", "a\0b")


@given(data=st.binary())
def test_bytes_that_are_utf8_are_a_source_and_no_others(data: bytes) -> None:
    try:
        data.decode()
    except UnicodeDecodeError:
        with pytest.raises(UsageError, match=r"^x:\d+:\d+: is not UTF-8 text"):
            decoded(data, "x")
    else:
        assert decoded(data, "x").data == data
