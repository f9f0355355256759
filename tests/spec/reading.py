"""Reads a spec from text: what it comes to, what is found in it, why it is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.errors import UsageError
from generator.source.problems import InvalidInputError
from generator.spec.load import load_specs
from tests.helpers import build_tree

if TYPE_CHECKING:
    from pathlib import Path

    from generator.spec.model import TaskSpec

THREE = "name: demo\nblueprint: docker\nagent: codex\n"
"""Lines 1 to 3; what a test adds begins on line 4."""


def load(folder: Path, text: str | bytes) -> TaskSpec:
    build_tree(folder, {"spec.yaml": text})
    return load_specs(folder / "spec.yaml", "spec.yaml")[""]


def findings(folder: Path, text: str | bytes) -> list[str]:
    """Every finding as `line:column rule: message`."""
    with pytest.raises(InvalidInputError) as caught:
        load(folder, text)
    places = caught.value.sources["spec.yaml"]
    return [f"{places.position(d.primary.start)} {d.rule.name}: {d.message}" for d in caught.value.diagnostics]


def refusal(path: Path) -> str:
    with pytest.raises(UsageError) as caught:
        load_specs(path, path.name)
    assert "\n" not in caught.value.message
    return caught.value.message
