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
            raise self._failed(arguments[0], done)
        return done.stdout

    def holds_work_tree(self) -> bool:
        """Whether the folder lies in a repository, among the files that it has checked out.

        Raises:
            UsageError: git says neither yes nor no: it does not trust the repository's owner, say.
        """
        done = self.start(("rev-parse", "--is-inside-work-tree"))
        if done.returncode and b"not a git repository" not in done.stderr:
            raise self._failed("rev-parse", done)
        return done.stdout.strip() == b"true"

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

    def _failed(self, command: str, done: subprocess.CompletedProcess[bytes]) -> UsageError:
        words = " ".join(done.stderr.decode(errors="replace").split())
        return UsageError(f"git {command} failed in {self.root}: {words}")
