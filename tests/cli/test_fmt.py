"""`taskplate fmt` formats as `terraform fmt` does, or leaves every file as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers import build_tree, run_cli

if TYPE_CHECKING:
    from pathlib import Path

UGLY, PRETTY = "locals{\na=1\n}\n", "locals {\n  a = 1\n}\n"


def read(folder: Path, name: str = "main.tf") -> str:
    return (folder / name).read_bytes().decode()


def test_what_is_not_formatted_is_named_and_written(tmp_path: Path) -> None:
    build_tree(tmp_path, {"main.tf": "locals {\na=1\n}\n", "ok.tf": PRETTY, "x.tfvars": "a=1\n", "README.md": "a=1"})
    (tmp_path / "main.tf").chmod(0o600)
    assert run_cli(["fmt", "."], tmp_path) == (0, "main.tf\nx.tfvars\n", "")
    assert (read(tmp_path), read(tmp_path, "x.tfvars"), read(tmp_path, "README.md")) == (PRETTY, "a = 1\n", "a=1")
    assert (tmp_path / "main.tf").stat().st_mode & 0o777 == 0o600
    assert run_cli(["fmt", "."], tmp_path) == (0, "", "")


@pytest.mark.parametrize("option", ["--check", "--diff"])
def test_check_and_diff_write_nothing(tmp_path: Path, option: str) -> None:
    build_tree(tmp_path, {"main.tf": UGLY})
    run_cli(["fmt", option, "."], tmp_path)
    assert read(tmp_path) == UGLY


@pytest.mark.parametrize(("text", "code"), [(UGLY, 1), (PRETTY, 0)])
def test_check_says_by_its_exit_code_whether_all_is_formatted(tmp_path: Path, text: str, code: int) -> None:
    build_tree(tmp_path, {"main.tf": text})
    assert run_cli(["fmt", "--check", "."], tmp_path)[0] == code


def test_diff_is_a_unified_diff(tmp_path: Path) -> None:
    build_tree(tmp_path, {"main.tf": "a=1 # \x0c\u2028\nb  = 2"})
    before = "-a=1 # \x0c\u2028\n-b  = 2\n\\ No newline at end of file\n"
    after = "+a = 1 # \x0c\u2028\n+b = 2\n\\ No newline at end of file\n"
    diff = f"--- a/main.tf\n+++ b/main.tf\n@@ -1,2 +1,2 @@\n{before}{after}"
    assert run_cli(["fmt", "--diff", "."], tmp_path) == (0, diff, "")


def test_only_folders_given_are_formatted_unless_recursive(tmp_path: Path) -> None:
    build_tree(tmp_path, {"main.tf": PRETTY, "sub/main.tf": "a=1\n", ".hidden/main.tf": "a=1\n", ".x.tf": "a=1\n"})
    assert run_cli(["fmt", "."], tmp_path)[1] == ""
    assert run_cli(["fmt", "-r", "."], tmp_path)[1] == "sub/main.tf\n"
    assert read(tmp_path, ".hidden/main.tf") == "a=1\n"


def test_a_file_can_be_named(tmp_path: Path) -> None:
    build_tree(tmp_path, {"a.tf": "a=1\n", "b.tf": "a=1\n"})
    assert run_cli(["fmt", "b.tf", "b.tf"], tmp_path) == (0, "b.tf\n", "")
    assert read(tmp_path, "a.tf") == "a=1\n"


def test_one_file_that_does_not_parse_keeps_all_as_they_are(tmp_path: Path) -> None:
    build_tree(tmp_path, {"a.tf": "a=1\n", "b.tf": "b = = 1\n"})
    code, out, err = run_cli(["fmt", "."], tmp_path)
    assert (code, out) == (2, "")
    assert err.startswith("b.tf:1:5: error: Invalid expression")
    assert read(tmp_path, "a.tf") == "a=1\n"


@pytest.mark.parametrize(
    ("files", "path", "code"),
    [
        ({}, ".", 3),
        ({"README.md": ""}, ".", 3),
        ({}, "gone.tf", 2),
        ({"a.tf": b"\xff"}, ".", 2),
        ({"a.tf": "\0"}, ".", 2),
    ],
)
def test_what_cannot_be_formatted_is_said(tmp_path: Path, files: dict[str, str | bytes], path: str, code: int) -> None:
    found, out, err = run_cli(["fmt", path], build_tree(tmp_path, files))
    assert (found, out) == (code, "")
    assert err
    assert "Traceback" not in err
