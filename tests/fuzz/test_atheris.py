"""Inputs that atheris makes up, led by the code they reach, keep every promise."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.fuzz.promises import FILES, ROOT

if TYPE_CHECKING:
    from pathlib import Path

RUNS = 300
SECONDS = 30


@pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="atheris has no wheel for this machine")
def test_inputs_led_by_coverage_keep_the_promises(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    for i, path in enumerate(FILES):
        if path.stat().st_size < 1500:
            (seeds / str(i)).write_bytes(path.read_bytes())
    options = [f"-runs={RUNS}", f"-max_total_time={SECONDS}", "-timeout=10", "-seed=1", f"-artifact_prefix={tmp_path}/"]
    run = subprocess.run(
        [sys.executable, "-m", "tests.fuzz.harness", *options, str(seeds)],
        cwd=ROOT, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    kept = {path.name: path.read_bytes()[:400] for path in tmp_path.iterdir() if path.is_file()}
    assert run.returncode == 0, f"{kept}\n{run.stdout[-3000:]}"
    assert "Done" in run.stderr
