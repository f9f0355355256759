"""A repository with a spec and its folder."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from generator.app.generation import generate
from tests.app.updating.following import spec
from tests.helpers import build_tree, committed

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with a spec and its folder, committed."""
    root = build_tree(tmp_path_factory.mktemp("made"), {"spec.yaml": spec()})
    generate(root / "spec.yaml")
    return committed(root)


@pytest.fixture
def root(_made: Path, tmp_path: Path) -> Path:
    """The same to change."""
    shutil.copytree(_made, tmp_path / "repository")
    return tmp_path / "repository"
