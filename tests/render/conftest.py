"""What the tests of the writer begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.render.writer import write_folder
from tests.render.written import OLD

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """A folder that was written before."""
    write_folder(tmp_path / "out", OLD, force=False)
    return tmp_path / "out"
