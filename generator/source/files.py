"""Files as bytes with line and column on demand: the only place where a byte offset becomes a position."""

from __future__ import annotations

import os
import stat
from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from generator.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from generator.diagnostics import Span

BYTE_ORDER_MARK = b"\xef\xbb\xbf"

MAX_FILE_BYTES = 10 * 1024 * 1024
"""What Coder's own reader takes of one file of a template archive (coder/coder provisionersdk/archive.go)."""


class Position(Struct, frozen=True, order=True):
    """A place as people and editors count it: line and column from 1, the column in characters (code points)."""

    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.line}:{self.column}"


class SourceFile(Struct, frozen=True, dict=True):
    """One file: the name that reports use for it (forward slashes) and its bytes, which are valid UTF-8.

    Attributes:
        misread: Where the first byte was that is not UTF-8, in a file that was read all the same; `data` then has
            U+FFFD for each such byte. None where there was none.
    """

    path: str
    data: bytes
    misread: int | None = None

    @cached_property
    def text(self) -> str:
        """The content as text, without a byte order mark."""
        return self.data.decode("utf-8-sig")

    @cached_property
    def _line_starts(self) -> list[int]:
        starts = [0]
        find = self.data.find
        at = find(b"\n")
        while at >= 0:
            starts.append(at + 1)
            at = find(b"\n", at + 1)
        return starts

    def line_of(self, offset: int) -> int:
        """The line, from 1, that holds the byte at `offset`."""
        return bisect_right(self._line_starts, offset)

    def position(self, offset: int) -> Position:
        """The line and column of the byte at `offset`; an offset past the end means the end."""
        offset = min(offset, len(self.data))
        line = self.line_of(offset)
        before = self.data[self._line_starts[line - 1] : offset]
        return Position(line, len(before.removeprefix(BYTE_ORDER_MARK).decode(errors="replace")) + 1)

    def offset(self, line: int, column: int) -> int:
        """The byte offset of a line and column (both from 1, in characters), kept within the file."""
        line = min(max(line, 1), len(self._line_starts))
        start = self._line_starts[line - 1]
        end = self._line_starts[line] if line < len(self._line_starts) else len(self.data)
        if start == 0 and self.data.startswith(BYTE_ORDER_MARK):
            start = len(BYTE_ORDER_MARK)
        characters = self.data[start:end].decode(errors="replace")
        return min(start + len(characters[: max(column, 1) - 1].encode()), len(self.data))

    def line_text(self, line: int) -> str:
        """The text of a line, from 1, without its line ending; empty past the end."""
        if not 1 <= line <= len(self._line_starts):
            return ""
        start = self._line_starts[line - 1]
        end = self._line_starts[line] if line < len(self._line_starts) else len(self.data)
        return self.data[start:end].removeprefix(BYTE_ORDER_MARK).decode(errors="replace").rstrip("\r\n")

    def line_start(self, line: int) -> int:
        """The byte offset at which a line, from 1, begins."""
        return self._line_starts[line - 1]

    def slice(self, span: Span) -> str:
        """The text that a span of this file covers."""
        return self.data[span.start : span.end].decode(errors="replace")


def locate(sources: Mapping[str, SourceFile], span: Span) -> tuple[Position, Position]:
    """The first and the past-the-end position of a span; 1:1 where the file is not among the sources."""
    source = sources.get(span.path)
    if source is None:
        return Position(1, 1), Position(1, 1)
    return source.position(span.start), source.position(span.end)


def read_source(path: Path, name: str, *, limit: int = MAX_FILE_BYTES, any_bytes: bool = False) -> SourceFile:
    """A user's file, whole.

    Args:
        path: Where it is.
        name: What reports call it.
        limit: The most bytes that are taken.
        any_bytes: Take a file that is not UTF-8, whose `misread` tells so.

    Raises:
        UsageError: The file is missing, a folder or a device, unreadable, larger than `limit`, or not UTF-8.
    """
    try:
        with open(path, "rb", opener=_without_waiting) as handle:
            mode = os.fstat(handle.fileno()).st_mode
            if not stat.S_ISREG(mode):
                raise UsageError(f"{name}: is not a regular file")
            data = handle.read(limit + 1)
    except IsADirectoryError:
        raise UsageError(f"{name}: is a folder, not a file") from None
    except FileNotFoundError:
        raise UsageError(f"{name}: there is no such file") from None
    except OSError as error:
        raise UsageError(f"{name}: cannot be read: {error.strerror or error}") from None
    except ValueError as error:
        raise UsageError(f"{name!r}: is no path: {error}") from None
    if len(data) > limit:
        raise UsageError(f"{name}: is larger than {limit:,} bytes")
    try:
        return decoded(data, name)
    except NotTextError as error:
        if not any_bytes:
            raise
        return SourceFile(name, data.decode("utf-8", "replace").encode(), error.offset)


class NotTextError(UsageError):
    """A file that is not UTF-8; `offset` is where its first wrong byte is."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.offset = offset


def _without_waiting(path: str, flags: int) -> int:
    """Opens a pipe at once, though nobody writes to it, so that it can be refused."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def decoded(data: bytes, name: str) -> SourceFile:
    """A source file from bytes that may not be UTF-8.

    Raises:
        NotTextError: The bytes are not UTF-8; the message holds line and column of the first that is not.
    """
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        place = SourceFile(name, data[: error.start]).position(error.start)
        message = f"{name}:{place}: is not UTF-8 text (byte 0x{data[error.start]:02x})"
        raise NotTextError(message, error.start) from None
    return SourceFile(name, data)
