"""examples/ is the golden record: every folder is what its spec renders today, and real Terraform takes it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from generator.app import generate_all, validate
from generator.diagnostics import Severity

if TYPE_CHECKING:
    from tests.lab.lab import Lab

EXAMPLES = Path(__file__).parent.parent / "examples"
SPECS = sorted(EXAMPLES.glob("*/task-template.yaml"))

PROVIDERS = {
    "prompt-parameter": "2.8.0",  # the oldest that can be had with coder_ai_task; sidebar_app is required there
    "task-resource": "2.18.0",  # what Coder 2.34 links
    "workspace": "2.18.0",
}
FLOOR = "2.13.1"
AT_THE_FLOOR = ("three-lines", "custom-module", "custom-binary")
"""Examples that are tried with the oldest release for `task-resource` too; to it the others are the same."""


def named(path: Path) -> str:
    return path.parent.name


@pytest.mark.parametrize("spec", SPECS, ids=named)
def test_example_is_current(spec: Path) -> None:
    made = generate_all(spec, write=False)
    assert [change.name for each in made for change in each.differences] == []


@pytest.mark.parametrize("spec", SPECS, ids=named)
def test_example_has_no_findings(spec: Path) -> None:
    folders = [made.folder for made in generate_all(spec, write=False)]
    assert [d.message for d in validate(folders).diagnostics if d.severity is not Severity.INFO] == []


@pytest.mark.terraform
@pytest.mark.parametrize("spec", SPECS, ids=named)
def test_example_passes_real_terraform(spec: Path, lab: Lab) -> None:
    """Init, validate, fmt -check and both plans of a template import, with the real coder provider."""
    for made in generate_all(spec, write=False):
        floor = (FLOOR,) if named(spec) in AT_THE_FLOOR else ()
        for release in (PROVIDERS[made.composition.mechanism], *floor):
            assert lab.prove(made.folder, coder_provider=release).problems == []
