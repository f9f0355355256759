"""Any text in any field of a spec comes out of real Terraform as it went in, but for Unicode normal form C.

Every free-text field of the spec is in here. One Terraform run judges a whole spec full of texts: values of resources
and data sources are read from the plan, arguments of module calls from the constant values of its configuration (what
Terraform's own evaluator made of the expression), descriptions of variables likewise. Fields that Terraform never sees
(display name, description and tags of the template) are read from the front matter of the README.

Texts that the platform cannot hold are refused when the spec is read (tests/spec/test_load.py): NUL anywhere, icons
that are no URL, titles with line breaks or beyond Coder's limits. The strategies stay inside those limits.
"""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import time
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from generator.app import generate
from tests.specs_of_texts import HOSTILE, Texts, custom_spec, full_spec, normal, texts, workspace_spec

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.lab.lab import Lab

PROVIDER = "2.18.0"


def lookup(values: Any, path: tuple[str, ...]) -> Any:
    """What lies at a path in what Terraform showed; `json` reads the text so far as JSON."""
    for step in path:
        if step == "json":
            values = json.loads(values)
        else:
            values = values[int(step)] if isinstance(values, list) else (values or {}).get(step, f"only {values}")
    return values


def arrived(lab: Lab, folder: Path) -> Mapping[str, Any]:
    """Everything that real Terraform has of a template, by kind and place."""
    proof = lab.prove(folder, coder_provider=PROVIDER)
    assert proof.problems == []
    assert proof.start is not None
    configuration = proof.start.data["configuration"]["root_module"]
    sources = dict(proof.start.data_sources)
    for address, values in proof.start.data_sources.items():
        if address.startswith("data.coder_workspace_preset."):
            sources["preset"] = values
        if address.startswith("data.coder_external_auth."):
            sources["data.coder_external_auth."] = values
    by_name = {v["name"]: v for a, v in sources.items() if a.startswith("data.coder_parameter.")}
    environment = {v["name"]: v["value"] for a, v in proof.start.resources.items() if a.startswith("coder_env.")}
    module = configuration.get("module_calls", {}).get("custom", {})
    start = module.get("expressions", {}).get("start_script", {}).get("constant_value") or proof.start.resources.get(
        "coder_script.agent", {}
    ).get("script")
    setup = re.search(r"echo '([^']*)' \| base64 -d", environment.get("TASK_SETUP_SCRIPT", ""))
    front = (folder / "README.md").read_text(encoding="utf-8").split("---\n")[1]
    return {
        "resource": proof.start.resources,
        "data": sources,
        "parameters": by_name,
        "env": environment,
        "module": {
            f"module.{label}": {name: given.get("constant_value") for name, given in call["expressions"].items()}
            for label, call in configuration.get("module_calls", {}).items()
        },
        "variable": {name: given["value"] for name, given in proof.start.data["variables"].items()},
        "description": {name: given.get("description") for name, given in configuration["variables"].items()},
        "readme": yaml.safe_load(front),
        "started": start and started(start, folder.parent),
        "setup after packages": setup and base64.b64decode(setup[1]).decode(),
    }


def started(script: str, folder: Path) -> str:
    """The command with which a start script starts the agent, told by an `agentapi` that notes its last argument."""
    tools = folder / "bin"
    tools.mkdir()
    noted = folder / "noted"
    for name, does in (
        ("agentapi", f'printf %s "${{@: -1}}" > {noted}.part && mv {noted}.part {noted}'),
        ("curl", "exit 0"),
    ):
        (tools / name).write_text(f"#!/usr/bin/env bash\n{does}\n", encoding="utf-8")
        (tools / name).chmod(0o755)
    environment = {
        "HOME": str(folder),
        "PATH": f"{tools}:{os.environ['PATH']}",
        "TASK_WORKDIR": str(folder),
        "TASK_SETUP_SCRIPT": "#!/bin/sh\n",
    }
    subprocess.run(["bash", "-c", script], env=environment, check=True, timeout=60, capture_output=True)
    until = time.monotonic() + 20
    while not noted.exists() and time.monotonic() < until:  # the binary form starts it in the background
        time.sleep(0.02)
    return noted.read_bytes().decode()


def changed(lab: Lab, folder: Path, spec: Mapping[str, Any], expected: Mapping[tuple[str, ...], Any]) -> dict[Any, Any]:
    """Every place whose value is not what the spec says: place to (expected, arrived)."""
    file = folder / "task-template.yaml"
    file.write_text(yaml.safe_dump(dict(spec), allow_unicode=False, sort_keys=False), encoding="utf-8")
    seen = arrived(lab, generate(file, folder / "out", force=True).folder)
    found = {}
    for place, wanted in expected.items():
        kind, *path = place
        root = seen[kind]
        if kind == "data" and path[0].startswith("{"):
            root, path = seen["parameters"], [normal(spec["parameters"][int(path[0][1])]["name"]), *path[1:]]
        got = lookup(root, tuple(path)) if path else root
        if got != wanted and not (got is None and wanted == ""):  # the coder provider shows empty text as null
            found[place] = (wanted, got)
    return found


RUNS = settings(
    max_examples=3,
    deadline=None,
    phases=[
        Phase.explicit,
        Phase.reuse,
        Phase.generate,
    ],  # an example is a run of Terraform over 100 texts: no shrinking
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.terraform
@pytest.mark.parametrize("turn", range(0, len(HOSTILE), 8))
def test_hostile_text_in_any_field_comes_out_of_terraform_unchanged(lab: Lab, tmp_path: Path, turn: int) -> None:
    t = Texts(HOSTILE[turn:] + HOSTILE[:turn])
    assert changed(lab, tmp_path, full_spec(t), t.expected) == {}


@pytest.mark.terraform
@RUNS
@given(st.lists(texts, min_size=60, max_size=60, unique=True))
def test_any_text_in_any_field_comes_out_of_terraform_unchanged(
    lab: Lab, tmp_path_factory: pytest.TempPathFactory, supply: list[str]
) -> None:
    t = Texts(supply)
    assert changed(lab, tmp_path_factory.mktemp("any"), full_spec(t), t.expected) == {}


@pytest.mark.terraform
@pytest.mark.parametrize("form", ["module", "binary"])
@settings(RUNS, max_examples=2)
@given(supply=st.lists(texts, min_size=8, max_size=8, unique=True))
def test_any_text_reaches_an_agent_of_ones_own_unchanged(
    lab: Lab, tmp_path_factory: pytest.TempPathFactory, form: str, supply: list[str]
) -> None:
    t = Texts(supply)
    spec = custom_spec(t, form)
    folder = tmp_path_factory.mktemp("custom")
    assert changed(lab, folder, spec, t.expected) == {}


@pytest.mark.terraform
def test_any_text_reaches_a_workspace_without_tasks_unchanged(lab: Lab, tmp_path: Path) -> None:
    t = Texts(["".join(HOSTILE)])
    assert changed(lab, tmp_path, workspace_spec(t), t.expected) == {}
