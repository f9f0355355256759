"""The files of a template that are no Terraform, read when an expression asks for one by its path."""

from __future__ import annotations

import posixpath
from enum import Enum
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from generator.source.files import MAX_FILE_BYTES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_INSTALLED = ".terraform"  # what `terraform init` brings, which nobody checks in


class FileState(Enum):
    """What is known of a file whose text is not."""

    MISSING = "missing"
    FOLDER = "folder"
    NO_TEXT = "no UTF-8 text"
    UNKNOWN = "unknown"


class FolderFiles(Protocol):
    """The files below the folder of a template."""

    def read(self, path: str) -> str | FileState:
        """The text of a file.

        Args:
            path: As an expression names it: relative to the folder of the root module.
        """


class FilesInMemory(Struct, frozen=True):
    """Files of which some are held; of all others nothing is known."""

    texts: Mapping[str, bytes]

    def read(self, path: str) -> str | FileState:
        """The text of a file that is held."""
        held = self.texts.get(posixpath.normpath(path))
        return FileState.UNKNOWN if held is None else _text(held)


class FilesOnDisk(Struct, frozen=True):
    """The files of a folder on disk. What lies outside of it may be there where Terraform runs."""

    root: Path

    def read(self, path: str) -> str | FileState:
        """The text of a file in the folder."""
        inside = posixpath.normpath(path)
        first = inside.split("/", 1)[0]
        if posixpath.isabs(path) or "\0" in path or "\\" in path or first in {"..", _INSTALLED} or first[:1] == "~":
            return FileState.UNKNOWN
        place = self.root / inside
        try:
            if place.is_dir():
                return FileState.FOLDER
            if not place.is_file():
                return FileState.UNKNOWN if place.exists() else FileState.MISSING
            return FileState.UNKNOWN if place.stat().st_size > MAX_FILE_BYTES else _text(place.read_bytes())
        except OSError:
            return FileState.UNKNOWN


def _text(data: bytes) -> str | FileState:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return FileState.NO_TEXT
