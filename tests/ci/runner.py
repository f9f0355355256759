"""GitHub's runner, as far as the step of action.yml that validates asks for it."""

from __future__ import annotations

import json
import os
import re
import subprocess
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from tests.ci.machine import ROOT
from tests.helpers import build_tree

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
INPUTS: dict[str, dict[str, str]] = ACTION["inputs"]
STEPS: dict[str, dict[str, Any]] = {step["name"]: step for step in ACTION["runs"]["steps"]}
VALIDATE = STEPS["Validate templates"]

# https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell
BASH = ("bash", "--noprofile", "--norc", "-e", "-o", "pipefail")


def evaluated(text: str, inputs: Mapping[str, str]) -> str:
    """A value of `env`, with its expression replaced as the runner does."""
    return re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda found: inputs[found[1]], text)


@dataclass
class Ended:
    """How the step ended: what it said, and the files that it wrote for the runner."""

    code: int
    log: str
    summary: str
    outputs: dict[str, str]

    @property
    def commands(self) -> list[str]:
        """The workflow commands that the runner obeys: those that nothing tells it to let pass."""
        obeyed, stopped = [], ""
        for line in self.log.splitlines():
            if stopped:
                stopped = "" if line == f"::{stopped}::" else stopped
            elif line.startswith("::stop-commands::"):
                stopped = line.removeprefix("::stop-commands::")
            elif line.lstrip().startswith("::"):
                obeyed.append(line)
        return obeyed

    @property
    def annotated(self) -> list[str]:
        """The files with annotations."""
        return [re.findall("file=([^,]*)", line)[0] for line in self.commands]


@dataclass
class Runner:
    """GitHub's runner, as far as the step asks for it."""

    temp: Path
    repository: Path
    event: dict[str, Any] = field(default_factory=dict)
    event_name: str = "push"
    sha: str = ""

    def run(self, **inputs: str) -> Ended:
        given = {name: str(about.get("default", "")) for name, about in INPUTS.items()}
        given |= {name.replace("_", "-"): value for name, value in inputs.items()}
        files = {name: self.temp / name for name in ("step.sh", "summary.md", "output", "event.json")}
        build_tree(self.temp, {"step.sh": VALIDATE["run"], "summary.md": "", "output": "", "event.json": ""})
        files["event.json"].write_text(json.dumps(self.event))
        environment = {
            **os.environ,
            **{name: evaluated(value, given) for name, value in VALIDATE["env"].items()},
            "RUNNER_TEMP": str(self.temp),
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_STEP_SUMMARY": str(files["summary.md"]),
            "GITHUB_OUTPUT": str(files["output"]),
            "GITHUB_EVENT_PATH": str(files["event.json"]),
            "GITHUB_EVENT_NAME": self.event_name,
            "GITHUB_SHA": self.sha,
        }
        shell = [*BASH, str(files["step.sh"])]
        done = subprocess.run(
            shell, cwd=self.repository, env=environment, check=False, capture_output=True, text=True, timeout=120
        )
        outputs = re.findall(r"^([\w-]+)<<(\w+)\n(.*?)\n\2\n", files["output"].read_text(), re.DOTALL | re.MULTILINE)
        log = done.stdout + done.stderr
        return Ended(done.returncode, log, files["summary.md"].read_text(), {name: value for name, _, value in outputs})
