"""The Dockerfile: no image can be built here, but what it copies is all that its commands need."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.ci.machine import BAD, ROOT, require_pypi
from tests.helpers import build_tree

if TYPE_CHECKING:
    from pathlib import Path

TEXT = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMMENT = re.compile(r"^\s*#.*\n", re.MULTILINE)
LINES = [line.split(maxsplit=1) for line in COMMENT.sub("", TEXT).replace("\\\n", " ").splitlines() if line.strip()]
BUILD, FINAL = (
    [tuple(line) for line in lines]
    for lines in (
        LINES[: next(at for at, line in enumerate(LINES) if at and line[0] == "FROM")],
        LINES[next(at for at, line in enumerate(LINES) if at and line[0] == "FROM") :],
    )
)
COPIED = [words.split() for word, words in BUILD if word == "COPY"]


def test_every_file_that_is_copied_is_there_and_let_through() -> None:
    sources = {source.rstrip("/") for *named, _ in COPIED for source in named}
    assert [source for source in sources if not (ROOT / source).exists()] == []
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split("\n")
    assert {line.removeprefix("!") for line in ignored if line.startswith("!")} == sources


def test_it_is_small_pinned_and_not_root() -> None:
    bases = {words.split()[0] for word, words in (*BUILD, *FINAL) if word == "FROM"}
    assert len(bases) == 1
    assert re.fullmatch(r"docker\.io/library/python:\d+\.\d+\.\d+-slim-\w+", bases.pop())
    assert [words for word, words in FINAL if word == "USER"] == ["10001"]
    assert dict(FINAL)["COPY"] == "--from=build /opt/taskplate /opt/taskplate"


def test_its_commands_make_a_taskplate_that_works(tmp_path: Path) -> None:
    """The build is repeated with the copied files alone, /opt/taskplate being a folder of the test."""
    require_pypi()
    source, made = tmp_path / "src", tmp_path / "opt"
    for *named, target in COPIED:
        for name in named:
            into = source / target / name.rpartition("/")[2] if target.endswith("/") else source / target
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
            into.parent.mkdir(parents=True, exist_ok=True)
            copy(ROOT / name, into)
    for command in [words for word, words in BUILD if word == "RUN"]:
        words = [word.replace("/opt/taskplate", str(made)) for word in command.split()]
        words[0] = sys.executable if words[0] == "python" else words[0]
        subprocess.run(words, cwd=source, check=True, capture_output=True, timeout=250)
    (entry,) = json.loads(dict(FINAL)["ENTRYPOINT"])
    build_tree(tmp_path / "work", {"t/main.tf": BAD})
    shutil.rmtree(source)
    done = subprocess.run(
        [made / "bin" / entry, "validate", "t", "--format", "github"],
        cwd=tmp_path / "work", env={"PATH": f"{made}/bin"}, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("::error file=t/main.tf,line=6")
