"""A spec and its folder in a repository, and what is done to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.app.updating import Updated, update
from generator.errors import UsageError
from tests.helpers import build_tree, committed, contents

if TYPE_CHECKING:
    from pathlib import Path

SPEC = "name: demo\nblueprint: docker\nagent: {{id: codex, workdir: {}}}\n{}"
HOME, OTHER = "/home/coder/project", "/home/coder/other"
MORE = "env: {A: b}\n"


def spec(workdir: str = HOME, more: str = "") -> str:
    return SPEC.format(workdir, more)


def edited(root: Path, name: str, old: str, new: str) -> str:
    """A file of the folder after an edit, which is committed."""
    path = root / "demo" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    committed(root)
    return path.read_text(encoding="utf-8")


def respecified(root: Path, text: str) -> None:
    build_tree(root, {"spec.yaml": text})
    committed(root)


def names(made: Updated) -> list[str]:
    return [item.name for item in made.differences]


def refused(root: Path, name: str = "demo", **options: bool) -> str:
    """What an update that must not happen says, having changed nothing."""
    before = contents(root)
    with pytest.raises(UsageError) as caught:
        update(root / name, **options)
    assert contents(root) == before
    return caught.value.message
