"""Finds blueprints: those that taskplate ships, by name, and a user's own folder, by its path."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator import assets
from generator.blueprint.model import blueprint_from_data
from generator.errors import UsageError
from generator.source.files import read_source
from generator.source.near import did_you_mean
from generator.source.schema import read_valid
from generator.source.yaml_data import load_data

if TYPE_CHECKING:
    from pathlib import Path

    from generator.blueprint.model import Blueprint

MANIFEST = "blueprint.yaml"
PAGE = "blueprint.md"
SHARED = "_shared"
SCHEMA = "blueprint.schema.json"


def is_path(name: str) -> bool:
    """True for a blueprint that is named by the path of its folder: it begins with `./`, `../` or `/`."""
    return name.startswith(("./", "../", "/"))


def blueprint_names() -> tuple[str, ...]:
    """The names of all built-in blueprints, sorted."""
    return tuple(sorted(path.parent.name for path in assets.blueprints().glob(f"*/{MANIFEST}")))


def blueprint_page(name: str) -> Path | None:
    """The Markdown page of a built-in blueprint, for operators; None where there is no blueprint of that name."""
    path = assets.blueprints() / name / PAGE
    return path if path.is_file() else None


def own_page(folder: Path) -> Path | None:
    """The page of a blueprint of the user's; None where its folder holds none of its own."""
    path = folder / PAGE
    return path if path.is_file() and path.resolve().is_relative_to(folder.resolve()) else None


def load_blueprint(name: str) -> Blueprint:
    """A built-in blueprint.

    Raises:
        UsageError: There is no such blueprint; near matches are offered.
    """
    names = blueprint_names()
    if name not in names:
        raise UsageError(f"there is no blueprint `{name}`.{did_you_mean(name, names)} There are: {', '.join(names)}.")
    folder = assets.blueprints() / name
    return blueprint_from_data(load_data(folder / MANIFEST), folder)


def load_own_blueprint(folder: Path, name: str) -> Blueprint:
    """A blueprint in a folder of the user's.

    Args:
        folder: Where it is.
        name: What reports call the folder.

    Raises:
        UsageError: The folder holds no manifest, or one that is a link out of it, or it cannot be read.
        InvalidInputError: The manifest does not fit its schema; holds every finding.
    """
    shown = f"{name.rstrip('/')}/{MANIFEST}"
    if (folder / MANIFEST).is_symlink() and not (folder / MANIFEST).resolve().is_relative_to(folder.resolve()):
        raise UsageError(f"`{shown}` is a link that leads out of the blueprint's folder")
    source = read_source(folder / MANIFEST, shown)
    tree = read_valid(source, assets.schemas() / SCHEMA)
    return blueprint_from_data(tree.value, folder, own=True)
