"""Finds the template folders at or below the paths that a user names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.errors import UsageError
from generator.template.load import is_template_folder, load_template

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from generator.template.model import Template

_SKIPPED = frozenset({"node_modules", "__pycache__"})


def is_unstamped(name: str) -> bool:
    """True for a folder of a cookiecutter template, whose files are no Terraform before somebody stamps them out."""
    return "{{" in name and "}}" in name


def template_folders(paths: Sequence[Path]) -> Iterator[Path]:
    """The template folders at or below some paths, each once, in order; a template's own subfolders are not searched.

    A file stands for the template that it is part of: that in its folder or around it, or one that calls this one.

    Raises:
        UsageError: A path does not exist.
    """
    seen: set[Path] = set()
    of_files: dict[Path, Path] = {}
    for path in paths:
        if not path.exists():
            raise UsageError(f"{path}: there is no such file or folder")
        start = path
        if path.is_file():
            if path.parent not in of_files:
                of_files[path.parent] = _template_around(path.parent)
            start = of_files[path.parent]
        for folder in _below(start):
            resolved = folder.resolve()
            if resolved not in seen:
                seen.add(resolved)
                yield folder


def subfolders(folder: Path) -> list[Path]:
    """The folders in a folder that are looked into, in order: hidden ones, links and what tools put there are not.

    Raises:
        UsageError: The folder cannot be read.
    """
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        raise UsageError(f"{folder}: cannot be read: {error.strerror or error}") from None
    return [entry for entry in entries if not _passed_over(entry.name) and not entry.is_symlink() and entry.is_dir()]


def _passed_over(name: str) -> bool:
    return name.startswith(".") or name in _SKIPPED or is_unstamped(name)


def _below(folder: Path) -> Iterator[Path]:
    if is_template_folder(folder):
        yield folder
        return
    for entry in subfolders(folder):
        yield from _below(entry)


def _template_around(folder: Path) -> Path:
    """The template that files of a folder are part of, as far up as its git repository; the folder without one.

    It is the folder, or the nearest above it that is a template, or the outermost that calls this as a module.
    """
    found = inner = folder
    place = folder.resolve()
    for above in folder.parents:
        if (inner / ".git").exists() or not place.is_relative_to(above.resolve()):
            break
        if is_template_folder(above):
            if not is_template_folder(place):
                found, place = above, above.resolve()
            elif _calls(above, place):
                found = above
        inner = above
    return found


def _calls(folder: Path, module: Path) -> bool:
    """True when a template calls a folder (resolved) below its own, directly or by another such."""
    try:
        template = load_template(folder, folder.as_posix())
    except UsageError:
        return False
    root = folder.resolve()
    return any(root / path == module for path in _modules(template))


def _modules(template: Template) -> Iterator[str]:
    for module in template.local_modules.values():
        yield module.path
        if module.template is not None:
            yield from _modules(module.template)
