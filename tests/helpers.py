"""What tests of several packages share: a command run in this process, a folder built from text, git."""

from __future__ import annotations

import contextlib
import io
import subprocess
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


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by its path in it; what git keeps for itself is left out."""
    files = [path.relative_to(folder) for path in sorted(folder.rglob("*")) if path.is_file()]
    return {path.as_posix(): (folder / path).read_bytes() for path in files if ".git" not in path.parts}


def git(root: Path, *arguments: str) -> str:
    """Runs git in a folder, as somebody; what it printed, without the line end."""
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")
    done = subprocess.run(["git", "-C", root, *identity, *arguments], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def commit_all(root: Path, message: str = "first") -> str:
    """Makes a commit of all that is in a folder, which becomes a repository where it is none; the commit."""
    if not (root / ".git").exists():
        git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-qm", message, "--allow-empty")
    return git(root, "rev-parse", "HEAD")


def committed(root: Path) -> Path:
    """A folder with all that is in it committed; a repository if it was none."""
    commit_all(root, "as it is")
    return root
