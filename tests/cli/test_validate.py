"""`taskplate validate` tells by its exit code what it found, and touches nothing it was not asked to."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from generator import assets
from generator.source.files import MAX_FILE_BYTES
from tests.helpers import build_tree, run_cli

CLEAN = "locals {\n  a = 1\n}\n"
BROKEN = "locals {\n  a = = 1\n}\n"
WARNED = "# taskplate: ignore[no-such-rule]\nlocals {}\n"
PRESET = 'data "coder_workspace_preset" "%s" {\n  name = "P"\n}\n'
CODER = 'terraform {\n  required_providers {\n    coder = { source = "coder/coder" }\n  }\n}\n'
ERROR = PRESET % "a" + PRESET % "b" + CODER


def exit_code(folder: Path, *args: str) -> int:
    return run_cli(["validate", *args], folder)[0]


@pytest.mark.parametrize(
    ("files", "args", "code"),
    [
        ({"main.tf": CLEAN}, (), 0),
        ({"main.tf": ERROR}, (), 1),
        ({"main.tf": BROKEN}, (), 1),
        ({"main.tf": WARNED}, (), 0),
        ({"main.tf": WARNED}, ("--fail-on", "warning"), 1),
        ({"main.tf": WARNED}, ("--fail-on", "info"), 1),
        ({"main.tf": ERROR}, ("--fail-on", "never"), 0),
        ({"main.tf": ERROR}, ("--select", "security,syntax"), 0),
        ({"main.tf": ERROR}, ("--select", "security", "--select", "duplicate-preset-name"), 1),
        ({"main.tf": ERROR}, ("--ignore", "duplicate-preset-name"), 0),
        ({"main.tf": ERROR}, ("--ignore", "preset"), 0),
        ({"main.tf": CLEAN}, ("--select", "nothing"), 2),
        ({"main.tf": CLEAN}, ("--coder", "soon"), 2),
        ({"main.tf": CLEAN}, ("--fail-on", "often"), 2),
        ({"main.tf": CLEAN}, ("--no-such-option",), 2),
        ({"main.tf": CLEAN}, ("gone",), 2),
        ({"main.tf": b"a = \xff"}, (), 1),
        ({"README.md": "x"}, (), 3),
        ({}, (), 3),
        ({"main.tf/x": "a folder"}, (), 3),
        ({".terraform/modules/a/main.tf": ERROR, "node_modules/a/main.tf": ERROR}, (), 3),
        ({"main.tf.json": "{}"}, ("--fail-on", "error"), 0),
    ],
)
def test_the_exit_code_says_how_it_went(
    tmp_path: Path, files: dict[str, str | bytes], args: tuple[str, ...], code: int
) -> None:
    assert exit_code(build_tree(tmp_path, files), ".", *args) == code


def _loop(path: Path) -> None:
    path.symlink_to(path.name)


def _dangling(path: Path) -> None:
    path.symlink_to("gone")


def _huge(path: Path) -> None:
    with path.open("wb") as handle:
        handle.truncate(MAX_FILE_BYTES + 1)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (_loop, "bad.tf: cannot be read: "),
        (_dangling, "bad.tf: there is no such file"),
        (_huge, "bad.tf: is larger than 10,485,760 bytes"),
        (os.mkfifo, "bad.tf: is not a regular file"),
    ],
)
def test_a_file_that_cannot_be_read_is_said(tmp_path: Path, make: object, words: str) -> None:
    build_tree(tmp_path, {"main.tf": CLEAN})
    assert callable(make)
    make(tmp_path / "bad.tf")
    code, out, err = run_cli(["validate", "."], tmp_path)
    assert (code, out) == (2, "")
    assert err.startswith(f"taskplate: {words}")


def test_what_is_not_utf_8_is_a_finding_at_its_place(tmp_path: Path) -> None:
    """And the other files are checked; this one stays as it is, whatever is mended."""
    build_tree(tmp_path, {"main.tf": ERROR, "bad.tf": b"# \xc3\xa4 \xc3\nlocals {\na=1\n}\n"})
    code, out, err = run_cli(["validate", ".", "--fix"], tmp_path)
    assert (code, err) == (1, "1 template checked: 2 errors\n")
    assert out.startswith("bad.tf:1:5: error: Invalid character encoding")
    assert "main.tf:" in out
    assert (tmp_path / "bad.tf").read_bytes() == b"# \xc3\xa4 \xc3\nlocals {\na=1\n}\n"


def test_a_nul_is_a_finding_at_its_place(tmp_path: Path) -> None:
    code, out, _ = run_cli(["validate", "."], build_tree(tmp_path, {"main.tf": b"a = 1\nb = \0\n"}))
    assert code == 1
    assert out.startswith("main.tf:2:5: error: the file holds a NUL byte")


def test_a_rule_that_does_not_exist_is_said_with_what_was_meant(tmp_path: Path) -> None:
    build_tree(tmp_path, {"main.tf": CLEAN})
    code, _, err = run_cli(["validate", ".", "--ignore", "duplicate-preset-nam"], tmp_path)
    assert code == 2
    assert "Did you mean `duplicate-preset-name`?" in err


def test_every_template_below_a_path_is_checked(tmp_path: Path) -> None:
    build_tree(
        tmp_path,
        {
            "a/main.tf": ERROR,
            "a/modules/x/main.tf": BROKEN,
            "deep/b/main.tf": CLEAN,
            "deep/.hidden/main.tf": BROKEN,
            "words/README.md": "",
        },
    )
    (tmp_path / "link").symlink_to("a")
    code, out, err = run_cli(["validate", "."], tmp_path)
    assert code == 1
    assert [line.split(":")[0] for line in out.splitlines() if ": error:" in line] == ["a/main.tf"]
    assert err == "2 templates checked: 1 error\n"


def test_a_template_named_twice_is_checked_once(tmp_path: Path) -> None:
    build_tree(tmp_path, {"a/main.tf": CLEAN})
    assert run_cli(["validate", "a", "a/main.tf", "."], tmp_path)[2] == "1 template checked: no findings\n"


def test_a_file_stands_for_its_folder(tmp_path: Path) -> None:
    build_tree(tmp_path, {"a/main.tf": CLEAN, "a/other.tf": ERROR})
    code, out, _ = run_cli(["validate", "a/main.tf"], tmp_path)
    assert code == 1
    assert out.startswith("a/other.tf:5:")


def test_the_report_goes_to_the_output_and_the_summary_to_errors(tmp_path: Path) -> None:
    build_tree(tmp_path, {"main.tf": ERROR})
    code, out, err = run_cli(["validate", ".", "--output", "report.txt"], tmp_path)
    assert (code, out, err) == (1, "", "1 template checked: 1 error\n")
    assert (tmp_path / "report.txt").read_text().startswith("main.tf:5:")


def test_an_output_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    build_tree(tmp_path, {"main.tf": CLEAN})
    code, _, err = run_cli(["validate", ".", "--output", "gone/report.txt"], tmp_path)
    assert (code, err) == (2, "taskplate: gone/report.txt: cannot be written: No such file or directory\n")


@pytest.mark.parametrize("text", [CLEAN, ERROR, BROKEN, WARNED])
def test_json_is_what_its_schema_says_and_nothing_else_is_printed(tmp_path: Path, text: str) -> None:
    _, out, err = run_cli(["validate", ".", "--format", "json"], build_tree(tmp_path, {"main.tf": text}))
    document = json.loads(out)
    Draft202012Validator(json.loads((assets.schemas() / "diagnostics.schema.json").read_bytes())).validate(document)
    assert bool(document["diagnostics"]) is (text != CLEAN)
    assert err == ""


UNUSED = "# taskplate: ignore[secret-in-text]\n"


def test_fixes_change_the_bytes_they_mean_and_no_others(tmp_path: Path) -> None:
    before = f"\ufeff\tlocals   {{ a=1 }}\r\n{UNUSED}é = 1 # keep  \r\n".replace("é = 1", "locals {}")
    build_tree(tmp_path, {"main.tf": before, "other.tf": " locals{}\n"})
    (tmp_path / "main.tf").chmod(0o640)
    other = (tmp_path / "other.tf").stat()
    code, out, err = run_cli(["validate", ".", "--fix"], tmp_path)
    assert (code, out, err) == (0, "", "1 template checked, 1 edit made: no findings\n")
    assert (tmp_path / "main.tf").read_bytes() == before.replace(UNUSED, "").encode()
    assert (tmp_path / "main.tf").stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "other.tf").stat().st_mtime_ns == other.st_mtime_ns
    assert sorted(path.name for path in tmp_path.iterdir()) == ["main.tf", "other.tf"]


def test_without_fix_nothing_is_written(tmp_path: Path) -> None:
    build_tree(tmp_path, {"main.tf": UNUSED + CLEAN})
    run_cli(["validate", "."], tmp_path)
    assert (tmp_path / "main.tf").read_text() == UNUSED + CLEAN


def test_a_fix_goes_through_a_link_to_the_file_itself(tmp_path: Path) -> None:
    build_tree(tmp_path, {"real/x.txt": UNUSED + CLEAN, "t/a.tf": "locals {}\n"})
    (tmp_path / "t" / "main.tf").symlink_to("../real/x.txt")
    assert exit_code(tmp_path, "t", "--fix") == 0
    assert (tmp_path / "t" / "main.tf").is_symlink()
    assert (tmp_path / "real" / "x.txt").read_text() == CLEAN


def test_fix_leaves_a_broken_file_alone(tmp_path: Path) -> None:
    build_tree(tmp_path, {"bad.tf": UNUSED + BROKEN, "main.tf": UNUSED + CLEAN})
    assert exit_code(tmp_path, ".", "--fix") == 1
    assert (tmp_path / "bad.tf").read_text() == UNUSED + BROKEN
    assert (tmp_path / "main.tf").read_text() == CLEAN


def test_the_target_comes_from_the_lock_file_unless_it_is_given(tmp_path: Path) -> None:
    example = Path(__file__).parents[2] / "examples"
    spec = next(path for path in sorted(example.glob("*/task-template.yaml")))
    folder = next(path.parent for path in spec.parent.rglob(".taskplate.lock.yaml"))
    shutil.copytree(folder, tmp_path / "t")
    assert exit_code(tmp_path, "t") == 0
    assert exit_code(tmp_path, "t", "--coder", "2.38") == 1


def test_a_name_that_is_no_utf8_can_be_reported(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"m\xff.tf")).write_text(BROKEN)
    code, out, _ = run_cli(["validate", "."], tmp_path)
    assert code == 1
    assert out.startswith("m\ufffd.tf:2:7: error:")
