"""The real cookiecutter, run as a person runs it: in a process of its own, with a home of its own."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parent.parent.parent

# Put on PYTHONPATH, this is run by every Python that starts.
_WITHOUT_TASKPLATE = """
import sys
from importlib import metadata


class Hidden:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name.partition(".")[0] == "generator":
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


sys.meta_path.insert(0, Hidden)
version = metadata.version


def without(name):
    if name == "taskplate":
        raise metadata.PackageNotFoundError(name)
    return version(name)


metadata.version = without
"""


class Run(NamedTuple):
    """What a run said, and made."""

    code: int
    out: str
    err: str
    folder: Path

    @property
    def files(self) -> dict[str, bytes]:
        """Everything below the output folder."""
        return files_below(self.folder)


def files_below(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def run_cookiecutter(
    template: Path,
    place: Path,
    *options: str,
    answers: Mapping[str, str | bool] | None = None,
    typed: str | None = None,
    taskplate: bool = True,
) -> Run:
    """Runs cookiecutter, which writes to `out` in a place; skips where there is no cookiecutter.

    Args:
        template: The template.
        place: A folder for all that comes of it.
        options: More of the command line.
        answers: What is answered on the command line, after which nothing is asked.
        typed: What is typed instead, line by line.
        taskplate: False hides taskplate from every Python that runs.
    """
    if importlib.util.find_spec("cookiecutter") is None:
        pytest.skip("cookiecutter is not installed; it comes with the extra `test`")
    hiding = place / "hiding"
    hiding.mkdir(parents=True, exist_ok=True)
    (hiding / "sitecustomize.py").write_text(_WITHOUT_TASKPLATE if not taskplate else "", encoding="utf-8")
    environment = {
        **{name: os.environ[name] for name in ("HOME", "PYTHONDONTWRITEBYTECODE") if name in os.environ},
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": os.pathsep.join([str(hiding), str(ROOT)]),
        "TMPDIR": str(_made(place / "tmp")),
        "COOKIECUTTER_CONFIG": str(_config(place)),
    }
    given = [f"{key}={_said(answer)}" for key, answer in (answers or {}).items()]
    quiet = [] if typed is not None or "--replay" in options else ["--no-input"]
    done = subprocess.run(
        [sys.executable, "-m", "cookiecutter", *quiet, "-o", str(place / "out"), *options, "--", str(template), *given],
        cwd=place, env=environment, input=typed or "", capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    return Run(done.returncode, done.stdout, done.stderr, place / "out")


def _said(answer: str | bool) -> str:
    return answer if isinstance(answer, str) else "yes" if answer else "no"


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _config(place: Path) -> Path:
    """cookiecutter's own settings, whose folders lie in the home folder unless they say otherwise."""
    file = place / "config.yaml"
    settings = {"cookiecutters_dir": str(place / "cloned"), "replay_dir": str(place / "replay")}
    file.write_text(json.dumps(settings), encoding="utf-8")
    return file
