"""docs/existing-templates.md: what it has its reader write and run works, and prints what is shown.

`python -m tests.test_existing_templates` writes the sessions anew.
"""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import pytest
import yaml

from generator.cli.main import COMMANDS, taskplate
from tests.documents import ROOT, blocks
from tests.helpers import build_tree, committed, git, run_cli

PAGE = ROOT / "docs" / "existing-templates.md"
TEXT = PAGE.read_text(encoding="utf-8")
STEPS = re.findall(r'^```(\w+)(?: title="([^"\n]+)")?\n(.*?)^```$', TEXT, re.DOTALL | re.MULTILINE)
FILES = {title: body for _, title, body in STEPS if title}


def reader(folder: Path) -> Path:
    """A folder in which somebody may commit."""
    git(build_tree(folder, {".gitkeep": ""}), "init", "-q")
    git(folder, "config", "user.name", "t")
    git(folder, "config", "user.email", "t@example.com")
    return folder


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """The folder of a reader."""
    return reader(tmp_path / "reader")


def printed(command: str, place: Path) -> str:
    """What a command prints, on both streams."""
    if command.startswith("taskplate "):
        _, out, err = run_cli(shlex.split(command)[1:], place)
        return out + err
    done = subprocess.run(command, shell=True, cwd=place, check=True, capture_output=True, text=True)
    return done.stdout + done.stderr


def played(place: Path) -> list[str]:
    """The sessions as they are today, the files written before each where the page shows them."""
    found = []
    for _, title, body in STEPS:
        if title:
            build_tree(place, {title: body})
            continue
        commands = [line.removeprefix("$ ") for line in body.splitlines() if line.startswith("$ ")]
        found.append("".join(f"$ {command}\n{printed(command, place)}" for command in commands))
    return found


def test_sessions_print_what_is_shown(place: Path) -> None:
    assert {language for language, title, _ in STEPS if not title} == {"console"}
    assert played(place) == blocks(TEXT, "console")


def test_the_templates_of_the_page_are_formatted_and_have_no_errors(place: Path) -> None:
    build_tree(place, FILES)
    assert run_cli(["fmt", "--check", "dev", "codex"], place)[0] == 0
    assert run_cli(["validate", "dev"], place)[0] == 0
    assert run_cli(["validate", "codex", "--coder", "2.27"], place)[0] == 0


def test_what_is_left_can_be_taken_out_and_the_upgrade_goes_on(place: Path) -> None:
    committed(build_tree(place, {"codex/main.tf": FILES["codex/main.tf"].partition("\noutput")[0]}))
    assert run_cli(["upgrade", "codex", "--coder", "2.34"], place)[0] == 0
    assert run_cli(["validate", "codex"], place)[0] == 0


def test_every_option_and_command_that_the_page_names_exists() -> None:
    prose = re.sub(r"^```.*?^```$", "", TEXT, flags=re.DOTALL | re.MULTILINE)
    known = set()
    for name in ("add", "upgrade", "update", "generate"):
        command = taskplate.get_command(click.Context(taskplate), name)
        assert command is not None
        known |= {option for each in command.params for option in (*each.opts, *each.secondary_opts)}
    assert set(re.findall(r"(?<![\w-])--[a-z][\w-]*", prose)) <= known
    assert set(re.findall(r"`taskplate (\w+)", prose)) <= COMMANDS.keys()


def test_the_workflow_checks() -> None:
    workflow = yaml.safe_load(FILES[".github/workflows/current.yaml"])
    assert workflow["jobs"]["current"]["steps"][-1]["run"].startswith("taskplate update ")


def test_every_file_and_heading_that_the_page_links_exists() -> None:
    lines = [line for line in TEXT.splitlines() if line.startswith("#")]
    headings = {"-".join(re.findall(r"[\w-]+", line.lower())) for line in lines}
    links = re.findall(r"\]\(([^)]+)\)", TEXT)
    assert links
    for link in links:
        path, _, heading = link.partition("#")
        assert not path or (PAGE.parent / path).exists(), link
        assert path or heading in headings, link


if __name__ == "__main__":
    with TemporaryDirectory() as scratch:
        for shown, now in zip(blocks(TEXT, "console"), played(reader(Path(scratch) / "reader")), strict=True):
            TEXT = TEXT.replace(shown, now)
        PAGE.write_text(TEXT, encoding="utf-8")
