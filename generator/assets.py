"""Where the data folders are: beside the package in a checkout, inside it in a wheel. Nothing else knows."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from generator.errors import ToolError

_PACKAGE = Path(__file__).resolve().parent


@cache
def _folder(name: str) -> Path:
    for candidate in (_PACKAGE / "_data" / name, _PACKAGE.parent / name):
        if candidate.is_dir():
            return candidate
    raise ToolError(f"taskplate's own folder `{name}` is missing", hint="Install taskplate again.")


def blueprints() -> Path:
    """The folder of blueprints, one folder each."""
    return _folder("blueprints")


def schemas() -> Path:
    """The folder of JSON Schemas, with the provider schemas in `providers/`."""
    return _folder("schemas")


def modules_catalog() -> Path:
    """The folder of the catalog: `agents/`, `modules/`, `interfaces/` and `coder_releases.yaml`."""
    return _folder("modules_catalog")


def cookiecutter_parts() -> Path:
    """The folder of what every exported cookiecutter template holds."""
    return blueprints() / "_shared" / "cookiecutter"


def escapes() -> Path:
    """The code that writes values, which exported templates carry."""
    return _PACKAGE / "escapes.py"


def rule_page(family: str, file_stem: str) -> Path:
    """The Markdown page of a rule, which lies beside its code; it may not exist."""
    return _PACKAGE / "check" / "rules" / family / f"{file_stem}.md"


def comparison_page(file_stem: str) -> Path:
    """The Markdown page of a rule that compares, which lies beside its code; it may not exist."""
    return _PACKAGE / "check" / "comparisons" / f"{file_stem}.md"
