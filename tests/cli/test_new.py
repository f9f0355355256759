"""`taskplate new`: it asks only what is open, writes a spec with comments, and makes the template."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from generator.app.newspec import questions
from generator.catalog.catalog import Catalog
from tests.helpers import build_tree, run_cli

if TYPE_CHECKING:
    from pathlib import Path

CATALOG = Catalog()
COMPLETE = ("--yes", "--name", "demo", "--agent", "claude-code")


def asked(**answers: str) -> list[str]:
    """The keys of all that is asked beyond some answers, each question answered with its first choice or default."""
    keys = []
    held = {key.replace("__", "."): value for key, value in answers.items()}
    while (question := next(questions(CATALOG, held, "folder"), None)) is not None:
        keys.append(question.key)
        held[question.key] = question.choices[0].value if question.choices else question.default or "x"
    return keys


def test_only_what_the_answers_leave_open_is_asked() -> None:
    assert asked(agent="claude-code") == ["name", "coder", "blueprint", "auth", "repository"]
    assert asked(coder="2.38", blueprint="docker") == ["name", "repository"]
    assert asked(coder="2.34", blueprint="docker-devcontainer", agent="auggie") == [
        "name", "option.repository", "repository",
    ]  # fmt: skip
    assert "start_command" in asked(agent="custom", coder="2.34")


def test_agents_and_ways_to_authenticate_are_those_of_the_target() -> None:
    offered = {
        coder: {
            question.key: [choice.value for choice in question.choices]
            for question in (
                next(questions(CATALOG, {"name": "a", "coder": coder, "blueprint": "docker"} | more, "f"))
                for more in ({}, {"agent": "claude-code"})
            )
        }
        for coder in ("2.27", "2.34")
    }
    assert "aider" in offered["2.27"]["agent"]
    assert "aider" not in offered["2.34"]["agent"]
    assert "ai-bridge" not in offered["2.27"]["auth"]
    assert "ai-bridge" in offered["2.34"]["auth"]


def test_a_script_gives_options_and_is_asked_nothing(tmp_path: Path) -> None:
    code, out, err = run_cli(["new", "here", *COMPLETE, "--repository", "https://github.com/a/b"], tmp_path)
    assert (code, err) == (0, "")
    assert out.splitlines()[:2] == [
        "here/task-template.yaml: written",
        "here/demo: 8 files for Coder 2.34 (task-resource)",
    ]
    spec = (tmp_path / "here" / "task-template.yaml").read_text()
    assert spec.startswith("# yaml-language-server: $schema=.taskplate/task-template.schema.json\n")
    assert '  - "https://github.com/a/b"\n' in spec
    assert (tmp_path / "here/.taskplate/task-template.schema.json").is_file()
    assert run_cli(["generate", "here/task-template.yaml", "--check"], tmp_path)[0] == 0
    assert run_cli(["validate", "here"], tmp_path)[0] == 0


@pytest.mark.parametrize("agent", [agent for agent in CATALOG.agent_ids if agent != "aider"])
def test_every_agent_that_serves_the_default_target_makes_a_template(tmp_path: Path, agent: str) -> None:
    more = ["--start-command", "my-agent"] if agent == "custom" else []
    code, _, err = run_cli(["new", "--yes", "--name", "demo", "--agent", agent, *more], tmp_path)
    assert (code, err) == (0, "")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--agent", "clod"), "--agent: `clod` is none of"),
        (("--agent", "claude-cod"), "Did you mean `claude-code`?"),
        (("--agent", "codex", "--auth", "bedrock"), "--auth: `bedrock` is none of"),
        (("--coder", "2.38", "--agent", "codex"), "for these answers: Coder 2.38 runs the agent itself"),
        (("--agent", "codex", "--option", "region=x"), "answers: the blueprint `docker` has no option `region`"),
        (("--agent", "codex", "--option", "image=x"), "answers: `image` need not be given; write it into the spec"),
        (("--agent", "codex", "--start-command", "x"), "answers: Codex starts by itself"),
        (("--agent", "auggie", "--auth", "api-key"), "answers: Auggie authenticates by session-token"),
        (("--agent", "custom", "--start-command", "x", "--auth", "a"), "answers: Custom agent knows none"),
        (("--agent", "codex", "--option", "region"), "--option region: write it as NAME=VALUE"),
        (("--name", "a b"), "--name: `name` must be letters, digits and single hyphens"),
        (("--coder", "soon"), "--coder: "),
        ((), "Which agent runs the tasks: give --agent"),
    ],
)
def test_an_answer_that_will_not_do_is_refused_and_nothing_is_written(
    tmp_path: Path, options: tuple[str, ...], says: str
) -> None:
    code, _, err = run_cli(["new", "here", "--yes", *options], tmp_path)
    assert code == 2
    assert says in err
    assert not (tmp_path / "here").exists()


def test_what_is_so_anyway_may_be_said(tmp_path: Path) -> None:
    code, _, err = run_cli(["new", "--yes", "--name", "demo", "--agent", "auggie", "--auth", "session-token"], tmp_path)
    assert (code, err) == (0, "")
    assert "auth:" not in (tmp_path / "task-template.yaml").read_text()


def test_a_spec_that_is_there_is_not_replaced_unasked(tmp_path: Path) -> None:
    build_tree(tmp_path, {"task-template.yaml": "mine"})
    code, _, err = run_cli(["new", *COMPLETE], tmp_path)
    assert (code, (tmp_path / "task-template.yaml").read_text()) == (2, "mine")
    assert "is there already" in err
    assert run_cli(["new", *COMPLETE, "--force"], tmp_path)[0] == 0


def test_without_a_terminal_it_says_what_to_give(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "generator", "new", "here"],
        cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, env=environment(),
    )  # fmt: skip
    assert run.returncode == 2
    assert (
        run.stderr
        == "taskplate: What is the template called: give --name\n  Run it in a terminal, or give the option.\n"
    )


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal is Unix's")
class TestInATerminal:
    def test_a_wrong_answer_is_asked_again_and_a_number_chooses(self, tmp_path: Path) -> None:
        said, code = self.talk(tmp_path, ["demo", "", "docker", "nobody", "3", "1", "", "y"])
        assert code == 0
        assert "`nobody` is none of" in said
        assert 'agent:\n  id: "claude-code"' in (tmp_path / "task-template.yaml").read_text()
        assert (tmp_path / "demo" / "task.tf").is_file()

    def test_no_at_the_end_writes_nothing(self, tmp_path: Path) -> None:
        said, code = self.talk(tmp_path, ["demo", "", "docker", "claude-code", "1", "", "n"])
        assert code == 130
        assert "Write this to" in said
        assert list(tmp_path.iterdir()) == []

    @staticmethod
    def talk(folder: Path, answers: list[str]) -> tuple[str, int]:
        """What is said on the terminal to someone who gives the answers, one to each prompt, and the exit code."""
        import pty

        master, terminal = pty.openpty()
        process = subprocess.Popen(
            [sys.executable, "-m", "generator", "new"], cwd=folder, stdin=terminal, stdout=terminal, stderr=terminal,
            env=environment(),
        )  # fmt: skip
        os.close(terminal)
        said, pending, end = "", list(answers), time.monotonic() + 60
        while time.monotonic() < end:
            if select.select([master], [], [], 0.2)[0]:
                try:
                    data = os.read(master, 65536)
                except OSError:  # the other side is closed
                    break
                said += data.decode()
                if said.rstrip(" ").endswith((">", "]:")) and pending:
                    os.write(master, f"{pending.pop(0)}\n".encode())
            elif process.poll() is not None:
                break
        os.close(master)
        return said.replace("\r\n", "\n"), process.wait(10)


def environment() -> dict[str, str]:
    root = os.fspath(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))  # noqa: PTH100, PTH120
    return {**os.environ, "PYTHONPATH": root, "NO_COLOR": "1"}
