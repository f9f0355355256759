"""What a kind of infrastructure offers, as its manifest (`blueprint.yaml`) says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class Choice(Struct, frozen=True):
    """One of the values that an option takes, and its name for people."""

    name: str
    value: str | float


class BlueprintOption(Struct, frozen=True):
    """An option that a spec may set.

    Attributes:
        type: `string`, `number`, `bool`, `list` (of text) or `map` (of text).
        default: Its value when the spec says nothing; None leaves it out of the template.
        required: True when the spec, or the operator for a variable, must give a value.
        variable: True when the operator sets it as a template variable.
        sensitive: True for a variable that holds a secret.
        choices: The only values it takes; empty when any will do.
        mutable: Whether, as a parameter, it may change later without loss.
        monotonic: The only direction in which, as a parameter, it may change later; None for either.
    """

    name: str
    type: str
    default: object
    description: str
    display_name: str
    variable: bool
    min: int | None
    max: int | None
    mutable: bool
    icon: str | None
    required: bool = False
    sensitive: bool = False
    choices: tuple[Choice, ...] = ()
    monotonic: str | None = None


class ProviderChoice(Struct, frozen=True):
    """A provider that the infrastructure needs: local name, source address, version constraint."""

    name: str
    source: str
    constraint: str


class Blueprint(Struct, frozen=True):
    """A kind of infrastructure.

    Attributes:
        folder: Where its `*.tf.j2` files are.
        own: True for a folder of the user's, whose faults are not ours.
        arch: A Terraform expression for the agent's architecture.
        home: The home folder of the workspace user, without a slash at the end.
        features: Types and attributes of the coder provider that its files use.
        holds: Programs in its default image.
        prerequisites: What the deployment must have, one sentence each.
        clones: The option with the URL of a repository that the infrastructure itself clones; None where it does not.
        image_needs: What an image of one's own must hold, a sentence; empty where there is none to choose.
        stops: What goes and what stays when a workspace stops, in sentences.
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
    clones: str | None = None
    image_needs: str = ""
    stops: str = ""
    own: bool = False


def blueprint_from_data(data: Mapping[str, Any], folder: Path, *, own: bool = False) -> Blueprint:
    """A blueprint from the content of its manifest, which fits its schema."""
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
        clones=data.get("clones"),
        image_needs=data.get("image_needs", ""),
        stops=data.get("stops", ""),
        own=own,
    )


def _option(name: str, data: Mapping[str, Any]) -> BlueprintOption:
    return BlueprintOption(
        name=name,
        type=data["type"],
        default=data.get("default"),
        description=data["description"],
        display_name=data["display_name"],
        variable=data.get("variable", False),
        min=data.get("min"),
        max=data.get("max"),
        mutable=data.get("mutable", False),
        icon=data.get("icon"),
        required=data.get("required", False),
        sensitive=data.get("sensitive", False),
        choices=tuple(Choice(str(each.get("name", each["value"])), each["value"]) for each in data.get("choices", ())),
        monotonic=data.get("monotonic"),
    )
