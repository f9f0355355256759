"""What README.md and docs/ show is what the tool does today."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from typing import TYPE_CHECKING

import jsonschema
import pytest

from generator.app import schema
from tests.documents import MADE, PARTS, ROOT, between, blocks, renewed
from tests.helpers import run_cli
from tests.sessions import File, Reader, steps

if TYPE_CHECKING:
    from pathlib import Path

    from tests.lab.lab import Lab

README = (ROOT / "README.md").read_text(encoding="utf-8")
SETUP, TESTS = (block.strip().split(" && ") for block in blocks(README, "sh"))
FILES = {step.path: step for step in steps(README) if isinstance(step, File)}


def words(command: str) -> list[str]:
    return shlex.split(command.removeprefix(".venv/bin/"))[1:]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder that holds what the README's commands speak of."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    for file in FILES.values():
        Reader(tmp_path).write(file)
    return tmp_path


@pytest.mark.parametrize(
    ("document", "part"), [(document, part) for document, parts in PARTS.items() for part in parts]
)
def test_made_part_is_current(document: str, part: str) -> None:
    wanted = PARTS[document][part]()
    found = between((ROOT / document).read_text(encoding="utf-8"), part)
    advice = f"run `python -m tests.documents`, or put this into {document} below <!-- {part} -->:"
    assert found == wanted, f"{advice}\n{wanted}"


@pytest.mark.parametrize("file", MADE)
def test_made_file_is_current(file: str) -> None:
    assert (ROOT / file).read_text(encoding="utf-8") == MADE[file](), "run `python -m tests.documents`"


def test_renewing_a_current_document_changes_nothing() -> None:
    for document in PARTS:
        assert renewed(document) == (ROOT / document).read_text(encoding="utf-8")


def test_first_command_makes_and_validates_an_example(place: Path) -> None:
    """The part that sets up is what `.ci/run` does with the wheel; here what it then runs."""
    assert SETUP[:2] == ["python3 -m venv .venv", ".venv/bin/pip install -q ."]
    assert [words(command)[0] for command in SETUP[2:]] == ["generate", "validate"]
    for command in SETUP[2:]:
        code, _, err = run_cli(words(command), place)
        assert (code, "error" in err) == (0, False)


def test_first_command_leaves_a_clone_clean() -> None:
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    written = {words(command)[-1].partition("/")[0] + "/" for command in SETUP[2:]}
    assert {".venv/", *written} <= set(ignored)


def test_second_command_is_what_ci_runs() -> None:
    (test,) = [command.removeprefix(".venv/bin/") for command in TESTS if "pytest" in command]
    assert test in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


def test_naive_template_is_refused(place: Path) -> None:
    """Unlike the session in the README this cannot be renewed away: what the README promises of it."""
    code, out, _ = run_cli(["validate", "naive", "--coder", "2.27"], place)
    assert code == 1
    assert "the prompt never reaches" in out
    assert "CODER_MCP_CLAUDE_TASK_PROMPT" in out


@pytest.mark.terraform
def test_terraform_accepts_the_naive_template(place: Path, lab: Lab) -> None:
    assert lab.prove(place / "naive", coder_provider="2.8.0").problems == []


def test_task_file_of_the_three_lines_is_what_is_shown(place: Path) -> None:
    run_cli(["generate", "task-template.yaml"], place)
    assert (place / "three-lines" / "task.tf").read_text(encoding="utf-8") == blocks(README, "tf")[0]
    spec = (ROOT / "examples" / "three-lines" / "task-template.yaml").read_text(encoding="utf-8")
    assert FILES["task-template.yaml"].content == spec


def test_json_is_what_is_printed_and_fits_its_schema(place: Path) -> None:
    command = re.search(r"`taskplate (validate [^`]*--format json)`", README)
    assert command is not None
    _, out, _ = run_cli(shlex.split(command.group(1)), place)
    assert [out] == blocks(README, "json")
    jsonschema.validate(json.loads(out), json.loads(schema("diagnostics")))


def test_python_example_runs(place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(place)
    (example,) = blocks(README, "python")
    exec(compile(example, "README.md", "exec"), {})
    assert capsys.readouterr().out.startswith("task-resource ['.taskplate.lock.yaml', 'README.md', 'main.tf'")
