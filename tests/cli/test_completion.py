"""Shell completion: a script for each shell, and names of ours where a name is typed."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from click.shell_completion import BashComplete

from generator.cli.main import taskplate
from tests.helpers import run_cli

if TYPE_CHECKING:
    from pathlib import Path


def offered(*words: str, typed: str = "") -> list[str]:
    complete = BashComplete(taskplate, {}, "taskplate", "_TASKPLATE_COMPLETE")
    return [item.value for item in complete.get_completions(list(words), typed)]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_a_shell_is_one_that_it_can_read(tmp_path: Path, shell: str) -> None:
    code, out, _ = run_cli(["completion", shell], tmp_path)
    assert code == 0
    assert "_TASKPLATE_COMPLETE" in out
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"{shell} is not installed")
    assert subprocess.run([program, "-n"], input=out, text=True, check=False).returncode == 0


def test_names_of_ours_are_offered_where_they_are_typed() -> None:
    assert offered(typed="up") == ["upgrade", "update"]
    assert offered("add", typed="cl") == ["claude-code"]
    assert offered("new", "--agent", typed="co") == ["codex", "copilot"]
    assert offered("new", "--blueprint", typed="dock") == ["docker", "docker-devcontainer"]
    assert offered("add", "goose", ".", "--auth", typed="o") == ["ollama", "openai", "openrouter"]
    assert offered("validate", ".", "--select", typed="unknown-module-i") == ["unknown-module-input"]
    assert offered("validate", ".", "--ignore", typed="cost,sty") == ["cost,style"]
    assert offered("explain", typed="git-cl") == ["git-clone"]
    assert offered("catalog", "show", typed="coder/claude") == ["coder/claude-code"]
    assert offered("schema", typed="task") == ["task-template"]
