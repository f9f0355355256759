"""Blueprint manifests (`blueprints/<name>/blueprint.yaml`): what a kind of infrastructure offers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from generator import assets
from generator.errors import UsageError
from generator.source.near import did_you_mean
from generator.source.yaml_data import load_data

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MANIFEST = "blueprint.yaml"
SHARED = "_shared"


@dataclass(frozen=True, slots=True)
class BlueprintOption:
    """An option that a spec may set.

    Attributes:
        type: `string`, `number` or `bool`.
        default: Its value when the spec says nothing; None leaves it out of the template.
        variable: True when the operator sets it as a template variable.
        mutable: Whether, as a parameter, it may change later without loss.
    """

    name: str
    type: str
    default: str | float | bool | None
    description: str
    display_name: str
    variable: bool
    min: int | None
    max: int | None
    mutable: bool
    icon: str | None


@dataclass(frozen=True, slots=True)
class ProviderChoice:
    """A provider that the infrastructure needs: local name, source address, version constraint."""

    name: str
    source: str
    constraint: str


@dataclass(frozen=True, slots=True)
class Blueprint:
    """A kind of infrastructure.

    Attributes:
        folder: Where its `*.tf.j2` files are.
        arch: A Terraform expression for the agent's architecture.
        home: The home folder of the workspace user, without a slash at the end.
        features: Types and attributes of the coder provider that its files use.
        holds: Programs in its default image.
        prerequisites: What the deployment must have, one sentence each.
    """

    name: str
    folder: Path
    display_name: str
    description: str
    icon: str
    tags: tuple[str, ...]
    os: str
    arch: str
    home: str
    providers: tuple[ProviderChoice, ...]
    features: tuple[str, ...]
    holds: tuple[str, ...]
    prerequisites: tuple[str, ...]
    options: Mapping[str, BlueprintOption]


def blueprint_names() -> tuple[str, ...]:
    """The names of all built-in blueprints, sorted."""
    return tuple(sorted(path.parent.name for path in assets.blueprints().glob(f"*/{MANIFEST}")))


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


def blueprint_from_data(data: Mapping[str, Any], folder: Path) -> Blueprint:
    """A blueprint from the content of its manifest, which has been checked against its schema in the tests."""
    return Blueprint(
        name=data["name"],
        folder=folder,
        display_name=data["display_name"],
        description=data["description"],
        icon=data["icon"],
        tags=tuple(data["tags"]),
        os=data["os"],
        arch=data["arch"],
        home=data["home"],
        providers=tuple(ProviderChoice(name, **provider) for name, provider in data["providers"].items()),
        features=tuple(data["features"]),
        holds=tuple(data.get("holds", ())),
        prerequisites=tuple(data["prerequisites"]),
        options={name: _option(name, option) for name, option in data["options"].items()},
    )


def _option(name: str, data: Mapping[str, Any]) -> BlueprintOption:
    return BlueprintOption(
        name=name,
        type=data["type"],
        default=data["default"],
        description=data["description"],
        display_name=data["display_name"],
        variable=data.get("variable", False),
        min=data.get("min"),
        max=data.get("max"),
        mutable=data.get("mutable", False),
        icon=data.get("icon"),
    )
