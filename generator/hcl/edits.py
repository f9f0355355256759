"""Edits applied to bytes: every byte outside the edited ranges stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.diagnostics import Edit


def apply_edits(data: bytes, edits: Iterable[Edit]) -> bytes:
    """The bytes with all edits made.

    Raises:
        ValueError: Two edits overlap, or one lies outside the data.
    """
    pieces: list[bytes] = []
    at = 0
    for edit in sorted(edits, key=lambda edit: (edit.span.start, edit.span.end)):
        if edit.span.start < at or edit.span.end > len(data):
            raise ValueError(f"edits overlap or leave the file at byte {edit.span.start}")
        pieces += [data[at : edit.span.start], edit.replacement.encode()]
        at = edit.span.end
    return b"".join([*pieces, data[at:]])
