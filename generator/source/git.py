"""Runs git, which only reads: in the user's language it says nothing, and it takes no lock."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

from msgspec import Struct, field

from generator.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


def find_git(consequence: str = "") -> str:
    """The program.

    Args:
        consequence: What its absence means, as the end of the sentence.

    Raises:
        UsageError: It is not installed.
    """
    program = shutil.which("git")
    if program is None:
        raise UsageError(f"git is not installed, or not on PATH{consequence}")
    return program


class Git(Struct, frozen=True):
    """Git in a folder.

    Attributes:
        program: The program, from `find_git`.
        root: The folder.
        timeout: Seconds that a command may take.
        environment: Variables over those of this process.
    """

    program: str
    root: Path
    timeout: int
    environment: Mapping[str, str] = field(default_factory=dict)

    def output(self, *arguments: str, content: bytes = b"") -> bytes:
        """What a command prints, given what it reads.

        Raises:
            UsageError: It failed, or could not be run.
        """
        done = self.start(arguments, content)
        if done.returncode:
            words = " ".join(done.stderr.decode(errors="replace").split())
            raise UsageError(f"git {arguments[0]} failed in {self.root}: {words}")
        return done.stdout

    def start(self, arguments: Sequence[str], content: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        """A command that was run to its end, whatever that was.

        Raises:
            UsageError: It could not be run, or did not end in time.
        """
        environment = {**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", **self.environment}
        try:
            return subprocess.run(
                [self.program, "-C", os.fspath(self.root), "-c", "core.quotePath=true", *arguments],
                input=content, capture_output=True, check=False, env=environment, timeout=self.timeout,
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired, ValueError) as error:
            raise UsageError(f"git {arguments[0]} failed in {self.root}: {error}") from None
