"""Finds the template folders at or below the paths that a user names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.errors import UsageError
from generator.template.load import is_template_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_SKIPPED = frozenset({"node_modules", "__pycache__"})


def is_unstamped(name: str) -> bool:
    """True for a folder of a cookiecutter template, whose files are no Terraform before somebody stamps them out."""
    return "{{" in name and "}}" in name


def template_folders(paths: Sequence[Path]) -> Iterator[Path]:
    """The template folders at or below some paths, each once, in order; a template's own subfolders are not searched.

    Raises:
        UsageError: A path does not exist.
    """
    seen: set[Path] = set()
    for path in paths:
        if not path.exists():
            raise UsageError(f"{path}: there is no such file or folder")
        start = path.parent if path.is_file() else path
        for folder in _below(start):
            resolved = folder.resolve()
            if resolved not in seen:
                seen.add(resolved)
                yield folder


def _below(folder: Path) -> Iterator[Path]:
    if is_template_folder(folder):
        yield folder
        return
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        raise UsageError(f"{folder}: cannot be read: {error.strerror or error}") from None
    for entry in entries:
        passed_over = entry.name.startswith(".") or entry.name in _SKIPPED or is_unstamped(entry.name)
        if passed_over or entry.is_symlink() or not entry.is_dir():
            continue
        yield from _below(entry)
