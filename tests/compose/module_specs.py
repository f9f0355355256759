"""Specs with helper modules: what is made of them, and why they are refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from generator.app import generate
from generator.catalog.catalog import Catalog
from generator.source.problems import InvalidInputError
from tests.helpers import build_tree

if TYPE_CHECKING:
    from pathlib import Path

    from generator.app import Generated
    from generator.compose.composition import ModuleCall

CATALOG = Catalog()
BASE = "name: demo\nblueprint: docker\nagent: codex\n"
"""Lines 1 to 3; what a test adds begins on line 4."""


def made(folder: Path, text: str, coder: str | None = None) -> Generated:
    build_tree(folder, {"spec.yaml": BASE + text})
    return generate(folder / "spec.yaml", folder / "out", coder=coder, catalog=CATALOG)


def calls(folder: Path, text: str, coder: str | None = None) -> dict[str, ModuleCall]:
    """The calls of helper modules by label."""
    return {call.label: call for call in made(folder, text, coder).composition.modules}


def refused(folder: Path, text: str, coder: str | None = None) -> list[str]:
    """Every finding as `line:column rule: message`; there is at least one."""
    with pytest.raises(InvalidInputError) as caught:
        made(folder, text, coder)
    return [
        f"{caught.value.sources[d.primary.path].position(d.primary.start)} {d.rule.name}: {d.message}"
        for d in caught.value.diagnostics
    ]


def listed(*ids: str) -> str:
    """The key `modules` with complete entries of the catalog's modules, as JSON, which YAML can read."""
    return "modules: " + json.dumps([{"id": id_, "inputs": dict(CATALOG.module(id_).example)} for id_ in ids]) + "\n"
