"""What tests of continuous integration share: repositories of templates, our command on PATH, whether PyPI is there."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.helpers import build_tree

ROOT = Path(__file__).resolve().parents[2]

_PRESET = 'data "coder_workspace_preset" "%s" {\n  name = "P"\n}\n\n'
_CODER = 'terraform {\n  required_providers {\n    coder = { source = "coder/coder" }\n  }\n}\n'
GOOD = "locals {\n  a = 1\n}\n"
BAD = _PRESET % "a" + _PRESET % "b" + _CODER
"""Two presets of one name: an error of `duplicate-preset-name`."""


def with_taskplate(folder: Path, name: str = "taskplate", arguments: str = "-m generator") -> Path:
    """A folder with a program that runs the package of this checkout with this Python."""
    build_tree(folder, {name: f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" {arguments} "$@"\n'})
    (folder / name).chmod(0o755)
    return folder


def path_with(folder: Path) -> str:
    """PATH with a folder before all others."""
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


def require_pypi() -> None:
    """Skips the test where pip cannot fetch anything."""
    reason = _pypi_is_gone()
    if reason:
        pytest.skip(f"needs PyPI, and pip fetches nothing here: {reason}")


@cache
def _pypi_is_gone() -> str:
    with TemporaryDirectory() as scratch:
        pip = [sys.executable, "-m", "pip", "--timeout", "10", "--retries", "0", "--disable-pip-version-check"]
        asked = [*pip, "download", "-q", "--no-deps", "--only-binary", ":all:", "--dest", scratch, "click"]
        try:
            done = subprocess.run(asked, check=False, capture_output=True, text=True, timeout=60)
        except subprocess.TimeoutExpired:
            return "no answer within a minute"
    return "" if done.returncode == 0 else (done.stderr.strip() or "pip failed").splitlines()[-1]
