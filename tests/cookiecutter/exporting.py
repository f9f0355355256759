"""Specs that are exported, and what comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from generator.app import generate
from tests.cookiecutter.running import ROOT, Run, run_cookiecutter
from tests.helpers import build_tree, run_cli
from tests.specs_of_texts import HOSTILE

if TYPE_CHECKING:
    from pathlib import Path


EXAMPLES = ROOT / "examples"
LOCK = ".taskplate.lock.yaml"
_LOOKS_LIKE_JINJA = [
    "{{taskplate}}",
    '{{taskplate."x"}}',
    "{#taskplate.#}",
    "{{ cookiecutter.name }}{% raw %}",
    "${{ x }}",
]
_TEXTS = [text for text in [*HOSTILE, *_LOOKS_LIKE_JINJA] if text]
ANSWERED = ["".join(_TEXTS[start::12]) for start in range(12)]

SPEC: dict[str, Any] = {
    "name": "texts",
    "description": "Of {{ braces }}, {% marks %}, ${{ x }} and é 中 \U0001f600.",
    "blueprint": {
        "name": "docker",
        "options": {"image": "ubuntu", "docker_host": "tcp://x", "memory_gb": 4, "cpus": {"parameter": {"default": 2}}},
    },
    "agent": "claude-code",
    "parameters": [
        *({"name": f"p{number}", "default": "plain"} for number in range(len(ANSWERED))),
        {"name": "chosen", "default": "b", "options": [{"name": name, "value": name} for name in "abc"]},
        {"name": "formed", "default": "v1", "validation": {"regex": "^v[0-9]+$", "error": "A release."}},
        {"name": "whole", "type": "number", "default": 5, "validation": {"min": 1, "max": 9}},
        {"name": "yes", "type": "bool", "default": True},
    ],
    "presets": [
        {"name": "{{ preset }} é\r|", "description": "{# of #} \u2028 'q' \"q\"", "parameters": {"p0": "{{ x }}"}},
    ],
}  # fmt: skip


def written(folder: Path, spec: dict[str, Any], **files: str) -> Path:
    return build_tree(folder, {"spec.yaml": yaml.safe_dump(spec, allow_unicode=True, sort_keys=False), **files})


def exported(folder: Path, spec: dict[str, Any], **files: str) -> Path:
    """The template that the command makes of a spec."""
    code, _, err = run_cli(["export-cookiecutter", "spec.yaml", "-o", "made"], written(folder, spec, **files))
    assert code == 0, err
    return folder / "made"


def generated(folder: Path, spec: dict[str, Any]) -> dict[str, bytes]:
    """What `generate` makes of a spec, but for the lock file."""
    made = generate(written(folder, spec) / "spec.yaml", folder / spec["name"])
    return {f"{spec['name']}/{name}": data for name, data in made.files.items() if name != LOCK}


def stamped(template: Path, place: Path, **answers: str | bool) -> Run:
    """cookiecutter's run of a template, without taskplate."""
    return run_cookiecutter(template, place, answers=answers, taskplate=False)
