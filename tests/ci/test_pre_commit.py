"""The hooks that pre-commit finds in this repository, on repositories of many templates as users have them."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.ci.machine import BAD, GOOD, ROOT, path_with, require_pypi, with_taskplate
from tests.helpers import build_tree, commit_all, git, run_cli

if TYPE_CHECKING:
    from pathlib import Path

pytest.importorskip("pre_commit", reason="pre-commit is not installed")

HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
NAMES = {hook["id"]: hook["name"] for hook in HOOKS}
SPEC = "name: made\nblueprint: docker\nagent: codex\n"
CALL = 'module "m" {\n  source = "./modules/m"\n}\n'


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Templates that nobody touches, one of which has an error and is not formatted, and one that was generated."""
    repository = build_tree(
        tmp_path / "repository",
        {
            "README.md": "templates\n",
            "templates/old/main.tf": BAD + "locals {\n a = 1\n}\n",
            "templates/plain/main.tf": GOOD,
            "templates/parts/main.tf": CALL,
            "templates/parts/modules/m/main.tf": GOOD,
            "specs/made/task-template.yaml": SPEC,
        },
    )
    assert run_cli(["generate", "specs/made/task-template.yaml"], repository)[0] == 0
    commit_all(repository)
    return repository


def pre_commit(repository: Path, *arguments: str, path: str = "") -> tuple[int, str]:
    """Runs pre-commit on what is staged; the exit code and what it printed."""
    environment = {**os.environ, "PRE_COMMIT_HOME": str(repository.parent / "store"), "PRE_COMMIT_COLOR": "never"}
    environment["PATH"] = path or os.environ["PATH"]
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", *arguments, "--verbose"],
        cwd=repository, env=environment, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    return done.returncode, done.stdout


def results(said: str) -> dict[str, str]:
    """Hook to how it ended."""
    lines = [line for line in said.splitlines() if "..." in line]
    return {
        id_: line.rpartition(".")[2] for id_, name in NAMES.items() for line in lines if line.startswith(f"{name}.")
    }


def staged(repository: Path, files: dict[str, str]) -> None:
    build_tree(repository, files)
    git(repository, "add", "-A")


def run(repository: Path, *arguments: str) -> tuple[dict[str, str], str]:
    """Runs the hooks as they stand, but with the taskplate of this checkout, so that nothing is installed."""
    local = [{**hook, "language": "system"} for hook in HOOKS]
    config = {"repos": [{"repo": "local", "hooks": local}]}
    (repository.parent / "config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    path = path_with(with_taskplate(repository.parent / "bin"))
    _, said = pre_commit(repository, "run", "--config", "../config.yaml", *arguments, path=path)
    return results(said), said


def test_a_commit_that_touches_no_template_is_quick(repository: Path) -> None:
    staged(repository, {"README.md": "more\n"})
    ended, said = run(repository)
    skipped = "(no files to check)Skipped"
    assert ended == {
        "taskplate-validate": skipped,
        "taskplate-fmt": skipped,
        "taskplate-generate-check": "Passed",
    }
    assert "template" not in said.replace("taskplate", "")


def test_only_touched_templates_are_checked_each_once(repository: Path) -> None:
    touched = {f"templates/new/{number}.tf": f"locals {{\n  a{number} = 1\n}}\n" for number in range(50)}
    staged(repository, {**touched, "templates/plain/main.tf": BAD})
    ended, said = run(repository)
    assert ended == {"taskplate-validate": "Failed", "taskplate-fmt": "Passed", "taskplate-generate-check": "Passed"}
    assert "templates/plain/main.tf:6:10: error: " in said
    assert "templates/old" not in said
    assert said.count("2 templates checked: 1 error\n") == 1


def test_a_module_stands_for_the_template_that_calls_it(repository: Path) -> None:
    staged(repository, {"templates/parts/modules/m/more.tf": "locals {\n  b = var.none\n}\n"})
    ended, said = run(repository)
    assert ended["taskplate-validate"] == "Failed"
    assert "templates/parts/modules/m/more.tf:2:7: error: " in said
    assert "\n1 template checked: " in said


def test_files_are_formatted(repository: Path) -> None:
    staged(repository, {"templates/plain/main.tf": "locals {\n a=1\n}\n", "templates/plain/x.auto.tfvars": "a=1\n"})
    ended, said = run(repository)
    assert ended["taskplate-fmt"] == "Failed"
    assert "files were modified by this hook" in said
    assert (repository / "templates/plain/main.tf").read_text() == GOOD
    assert (repository / "templates/plain/x.auto.tfvars").read_text() == "a = 1\n"


@pytest.mark.parametrize(
    "files",
    [
        {"specs/made/task-template.yaml": SPEC + "env: {A: b}\n"},
        {"specs/made/made/main.tf": "# mine\n"},
        {"specs/made/made/README.md": "mine\n"},
    ],
)
def test_a_generated_folder_that_is_not_current_is_refused(repository: Path, files: dict[str, str]) -> None:
    staged(repository, files)
    ended, said = run(repository)
    assert ended["taskplate-generate-check"] == "Failed"
    assert "specs/made/made: is not current (" in said


def test_all_files_are_all_templates(repository: Path) -> None:
    ended, said = run(repository, "--all-files")
    assert ended == {"taskplate-validate": "Failed", "taskplate-fmt": "Failed", "taskplate-generate-check": "Passed"}
    assert said.count("templates checked") == 1
    assert "\n4 templates checked: " in said


def test_the_hooks_can_be_had_from_a_checkout(repository: Path) -> None:
    """As `pre-commit try-repo` has them: installed by pip in an environment of their own."""
    if not (ROOT / ".git").exists():
        pytest.skip("needs a git checkout of taskplate: pre-commit clones it")
    require_pypi()
    staged(
        repository,
        {
            "templates/plain/main.tf": BAD,
            "templates/new/main.tf": "locals {\n a = 1\n}\n",
            "specs/made/made/x.tf": "\n",
        },
    )
    code, said = pre_commit(repository, "try-repo", str(ROOT))
    assert code == 1
    assert results(said) == {
        "taskplate-validate": "Failed",
        "taskplate-fmt": "Failed",
        "taskplate-generate-check": "Passed",
    }, said
    assert "3 templates checked: 1 error" in said
