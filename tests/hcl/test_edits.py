"""Edits change the bytes of their ranges and no others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.diagnostics import Edit, Span
from generator.hcl.edits import apply_edits


def edit(start: int, end: int, text: str) -> Edit:
    return Edit(Span("main.tf", start, end), text)


@pytest.mark.parametrize(
    ("edits", "result"),
    [
        ([], b"abcdef"),
        ([edit(0, 1, "X")], b"Xbcdef"),
        ([edit(6, 6, "X")], b"abcdefX"),
        ([edit(4, 6, ""), edit(0, 2, "")], b"cd"),
        ([edit(2, 2, "X"), edit(2, 4, "Y")], b"abXYef"),
        ([edit(2, 4, "Y"), edit(4, 4, "X")], b"abYXef"),
        ([edit(1, 2, "é")], "aécdef".encode()),
    ],
)
def test_edits_are_made_in_the_order_of_the_text(edits: list[Edit], result: bytes) -> None:
    assert apply_edits(b"abcdef", edits) == result


@pytest.mark.parametrize(
    "edits",
    [
        [edit(0, 3, ""), edit(2, 4, "")],
        [edit(0, 6, ""), edit(2, 3, "")],
        [edit(1, 3, "x"), edit(1, 3, "x")],
        [edit(1, 3, ""), edit(2, 2, "x")],
        [edit(5, 7, "")],
        [edit(7, 7, "x")],
    ],
)
def test_edits_that_overlap_or_leave_the_file_are_refused(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match="overlap or leave the file"):
        apply_edits(b"abcdef", edits)


@given(
    data=st.binary(max_size=60), cuts=st.lists(st.integers(0, 60), unique=True, max_size=8), text=st.text(max_size=4)
)
def test_every_byte_outside_the_ranges_stays(data: bytes, cuts: list[int], text: str) -> None:
    points = sorted(min(cut, len(data)) for cut in cuts)
    ranges = list(zip(points[::2], points[1::2], strict=False))
    result = apply_edits(data, [edit(start, end, text) for start, end in reversed(ranges)])
    kept, at = [], 0
    for start, end in ranges:
        kept.append(data[at:start])
        at = end
    assert result == text.encode().join([*kept, data[at:]])
