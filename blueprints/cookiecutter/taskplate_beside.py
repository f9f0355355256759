"""How this template has `taskplate new` do the work: the same answers make, byte for byte, the same spec and folder.

cookiecutter loads the extension before it makes anything. The answers are tried then, in a folder that is thrown away,
so that what taskplate refuses is said in its own words and nothing is left behind; the hook does it where it belongs.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cookiecutter.exceptions import FailedHookException
from jinja2.ext import Extension

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jinja2 import Environment

MISSING = (
    "taskplate is not installed: run `pip install <checkout>` or `pip install git+<repository>` where cookiecutter "
    "is, then this command again"
)
_NOT_ANSWERED = {"agent": "none", "auth": "default"}
"""What is answered where `taskplate new` would not ask, or would take the usual answer."""


class Beside(Extension):
    """What cookiecutter loads."""

    def __init__(self, environment: Environment) -> None:
        """Give the template the name of its folder."""
        super().__init__(environment)
        environment.globals["folder"] = folder


def folder(answers: Mapping[str, Any]) -> str:
    """The name of the folder, once taskplate has made a template from the answers.

    Raises:
        FailedHookException: It has not; cookiecutter says why, and that is all it does.
    """
    name = re.sub("[^A-Za-z0-9]+", "-", str(answers["name"])) or "-"  # what else it holds, taskplate refuses
    with tempfile.TemporaryDirectory(prefix=".taskplate-", dir=_there(Path(answers["_output_dir"]))) as nowhere:
        done = new(answers, name, nowhere, force=False)  # beside what will be, so under the same configuration
    if done.returncode:
        raise FailedHookException(done.stderr.strip() or f"taskplate failed with exit code {done.returncode}")
    return name


def _there(folder: Path) -> Path:
    """The folder, or the nearest above it that is there."""
    return next(each for each in (folder, *folder.parents) if each.is_dir())


def new(answers: Mapping[str, Any], name: str, beside: str | Path, *, force: bool) -> subprocess.CompletedProcess[str]:
    """Run `taskplate new` for a folder in another one.

    Raises:
        FailedHookException: There is no taskplate, or an answer cannot be handed over to it.
    """
    line = [*command(), "new", "--yes", *(["--force"] if force else []), *options(answers), "--", name]
    try:
        return subprocess.run(line, cwd=beside, check=False, capture_output=True, encoding="utf-8", errors="replace")
    except (OSError, ValueError) as error:  # a NUL in an answer
        raise FailedHookException(f"taskplate cannot be run: {error}") from None


def command() -> list[str]:
    """What runs taskplate: the one beside cookiecutter, else the one on PATH.

    Raises:
        FailedHookException: There is none.
    """
    try:
        version("taskplate")
    except PackageNotFoundError:
        program = shutil.which("taskplate")
        if program is None:
            raise FailedHookException(MISSING) from None
        return [program]
    return [sys.executable, "-P", "-m", "generator"]


def options(answers: Mapping[str, Any]) -> Iterator[str]:
    """The answers as options of `taskplate new`; an empty one, to a question that has no such answer, is none."""
    for key, answer in answers.items():
        kind, _, option = key.partition("_")
        if key.startswith("_") or not answer or answer == _NOT_ANSWERED.get(key):
            continue
        if kind == "option":
            yield f"--option={option}={answer}"
        else:
            yield f"--{key.replace('_', '-')}={answer}"
