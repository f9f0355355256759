"""ci/gitlab.yml: its script is run as GitLab's runner runs it, on a repository with good and bad templates."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
import yaml

from tests.ci.machine import BAD, GOOD, ROOT, path_with, with_taskplate
from tests.helpers import build_tree, commit_all, git

if TYPE_CHECKING:
    from pathlib import Path

PIPELINE: dict[str, Any] = yaml.safe_load((ROOT / "ci" / "gitlab.yml").read_text(encoding="utf-8"))
JOB = PIPELINE["taskplate"]
REPORTS = JOB["artifacts"]["reports"]
SHELLS = [shell for shell in ("bash", "dash") if shutil.which(shell)]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Three templates, of which `b` and `c` have an error, beside a folder with our command."""
    files = {"templates/a/main.tf": GOOD, "templates/b/main.tf": BAD, "templates/c/main.tf": BAD}
    commit_all(build_tree(tmp_path / "repository", files))
    with_taskplate(tmp_path / "bin")
    return tmp_path / "repository"


def run(repository: Path, shell: str = "bash", **variables: str) -> tuple[int, str]:
    """The exit code of the job, and what it said."""
    given = {**PIPELINE["variables"], **JOB["variables"], "TASKPLATE_PATHS": "templates", "CI_NODE_TOTAL": "1"}
    environment = {**os.environ, "PATH": path_with(repository.parent / "bin"), **given, **variables}
    script = "\n".join(["set -e", *JOB["before_script"], *JOB["script"]])
    done = subprocess.run(
        [shell, "-c", script], cwd=repository, env=environment, check=False, capture_output=True, text=True, timeout=120
    )
    return done.returncode, done.stdout + done.stderr


def suites(repository: Path) -> list[str]:
    """The templates in the report for the merge request."""
    root = ET.parse(repository / REPORTS["junit"]).getroot()
    return [str(suite.get("name")).removeprefix("templates/") for suite in root]


def issues(repository: Path) -> list[str]:
    """The files in the report on quality."""
    return [issue["location"]["path"] for issue in json.loads((repository / REPORTS["codequality"]).read_text())]


@pytest.mark.parametrize("shell", SHELLS)
def test_the_default_branch_is_checked_whole(repository: Path, shell: str) -> None:
    code, said = run(repository, shell, CI_COMMIT_BRANCH="main", CI_DEFAULT_BRANCH="main")
    assert code == 1
    assert said.endswith("3 templates checked: 2 errors\n")
    assert suites(repository) == ["a", "b", "c"]
    assert issues(repository) == ["templates/b/main.tf", "templates/c/main.tf"]


@pytest.mark.parametrize("merged", [False, True])
def test_a_merge_request_is_held_to_the_templates_that_it_touches(repository: Path, merged: bool) -> None:
    base = git(repository, "rev-parse", "HEAD")
    git(repository, "checkout", "-q", "-b", "topic")
    commit_all(build_tree(repository, {"templates/b/main.tf": BAD + "# new\n", "templates/d/main.tf": GOOD}))
    variables = {"CI_MERGE_REQUEST_DIFF_BASE_SHA": base, "CI_PIPELINE_SOURCE": "merge_request_event"}
    if merged:  # a pipeline for merged results: the target has moved on, and GitLab has merged it
        git(repository, "checkout", "-q", "main")
        variables["CI_MERGE_REQUEST_TARGET_BRANCH_SHA"] = commit_all(
            build_tree(repository, {"templates/c/main.tf": BAD + "# moved on\n"})
        )
        git(repository, "merge", "-q", "--no-ff", "-m", "merge", "topic")
    code, said = run(repository, **variables)
    assert (code, suites(repository)) == (1, ["b", "d"]), said
    assert issues(repository) == ["templates/b/main.tf"]


def test_a_merge_request_that_touches_no_template_passes(repository: Path) -> None:
    base = commit_all(repository)
    assert run(repository, CI_MERGE_REQUEST_DIFF_BASE_SHA=base)[0] == 0
    assert (suites(repository), issues(repository)) == ([], [])


def test_parallel_jobs_share_the_templates(repository: Path) -> None:
    shared = []
    for index in ("1", "2"):
        run(repository, CI_NODE_INDEX=index, CI_NODE_TOTAL="2")
        shared += suites(repository)
    assert sorted(shared) == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("variables", "code"),
    [
        ({"TASKPLATE_PATHS": "templates/a"}, 0),
        ({"TASKPLATE_PATHS": "templates/a templates/b"}, 1),
        ({"TASKPLATE_FAIL_ON": "never"}, 0),
        ({"TASKPLATE_SELECT": "security, syntax"}, 0),
        ({"TASKPLATE_IGNORE": "preset"}, 0),
        ({"TASKPLATE_CODER": "soon"}, 2),
        ({"TASKPLATE_BASELINE": "gone.json"}, 2),
        ({"TASKPLATE_PATHS": "--fix"}, 2),
        ({"TASKPLATE_CODER": '"; touch pwned; "'}, 2),
        ({"TASKPLATE_PATHS": "$(touch pwned)"}, 2),
    ],
)
def test_variables_reach_taskplate_and_no_shell(repository: Path, variables: dict[str, str], code: int) -> None:
    assert run(repository, **variables)[0] == code
    assert git(repository, "status", "--porcelain", "--", "templates", "pwned") == ""


@pytest.mark.parametrize("shell", SHELLS)
def test_where_taskplate_comes_from_has_to_be_said(tmp_path: Path, shell: str) -> None:
    """On an image without taskplate, where the variable is not set."""
    program = shutil.which(shell)
    assert program is not None
    done = subprocess.run(
        [program, "-c", "\n".join(["set -e", *JOB["before_script"]])],
        env={**PIPELINE["variables"], "PATH": str(tmp_path)}, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode != 0
    assert "TASKPLATE_REPOSITORY: is not set, and the image has no taskplate" in done.stderr


def test_every_variable_is_used_and_documented() -> None:
    text = (ROOT / "ci" / "gitlab.yml").read_text(encoding="utf-8")
    page = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    assert all(text.count(name) > 1 for name in PIPELINE["variables"])
    assert all(f"`{name}`" in page for name in PIPELINE["variables"])
