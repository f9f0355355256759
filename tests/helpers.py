"""What tests of several packages share: a command run in this process, a folder built from text."""

from __future__ import annotations

import contextlib
import io
from typing import TYPE_CHECKING

from generator.cli.main import run

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


def run_cli(args: Sequence[str | Path], cwd: Path) -> tuple[int, str, str]:
    """Runs the command line in a folder: its exit code, what it printed, and what it said on the error stream."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.chdir(cwd), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run([str(argument) for argument in args])
    return code, out.getvalue(), err.getvalue()


def build_tree(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Writes files below a folder, which is made with all that it needs; the folder."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root
