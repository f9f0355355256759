"""What checkov finds in a template is what its blueprint's page accepts, with a reason, and nothing else.

Not a part of CI: checkov is some hundred megabytes. `pip install checkov` into an environment of its own, and put its
`bin` on PATH.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from generator.app import generate
from generator.blueprint.load import blueprint_names, blueprint_page, load_blueprint

if TYPE_CHECKING:
    from pathlib import Path

CHECKOV = shutil.which("checkov")
ACCEPTED = re.compile(r"^- ((?:CKV2?_[A-Z0-9]+_[0-9]+(?:, )?)+): \S", re.MULTILINE)


def accepted(blueprint: str) -> set[str]:
    """The checks that a page lists under its last heading."""
    page = blueprint_page(blueprint)
    assert page is not None
    listed = page.read_text(encoding="utf-8").partition("## Accepted findings\n")[2]
    return {check for checks in ACCEPTED.findall(listed) for check in checks.split(", ")}


@pytest.mark.parametrize("blueprint", blueprint_names())
def test_every_accepted_finding_has_its_reason(blueprint: str) -> None:
    page = blueprint_page(blueprint)
    assert page is not None
    listed = page.read_text(encoding="utf-8").partition("## Accepted findings\n")[2]
    assert set(re.findall(r"CKV2?_[A-Z0-9]+_[0-9]+", listed)) == accepted(blueprint) != set()


@pytest.mark.skipif(CHECKOV is None, reason="checkov is not installed; the module's docstring says how")
@pytest.mark.parametrize("blueprint", blueprint_names())
def test_checkov_finds_what_the_page_accepts(tmp_path: Path, blueprint: str) -> None:
    assert CHECKOV is not None
    options = {option.name: "x" for option in load_blueprint(blueprint).options.values() if option.required}
    spec = {"name": "checked", "blueprint": {"name": blueprint, "options": options}, "agent": "claude-code"}
    (tmp_path / "spec.yaml").write_text(json.dumps(spec), encoding="utf-8")
    folder = generate(tmp_path / "spec.yaml").folder
    quietly = ("--output", "json", "--quiet", "--compact", "--skip-download", "--soft-fail")
    command = [CHECKOV, "--directory", folder, "--framework", "terraform", *quietly]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert {each["check_id"] for each in json.loads(done.stdout)["results"]["failed_checks"]} == accepted(blueprint)
