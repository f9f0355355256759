"""The lock file: what a folder was made from, and the digest of every file as it was written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import asdict

from generator.escapes import yaml_text
from generator.source.yaml_data import parse_data

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

LOCK_FILE = ".taskplate.lock.yaml"
_HEADER = "# Written by taskplate, which reads it to tell your edits from its own. Keep it with the template.\n"


class Lock(Struct, frozen=True):
    """What a folder was made from.

    Attributes:
        taskplate: The release of taskplate.
        spec: The path of the spec, relative to the folder, with forward slashes.
        variant: Which of the spec's targets the folder is; empty where the spec lists none.
        spec_digest: The digest of the spec's bytes and of the setup script that it includes.
        coder: The target, major and minor.
        mechanism: The task mechanism.
        blueprint: The blueprint's name.
        modules: Registry module to the release pinned.
        files: Path in the folder, with forward slashes, to digest; the lock file itself is not among them.
    """

    taskplate: str
    spec: str
    variant: str
    spec_digest: str
    coder: str
    mechanism: str
    blueprint: str
    modules: Mapping[str, str]
    files: Mapping[str, str]

    def text(self) -> bytes:
        """The content of the lock file, the same for the same lock."""
        lines = [
            f"{key}: {yaml_text(value)}\n"
            for key, value in asdict(self).items()
            if isinstance(value, str) and (key != "variant" or value)
        ]
        for key, values in (("modules", self.modules), ("files", self.files)):
            lines.append(f"{key}:\n" if values else f"{key}: {{}}\n")
            lines += [f"  {yaml_text(name)}: {yaml_text(value)}\n" for name, value in sorted(values.items())]
        return (_HEADER + "".join(lines)).encode()


def digest(data: bytes) -> str:
    """The digest of a file's bytes, with the name of the method; the same where git checked it out with CRLF."""
    import hashlib

    return "sha256:" + hashlib.sha256(data.replace(b"\r\n", b"\n")).hexdigest()


def read_lock(folder: Path) -> Lock | None:
    """The lock of a folder; None when there is none, or it cannot be understood, which is no lock either.

    One that names files outside of the folder is none: what it names may be deleted.
    """
    try:
        path = folder / LOCK_FILE
        if not path.is_file():  # nothing there, or a pipe to wait for
            return None
        text = path.read_bytes()
        lock = _lock_of(_json_lines(text))
        if lock is not None and lock.text() == text:
            return lock
        return _lock_of(parse_data(text))  # somebody has been at it, which may have left it a lock
    except (OSError, ValueError):
        return None


def _json_lines(text: bytes) -> object:
    """The data of a lock that stands as we write it, an entry of JSON a line; YAML is slow to load, and to read."""
    data: dict[str, object] = {}
    entries: dict[str, object] = {}
    try:
        for line in text.decode().removeprefix(_HEADER).splitlines():
            if line.startswith("  "):
                entries |= json.loads(f"{{{line}}}")
            else:
                key, _, value = line.partition(":")
                data[key] = json.loads(value) if value else (entries := {})
    except (ValueError, RecursionError):
        return None
    return data


def _lock_of(data: object) -> Lock | None:
    """The lock that plain data is; None where it is none."""
    if not isinstance(data, dict):
        return None
    data.setdefault("variant", "")
    if set(data) != set(Lock.__struct_fields__):
        return None
    text_keys = set(Lock.__struct_fields__) - {"modules", "files"}
    maps = [data["modules"], data["files"]]
    if not all(isinstance(data[key], str) for key in text_keys) or not all(isinstance(item, dict) for item in maps):
        return None
    if not all(isinstance(value, str) for item in maps for pair in item.items() for value in pair):
        return None
    if not all(map(_plain_path, data["files"])):
        return None
    return Lock(**data)


def _plain_path(path: str) -> bool:
    """True for the path of a file in the folder or below it, which is all that taskplate writes."""
    names = path.split("/")
    return not any(name in {"", ".", ".."} for name in names) and not any(sign in path for sign in "\\:\0")
