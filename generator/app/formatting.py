"""Formats Terraform files as `terraform fmt` does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from generator.app.folders import is_unstamped
from generator.diagnostics import RuleInfo, Severity
from generator.errors import NothingToCheckError, UsageError
from generator.hcl.format import format_hcl
from generator.hcl.syntax import syntax_problem
from generator.render.swap import replace_file
from generator.source.files import read_source
from generator.source.problems import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_SUFFIXES = (".tf", ".tfvars", ".tftest.hcl", ".tfmock.hcl")
_SYNTAX = RuleInfo("invalid-syntax", "syntax", "Terraform's parser refuses the file", Severity.ERROR)


class Formatted(Struct, frozen=True):
    """One file that was not formatted: its path, the bytes before and after."""

    path: Path
    before: bytes
    after: bytes


def format_paths(paths: Sequence[Path], *, recursive: bool = False, write: bool = True) -> list[Formatted]:
    """Format files, and the files of folders.

    Args:
        paths: Files, or folders whose files that Terraform formats are meant; hidden ones are passed over.
        recursive: Take the folders below as well, but hidden ones.
        write: False leaves the disk as it is.

    Returns:
        The files that were not formatted, in order.

    Raises:
        UsageError: A path cannot be read or written.
        InvalidInputError: A file does not parse. No file has changed.
        NothingToCheckError: There is no Terraform file.
    """
    found = list(dict.fromkeys(file for path in paths for file in _files(path, recursive=recursive)))
    if not found:
        raise NothingToCheckError(f"no Terraform files in {', '.join(map(str, paths))}")
    changed = []
    for path in found:
        source = read_source(path, path.as_posix())
        problem = syntax_problem(source)
        if problem is not None:
            raise InvalidInputError([_SYNTAX.at(problem.span, problem.message)], {source.path: source})
        after = format_hcl(source.data)
        if after != source.data:
            changed.append(Formatted(path, source.data, after))
    if write:
        for item in changed:
            replace_file(item.path, item.after)
    return changed


def _files(path: Path, *, recursive: bool) -> Iterator[Path]:
    if path.is_file():
        yield path
        return
    try:
        entries = sorted(path.iterdir())
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror or error}") from None
    for entry in entries:
        if entry.name.startswith(".") or is_unstamped(entry.name):
            continue
        if entry.name.endswith(_SUFFIXES) and not entry.is_dir():
            yield entry
        elif recursive and entry.is_dir() and not entry.is_symlink():
            yield from _files(entry, recursive=True)
