"""`taskplate doctor` and `--version`: what there is, and what is not possible without what is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator import __version__
from tests.helpers import build_tree, run_cli

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_what_is_there_is_named(tmp_path: Path) -> None:
    code, out, err = run_cli(["doctor"], tmp_path)
    assert (code, err) == (0, "")
    subjects = [line.split()[1] for line in out.splitlines() if line.startswith(("ok", "missing"))]
    assert subjects[:3] == ["taskplate", "catalog", "configuration"]
    assert __version__ in out


def test_what_is_missing_says_what_is_lost_and_is_no_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    code, out, _ = run_cli(["doctor"], tmp_path)
    assert code == 0
    assert "missing  git" in out
    assert "missing  Terraform" in out
    assert "no `validate --deep`" in out


def test_a_configuration_that_cannot_be_read_is_wrong(tmp_path: Path) -> None:
    build_tree(tmp_path, {"taskplate.toml": "coder = \n"})
    code, out, _ = run_cli(["doctor"], tmp_path)
    assert code == 4
    assert "wrong    configuration" in out


def test_the_version_tells_the_catalog_too(tmp_path: Path) -> None:
    code, out, _ = run_cli(["--version"], tmp_path)
    assert code == 0
    assert out.startswith(f"taskplate {__version__}, catalog with 466 releases of 88 modules, the newest of 2026-")
