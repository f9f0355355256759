"""The workflows in ci/, to be copied: they use the action as it is, and shards together are all."""

from __future__ import annotations

import os
import re
import subprocess
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
import yaml

from tests.ci.machine import BAD, GOOD, ROOT, path_with, with_taskplate
from tests.ci.runner import ACTION, BASH, INPUTS, Runner
from tests.helpers import build_tree, commit_all, run_cli

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILES = ("github.yml", "github-shards.yml")
WORKFLOWS: dict[str, dict[str, Any]] = {
    name: yaml.safe_load((ROOT / "ci" / name).read_text(encoding="utf-8")) for name in FILES
}
SHARDS = WORKFLOWS["github-shards.yml"]["jobs"]
PARTS: list[int] = SHARDS["shard"]["strategy"]["matrix"]["part"]
COUNT = 11  # templates


def steps(name: str) -> Iterator[dict[str, Any]]:
    for job in WORKFLOWS[name]["jobs"].values():
        yield from job["steps"]


def ours(name: str) -> dict[str, Any]:
    """The step that uses our action."""
    (found,) = [step for step in steps(name) if step.get("uses", "").startswith("OWNER/taskplate@")]
    return found


def script(job: str, name: str) -> str:
    (found,) = [step["run"] for step in SHARDS[job]["steps"] if step.get("name") == name]
    return str(found)


@pytest.mark.parametrize("name", FILES)
def test_the_action_is_used_as_it_is(name: str) -> None:
    step = ours(name)
    assert set(step["with"]) <= set(INPUTS)
    outputs = re.findall(rf"steps\.{step['id']}\.outputs\.([\w-]+)", (ROOT / "ci" / name).read_text(encoding="utf-8"))
    assert outputs
    assert set(outputs) <= set(ACTION["outputs"])


@pytest.mark.parametrize("name", FILES)
def test_nothing_is_more_than_it_must_be(name: str) -> None:
    workflow = WORKFLOWS[name]
    assert workflow["permissions"] == {}
    assert all("permissions" in job for job in workflow["jobs"].values())
    for step in steps(name):
        assert "${{" not in step.get("run", "")
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


def test_one_action_has_one_pin() -> None:
    used = [step["uses"] for name in FILES for step in steps(name) if "uses" in step]
    used += [step["uses"] for step in ACTION["runs"]["steps"] if "uses" in step]
    pins = {use.split("@")[0]: use.split("@")[1] for use in used if not use.startswith("OWNER/")}
    assert {use for use in used if not use.startswith("OWNER/")} == {f"{name}@{pin}" for name, pin in pins.items()}
    assert all(re.fullmatch("[0-9a-f]{40}", pin) for pin in pins.values())


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """More templates than parts, some with an error, which is of one rule or of another."""
    warned = "# taskplate: ignore[no-such-rule]\nlocals {}\n"
    texts = {f"templates/t{number:02}/main.tf": (GOOD, BAD, warned)[number % 3] for number in range(COUNT)}
    commit_all(build_tree(tmp_path / "repository", texts))
    with_taskplate(tmp_path / "temp" / "taskplate" / "bin", "python", "")
    return tmp_path / "repository"


def run_parts(repository: Path) -> list[int]:
    """Runs the action for each part of the matrix, and puts the reports where the last job has them; the exit codes."""
    codes = []
    runner = Runner(repository.parent / "temp", repository)
    (repository / "parts").mkdir()
    for part in PARTS:
        replaced = {"${{ matrix.part }}": str(part), "${{ strategy.job-total }}": str(len(PARTS))}
        inputs = dict(ours("github-shards.yml")["with"])
        for name, value in inputs.items():
            for expression, known in replaced.items():
                inputs[name] = inputs[name].replace(expression, known)
            assert "${{" not in inputs[name], value
        ended = runner.run(**{name.replace("-", "_"): value for name, value in inputs.items()})
        codes.append(ended.code)
        report = ended.outputs["sarif-file"]
        (repository / report).rename(repository / "parts" / report)
    return codes


def merged(repository: Path) -> int:
    path = path_with(with_taskplate(repository.parent / "bin"))
    command = [*BASH, "-c", script("report", "Merge the reports")]
    return subprocess.run(command, cwd=repository, env={**os.environ, "PATH": path}, check=False).returncode


def test_the_parts_together_are_the_whole(repository: Path) -> None:
    assert run_parts(repository) == [1] * len(PARTS)
    assert merged(repository) == 0
    run_cli(["validate", "templates", "--report", "sarif=whole.sarif"], repository)
    assert (repository / "taskplate.sarif").read_text() == (repository / "whole.sarif").read_text()


def test_each_template_is_in_one_part(repository: Path) -> None:
    names = []
    for part in PARTS:
        shard = f"{part}/{len(PARTS)}"
        _, out, _ = run_cli(["validate", "templates", "--shard", shard, "--format", "junit"], repository)
        names += [suite.get("name") for suite in ET.fromstring(out)]
    assert sorted(map(str, names)) == [f"templates/t{number:02}" for number in range(COUNT)]


def test_a_part_without_a_report_is_not_taken_for_clean(repository: Path) -> None:
    run_parts(repository)
    (repository / "parts" / f"part-{PARTS[-1]}.sarif").unlink()
    assert merged(repository) == 2
    assert not (repository / "taskplate.sarif").exists()


@pytest.mark.parametrize(("result", "code"), [("success", 0), ("failure", 1), ("cancelled", 1), ("skipped", 1)])
def test_the_required_check_passes_where_every_part_did(result: str, code: int) -> None:
    command = [*BASH, "-c", script("templates", "Every part has passed")]
    assert subprocess.run(command, env={**os.environ, "RESULT": result}, check=False).returncode == code
