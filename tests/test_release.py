"""What a release rests on: one version, a changelog in its form, and metadata that is complete."""

from __future__ import annotations

import re
import tomllib
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from generator import __version__
from generator.catalog.versions import Release
from tests.documents import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
CATEGORIES = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"]


def sections() -> list[tuple[str, str]]:
    """The headings of the changelog with what stands below them."""
    parts = re.split(r"^## (.+)\n", CHANGELOG, flags=re.MULTILINE)[1:]
    return list(zip(parts[::2], parts[1::2], strict=True))


def bullets(text: str) -> list[str]:
    """The entries of a section, each as one line."""
    return [" ".join(found.split()) for found in re.findall(r"^- (.*(?:\n  .*)*)", text, re.MULTILINE)]


def texts() -> Iterator[tuple[Path, str]]:
    """Every file that people read or that is installed; lock files say what they were made with."""
    for folder in ("", ".ci", "benchmarks", "blueprints", "docs", "generator", "schemas"):
        for path in (ROOT / folder).glob("*" if not folder else "**/*"):
            if path.is_file() and path.suffix in {".py", ".md", ".toml", ".yaml", ".yml", ".json", ".j2", ""}:
                yield path, path.read_text(encoding="utf-8", errors="replace")


def test_the_version_stands_in_one_place() -> None:
    Release.parse(__version__)
    assert "version" not in PROJECT["project"]
    assert PROJECT["project"]["dynamic"] == ["version"]
    assert PROJECT["tool"]["hatch"]["version"] == {"path": "generator/__init__.py"}
    stated = re.compile(rf"(?:taskplate\W{{1,4}}|__version__ = .)v?{re.escape(__version__)}\b", re.IGNORECASE)
    found = [path.relative_to(ROOT).as_posix() for path, text in texts() if stated.search(text)]
    assert found == ["generator/__init__.py"]


def test_the_changelog_begins_with_what_is_not_released() -> None:
    names = [name for name, _ in sections()]
    assert names[0] == "[Unreleased]"
    dated = [re.fullmatch(r"\[(\d+\.\d+\.\d+)\] - \d{4}-\d\d-\d\d", name) for name in names[1:]]
    assert all(dated), "a release is `## [1.2.3] - 2026-11-28`"
    releases = [Release.parse(match[1]) for match in dated if match]
    assert all(newer > older for newer, older in pairwise(releases))
    assert all(release <= Release.parse(__version__) for release in releases)


@pytest.mark.parametrize(("name", "text"), sections())
def test_a_section_of_the_changelog_has_its_form(name: str, text: str) -> None:
    kinds = re.findall(r"^### (.+)$", text, re.MULTILINE)
    assert kinds == [kind for kind in CATEGORIES if kind in kinds], f"{name}: {', '.join(CATEGORIES)}, each once"
    for part in re.split(r"^### .+\n", text, flags=re.MULTILINE)[1:]:
        assert bullets(part)
    assert [entry for entry in bullets(text) if not entry.endswith(".")] == []


def test_no_change_is_told_twice() -> None:
    entries = [entry for _, text in sections() for entry in bullets(text)]
    assert len(entries) == len(set(entries))


def test_the_metadata_is_complete() -> None:
    project = PROJECT["project"]
    assert {"description", "readme", "license", "authors", "keywords", "classifiers", "requires-python"} <= set(project)
    least = int(project["requires-python"].removeprefix(">=3."))
    named = {int(found[1]) for each in project["classifiers"] if (found := re.search(r"Python :: 3\.(\d+)", each))}
    assert min(named) == least
    assert set(project["scripts"]) == {"taskplate"}
