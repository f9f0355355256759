"""Whatever happens, the command ends with one of its exit codes and without a traceback."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from generator.cli.main import COMMANDS
from generator.errors import NothingToCheckError, TaskplateError, ToolError, UsageError
from tests.helpers import build_tree, run_cli

ROOT = Path(__file__).resolve().parents[2]
BROKEN = "locals {\n  a = = 1\n}\n"


def started(args: list[str], cwd: Path, **options: object) -> subprocess.Popen[bytes]:
    """The command as a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **dict(options.pop("env", {}) or {})}  # type: ignore[call-overload]
    return subprocess.Popen([sys.executable, "-m", "generator", *args], cwd=cwd, env=environment, **options)  # type: ignore[call-overload, no-any-return]


def failing(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    """Makes `taskplate schema` fail."""

    def schema(name: str) -> str:
        raise error

    monkeypatch.setattr("generator.app.reference.schema", schema)


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help_lists_every_command(tmp_path: Path, option: str) -> None:
    code, out, _ = run_cli([option], tmp_path)
    assert code == 0
    assert all(f"  {name} " in out for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(tmp_path: Path, name: str) -> None:
    code, out, _ = run_cli([name, "--help"], tmp_path)
    assert code == 0
    assert out.startswith("Usage: ")


@pytest.mark.parametrize("args", [["no-such-command"], ["validate"], ["schema", "a", "b"], ["--no-such-option"]])
def test_wrong_arguments_exit_2(tmp_path: Path, args: list[str]) -> None:
    code, out, err = run_cli(args, tmp_path)
    assert (code, out) == (2, "")
    assert "Error: " in err


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UsageError("no good"), 2),
        (NothingToCheckError("no good"), 3),
        (ToolError("no good"), 4),
        (TaskplateError("no good"), 2),
    ],
)
def test_a_failure_has_its_exit_code_and_its_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: TaskplateError, code: int
) -> None:
    failing(monkeypatch, error)
    assert run_cli(["schema", "x"], tmp_path) == (code, "", "taskplate: no good\n")


def test_a_hint_has_a_line_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch, UsageError("no good", hint="Do better."))
    assert run_cli(["schema", "x"], tmp_path)[2] == "taskplate: no good\n  Do better.\n"


@pytest.mark.parametrize(
    "error", [KeyError("x"), RecursionError("deep"), AssertionError(), OSError(5, "bad"), MemoryError()]
)
def test_a_bug_exits_4_without_a_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    failing(monkeypatch, error)
    code, out, err = run_cli(["schema", "x"], tmp_path)
    assert (code, out) == (4, "")
    assert err.startswith(f"taskplate: a fault of taskplate itself: {type(error).__name__}: ")
    assert "Traceback" not in err
    assert "TASKPLATE_DEBUG" in err


def test_a_bug_is_shown_whole_to_who_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch, KeyError("x"))
    monkeypatch.setenv("TASKPLATE_DEBUG", "1")
    with pytest.raises(KeyError):
        run_cli(["schema", "x"], tmp_path)


def test_an_interruption_exits_130(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch, KeyboardInterrupt())
    code, out, err = run_cli(["schema", "x"], tmp_path)
    assert (code, out, err.strip()) == (130, "", "")


@pytest.mark.parametrize("args", [["catalog", "show", "claude-code"], ["schema", "task-template"], ["validate", "."]])
def test_a_reader_that_stops_is_no_fault_and_proves_nothing_clean(tmp_path: Path, args: list[str]) -> None:
    build_tree(tmp_path, {"main.tf": BROKEN})
    reader, writer = os.pipe()
    os.close(reader)
    process = started(args, tmp_path, stdout=writer, stderr=subprocess.PIPE)
    os.close(writer)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (141, b"")


def output_on_a_terminal(folder: Path, **environment: str) -> bytes:
    """What `taskplate validate` prints where its output is a terminal."""
    ours, theirs = pty.openpty()
    process = started(["validate", "."], folder, stdout=theirs, stderr=subprocess.DEVNULL, env=environment)
    os.close(theirs)
    process.wait(timeout=60)
    shown = os.read(ours, 65536)
    os.close(ours)
    return shown


def test_colours_come_on_a_terminal_unless_they_are_not_wanted(tmp_path: Path) -> None:
    build_tree(tmp_path, {"main.tf": BROKEN})
    assert b"\x1b[" in output_on_a_terminal(tmp_path, TERM="xterm")
    assert b"\x1b[" not in output_on_a_terminal(tmp_path, TERM="xterm", NO_COLOR="1")
    assert b"\x1b[" not in output_on_a_terminal(tmp_path, TERM="dumb")


def test_no_colours_come_into_a_file(tmp_path: Path) -> None:
    build_tree(tmp_path, {"main.tf": BROKEN})
    out, _ = started(["validate", "."], tmp_path, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).communicate(
        timeout=60
    )
    assert b"Invalid expression" in out
    assert b"\x1b" not in out


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
@pytest.mark.parametrize("format_", ["text", "json"])
def test_no_name_and_no_encoding_of_a_terminal_makes_printing_fail(tmp_path: Path, encoding: str, format_: str) -> None:
    (tmp_path / os.fsdecode(b"\xff.tf")).write_text('a = "é日本" = 1\n', encoding="utf-8")
    process = started(
        ["validate", ".", "--format", format_],
        tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={"PYTHONIOENCODING": encoding},
    )
    out, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert b"Missing newline" in out
    assert b"Traceback" not in err


def test_nothing_is_loaded_that_help_does_not_need() -> None:
    code = "import sys; from generator.cli.main import run; run(['--help']); print(*sys.modules, sep='\\n')"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(run.stdout.splitlines())
    assert "click" in loaded
    assert not loaded & {"yaml", "jinja2", "jsonschema", "pygohcl", "tree_sitter", "generator.cli.validate"}
