"""The sessions that documents show: the files that a reader writes, and the commands that they run.

Blocks of a document count in order, in one empty folder:

- a block with a title, as in ```` ```yaml title="task-template.yaml" ````, is a file that is written there;
- a line `$ command` of a `console` block is run, and the lines below it are what it prints on both streams. A line
  `...` stands for any lines, and `...` in a line for any text; a command goes on in the next line after a backslash.

Other blocks are for what a test has not, such as a Coder deployment. `python -m tests.sessions` puts what commands
print today into the documents.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from tests.documents import ROOT
from tests.helpers import build_tree, run_cli

_BLOCK = re.compile(
    r'^```(?P<language>\w+)(?: title="(?P<title>[^"\n]+)")?\n(?P<body>.*?)^```$', re.DOTALL | re.MULTILINE
)
_COMMAND = re.compile(r"^\$ (?P<line>(?:.*\\\n)*.*)\n(?P<shown>(?:(?!\$ ).*\n)*)", re.MULTILINE)
_SHELL = frozenset("|&;<>()$`*?[\n")
"""What makes a command one for a shell."""


class File(NamedTuple):
    """A file that the reader writes."""

    path: str
    content: str


class Command(NamedTuple):
    """A command that the reader runs: what it prints, and where in the document that stands."""

    line: str
    shown: str
    start: int
    end: int


def steps(text: str) -> list[File | Command]:
    """What a document has its reader do, in order."""
    found: list[File | Command] = []
    for block in _BLOCK.finditer(text):
        if block["title"]:
            found.append(File(block["title"], block["body"]))
        elif block["language"] == "console":
            offset = block.start("body")
            for each in _COMMAND.finditer(block["body"]):
                span = (offset + each.start("shown"), offset + each.end("shown"))
                found.append(Command(each["line"], each["shown"], *span))
    return found


class Reader:
    """Somebody who does what a document says, in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.code = 0

    def write(self, file: File) -> None:
        build_tree(self.folder, {file.path: file.content})

    def run(self, line: str) -> str:
        """What a command prints; its exit code is kept."""
        words = shlex.split(line)
        if words[0] == "cd" and len(words) == 2:
            self.folder = (self.folder / words[1]).resolve(strict=True)
            return ""
        if line == "echo $?":
            return f"{self.code}\n"
        if words[0] == "taskplate" and _SHELL.isdisjoint(line):
            self.code, out, err = run_cli(words[1:], self.folder)
            return out + err
        done = subprocess.run(
            ["bash", "-c", f'taskplate() {{ "{sys.executable}" -m generator "$@"; }}\n{line}'],
            cwd=self.folder,
            env={**os.environ, **_SETTINGS},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        self.code = done.returncode
        return done.stdout


_SETTINGS = {
    "PYTHONPATH": str(ROOT),
    "LC_ALL": "C.UTF-8",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Ann",
    "GIT_AUTHOR_EMAIL": "ann@example.com",
    "GIT_COMMITTER_NAME": "Ann",
    "GIT_COMMITTER_EMAIL": "ann@example.com",
}
"""The environment of what is run by a shell."""


def agrees(shown: str, printed: str) -> bool:
    """True when a document shows what was printed, but for the lines that it leaves out."""
    parts = re.split(r"^\.\.\.\n", shown, flags=re.MULTILINE)
    lines = [".*?".join(map(re.escape, part.split("..."))) for part in parts]
    return re.fullmatch(r"(?:.*\n)*?".join(lines), printed) is not None


def renewed(text: str, folder: Path) -> str:
    """The text of a document in which every command shows what it prints today."""
    reader = Reader(folder)
    changes = []
    for step in steps(text):
        if isinstance(step, File):
            reader.write(step)
            continue
        printed = reader.run(step.line)
        if not agrees(step.shown, printed):
            changes.append((step.start, step.end, printed))
    for start, end, printed in reversed(changes):
        text = text[:start] + printed + text[end:]
    return text


def documents() -> list[Path]:
    """The documents whose sessions are run."""
    return [ROOT / "README.md", *sorted((ROOT / "docs" / "guides").glob("*.md"))]


if __name__ == "__main__":
    for document in [Path(name).resolve() for name in sys.argv[1:]] or documents():
        with tempfile.TemporaryDirectory() as temporary:
            text = document.read_text(encoding="utf-8")
            document.write_text(renewed(text, Path(temporary)), encoding="utf-8")
