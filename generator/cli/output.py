"""What commands share of their output: colour, diffs."""

from __future__ import annotations

import os
from io import BytesIO
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pathlib import Path
    from typing import TextIO


def colour_wanted(stream: TextIO) -> bool:
    """True where a stream is a terminal and NO_COLOR (https://no-color.org) is not set."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def write_report(text: str, output: Path | None) -> None:
    """Print a report, or write it to a file.

    Raises:
        UsageError: The file cannot be written.
    """
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        output.write_text(text, encoding="utf-8", errors="backslashreplace", newline="")
    except OSError as error:
        from generator.errors import UsageError

        raise UsageError(f"{output}: cannot be written: {error.strerror or error}") from None


def unified_diff(path: str, old: bytes | None, new: bytes | None) -> str:
    """A diff as git shows it; an absent side is /dev/null."""
    import difflib

    before, after = _lines(old), _lines(new)
    names = ("/dev/null" if old is None else f"a/{path}", "/dev/null" if new is None else f"b/{path}")
    lines = difflib.unified_diff(before, after, *names)
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _lines(data: bytes | None) -> list[str]:
    """The lines with their ends, which are newlines alone: `str.splitlines` also ends them at form feeds and such."""
    return [] if data is None else [line.decode(errors="replace") for line in BytesIO(data)]
