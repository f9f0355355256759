"""What action.yml runs: `taskplate validate` with annotations, a SARIF file and a summary of the step.

All that it is told comes from the environment: the inputs as INPUT_*, the rest as GitHub's runner sets it. None of it
is ever part of a command line that a shell reads.
"""

from __future__ import annotations

import html
import json
import os
import re
import secrets
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from generator.errors import TaskplateError, UsageError
from generator.source.git import Git, find_git

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

INPUTS = ("paths", "coder", "fail-on", "select", "ignore", "baseline", "changes", "shard", "sarif-file")
"""Those of the action's inputs that are read here; what `python-version` says is done before."""

_CHANGES = {"templates": "--changed-from", "lines": "--diff-from"}
_HANDED_ON = ("coder", "fail-on", "select", "ignore", "baseline", "shard")
_COMMIT = re.compile("[0-9a-f]{40,64}")
_USAGE = 2
_TIMEOUT = 120  # seconds


def main(environment: Mapping[str, str]) -> int:
    """Check the templates and tell GitHub; the exit code is that of `taskplate validate`."""
    inputs = {name: environment.get(variable(name), "").strip() for name in INPUTS}
    summary = Path(environment["GITHUB_STEP_SUMMARY"])
    sarif = inputs["sarif-file"]
    before = _written(sarif)
    try:
        with tempfile.TemporaryDirectory(dir=environment.get("RUNNER_TEMP")) as scratch:
            page = Path(scratch) / "summary.md"
            command = [sys.executable, "-P", "-m", "generator", *arguments(inputs, environment, page)]
            done = subprocess.run(command, check=False, capture_output=True)
            told = page.read_text(encoding="utf-8") if page.is_file() else ""
    except TaskplateError as refused:
        done = subprocess.CompletedProcess([], _USAGE, b"", f"taskplate: {refused}\n".encode())
        told = ""
    sys.stdout.buffer.write(done.stdout)
    said = done.stderr.decode(errors="replace")
    _log(said)
    if done.returncode not in {0, 1}:
        told += f"\n<pre>{html.escape(said)}</pre>\n"
    with summary.open("a", encoding="utf-8") as page_of_all:
        page_of_all.write(f"{told}\n")
    _output(environment, "sarif-file", sarif if _written(sarif) != before else "")  # never one of an earlier run
    _output(environment, "exit-code", str(done.returncode))
    return done.returncode


def variable(name: str) -> str:
    """The variable that holds an input."""
    return f"INPUT_{name.upper().replace('-', '_')}"


def arguments(inputs: Mapping[str, str], environment: Mapping[str, str], summary: Path) -> list[str]:
    """The arguments of taskplate; no value of an input can be taken for an option.

    Raises:
        UsageError: An input says nothing that can be done.
    """
    words = ["validate", "--format=github", f"--report=markdown={summary}"]
    words += [f"--{name}={inputs[name]}" for name in _HANDED_ON if inputs[name]]
    if inputs["sarif-file"]:
        words.append(f"--report=sarif={inputs['sarif-file']}")
    words += _only_changes(inputs["changes"], environment)
    try:
        paths = shlex.split(inputs["paths"])
    except ValueError as error:
        raise UsageError(f"the input `paths` cannot be read: {error}") from None
    return [*words, "--", *(paths or ["."])]


def _only_changes(asked: str, environment: Mapping[str, str]) -> Iterator[str]:
    if asked and asked not in _CHANGES:
        raise UsageError(f"the input `changes` is `{asked}`; it can be empty or one of {', '.join(_CHANGES)}")
    base = base_commit(environment) if asked else None
    if base is not None:
        yield f"{_CHANGES[asked]}={base}"


def base_commit(environment: Mapping[str, str]) -> str | None:
    """The commit that a pull request, or a group in a merge queue, started from; None for any other event.

    Raises:
        UsageError: The checkout does not reach back to it.
    """
    event = json.loads(Path(environment["GITHUB_EVENT_PATH"]).read_text(encoding="utf-8"))
    if "pull_request" in event:
        base = event["pull_request"]["base"]["sha"]
    elif "merge_group" in event:
        base = event["merge_group"]["base_sha"]
    else:
        return None
    head, *parents = _git("rev-list", "--parents", "-n1", "HEAD", "--").split() or [""]
    if environment["GITHUB_EVENT_NAME"] == "pull_request" and head == environment["GITHUB_SHA"] and parents:
        return parents[0]  # this is the merge that GitHub tries; what it merges into may have moved on since the event
    found = _git("merge-base", base, "HEAD") if _COMMIT.fullmatch(base) else ""
    if not found:
        raise UsageError(
            "the checkout does not reach back to the commit that this started from, which `changes` needs: "
            "give actions/checkout `fetch-depth: 0`"
        )
    return found


def _git(*words: str) -> str:
    """What git prints; nothing where it fails."""
    return Git(find_git(), Path.cwd(), _TIMEOUT).start(words).stdout.decode().strip()


def _log(text: str) -> None:
    """Show text in the log, where a line of it is no workflow command, whatever it looks like."""
    if text:
        token = secrets.token_hex(16)
        print(f"::stop-commands::{token}\n{text.rstrip()}\n::{token}::", flush=True)


def _written(file: str) -> int | None:
    """When a file was written, in nanoseconds; None where there is none."""
    path = Path(file)
    return path.stat().st_mtime_ns if file and path.is_file() else None


def _output(environment: Mapping[str, str], name: str, value: str) -> None:
    end = secrets.token_hex(16)
    with Path(environment["GITHUB_OUTPUT"]).open("a", encoding="utf-8") as file:
        file.write(f"{name}<<{end}\n{value}\n{end}\n")


if __name__ == "__main__":
    sys.exit(main(os.environ))
