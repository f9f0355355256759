"""A baseline knows findings again when lines move, reports new ones, and says which are gone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from jsonschema import Draft202012Validator

from generator import assets
from generator.app.baseline import read_baseline
from generator.errors import UsageError
from tests.helpers import build_tree, run_cli

if TYPE_CHECKING:
    from pathlib import Path

WARNED = "# taskplate: ignore[no-such-rule]\nlocals {}\n"
OTHER = "# taskplate: ignore[another-rule]\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A template with one warning, which its baseline knows."""
    build_tree(tmp_path, {"t/main.tf": WARNED})
    assert run_cli(["validate", "t", "--fail-on", "warning"], tmp_path)[0] == 1
    code, _, err = run_cli(["validate", "t", "--fail-on", "warning", "--write-baseline", "known.json"], tmp_path)
    assert (code, err.splitlines()[-1]) == (0, "known.json: 1 finding written")
    return tmp_path


def check(folder: Path, *args: str) -> tuple[int, str, str]:
    return run_cli(["validate", "t", "--fail-on", "warning", "--baseline", "known.json", *args], folder)


def test_what_is_written_fits_its_schema(folder: Path) -> None:
    data = json.loads((folder / "known.json").read_bytes())
    Draft202012Validator(json.loads((assets.schemas() / "baseline.schema.json").read_bytes())).validate(data)
    assert data["entries"][0]["path"] == "t/main.tf"


@pytest.mark.parametrize("text", [WARNED, f"\n\n\n{WARNED}", f"locals {{}}\n   {WARNED}"])
def test_a_known_finding_is_left_out_wherever_its_line_goes(folder: Path, text: str) -> None:
    build_tree(folder, {"t/main.tf": text})
    assert check(folder) == (0, "", "1 template checked: no findings\n")


@pytest.mark.parametrize("text", [WARNED + WARNED, WARNED + OTHER])
def test_a_new_finding_is_reported_beside_a_known_one(folder: Path, text: str) -> None:
    build_tree(folder, {"t/main.tf": text})
    code, out, _ = check(folder)
    assert code == 1
    assert [line.split(":")[1] for line in out.splitlines() if "warning:" in line] == ["3"]


def test_a_finding_that_is_gone_is_said(folder: Path) -> None:
    build_tree(folder, {"t/main.tf": "locals {}\n"})
    code, out, err = check(folder)
    assert (code, out) == (0, "")
    assert err.splitlines()[:2] == [
        "known.json: note: a finding of `unknown-suppression` in t/main.tf is gone",
        "known.json: note: write it anew with --write-baseline",
    ]


@pytest.mark.parametrize("args", [("--ignore", "unknown-suppression"), ("--shard", "2/2")])
def test_what_was_not_looked_for_is_not_called_gone(folder: Path, args: tuple[str, ...]) -> None:
    assert "is gone" not in check(folder, *args)[2]


def test_a_baseline_is_the_same_from_any_folder(folder: Path) -> None:
    assert run_cli(["validate", ".", "--fail-on", "warning", "--baseline", "../known.json"], folder / "t")[0] == 0


def test_writing_it_again_keeps_what_it_knows(folder: Path) -> None:
    before = (folder / "known.json").read_bytes()
    assert check(folder, "--write-baseline", "known.json")[0] == 0
    assert (folder / "known.json").read_bytes() == before


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "known.json:1:2: this is not JSON"),
        ("[]", "known.json: is no baseline"),
        ('{"version": 2}', "is a baseline of version 2, not 1"),
        ('{"version": 1, "entries": [{"path": 1}]}', "is no baseline"),
        ('{"version": 1, "entries": [null]}', "is no baseline"),
        ("[" * 100_000, "is no baseline"),
        (b"\xff", "is not UTF-8"),
    ],
)
def test_what_is_no_baseline_is_said(tmp_path: Path, text: str | bytes, words: str) -> None:
    build_tree(tmp_path, {"known.json": text})
    with pytest.raises(UsageError) as error:
        read_baseline(tmp_path / "known.json")
    assert words in error.value.message
