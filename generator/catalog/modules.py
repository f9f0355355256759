"""Helper modules of the catalog: what a call of each gets by itself, what it asks of people, what it stands beside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from generator.catalog.agents import Delivery, Ranged, delivery_for
from generator.catalog.app_slugs import slugs_from_data
from generator.catalog.retirement import retired_from_data
from generator.catalog.versions import Release, ReleaseRange

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from generator.catalog.app_slugs import AppSlug
    from generator.catalog.retirement import Retired


class DefaultInput(Struct, frozen=True):
    """An input with the value that it gets where the spec gives neither it nor any of the inputs `unless`."""

    releases: ReleaseRange
    input: str
    value: str | int | float | bool
    unless: frozenset[str]


class Asked(Struct, frozen=True):
    """An input with the one value that works and that a person has to give, and why it is theirs to give."""

    releases: ReleaseRange
    input: str
    value: str | int | float | bool
    why: str


class OperatorValue(Struct, frozen=True):
    """Something that the operator must provide: a template variable, unless the spec gives the input itself.

    Attributes:
        how: How a person gets it.
        secret: True when it may stand in no file, so the spec may give it by expression only.
    """

    variable: str
    description: str
    how: str
    secret: bool
    deliveries: tuple[Delivery, ...]


class AuthInput(Struct, frozen=True):
    """The input that names the external auth provider which a module signs in with, and the module's default of it."""

    input: str
    default: str


class Served(Struct, frozen=True):
    """The Coder releases that some releases of a module work on."""

    releases: ReleaseRange
    coder: ReleaseRange


class HelperModule(Struct, frozen=True):
    """A helper module of the catalog, as `schemas/module.schema.json` describes the file.

    Attributes:
        module: The registry module, `namespace/name`.
        agent: The id of the agent that it installs for people, whose ways to authenticate it takes; None for others.
        agent_input: The input that takes the agent's id; None for a module that has nothing to do with an agent.
        agent_name_input: The input that takes the agent's name; None where there is none to fill.
        folder_input: The input that takes the folder to open; None where there is none.
        counted: False when the call cannot have `count`, or has to stay when the workspace stops.
        defaults: Values that the call gets where the spec gives none.
        asks: What a person has to say before the module works.
        values: What the operator provides.
        external_auth: The external auth provider that it needs; None where it needs none.
        role: What it is in a template that has one of the kind at most; None where any number may stand together.
        slugs: The slugs of its apps that are known beforehand.
        differ_in: The inputs in which two calls must differ; empty when they need not; None when one call is all.
        coder: The Coder releases that its releases work on; all where a release is not named.
        unusable: Releases that no template can be pushed with, and why.
        features: Types and attributes of the coder provider that raise its floor beyond what the module declares.
        git_identity: True when it sets who commits, which the template then leaves to it.
        needs: Programs in the image; of each tuple one.
        example: Inputs that make a complete call where the spec has to give some; empty where it need not.
        retired: Inputs and outputs that a later release has not.
    """

    id: str
    display_name: str
    description: str
    module: str
    category: str
    agent: str | None
    agent_input: str | None
    agent_name_input: str | None
    folder_input: str | None
    counted: bool
    defaults: tuple[DefaultInput, ...]
    asks: tuple[Asked, ...]
    values: tuple[OperatorValue, ...]
    external_auth: AuthInput | None
    role: str | None
    slugs: tuple[AppSlug, ...]
    differ_in: tuple[Ranged, ...] | None
    coder: tuple[Served, ...]
    unusable: tuple[Ranged, ...]
    features: tuple[Ranged, ...]
    git_identity: bool
    needs: tuple[tuple[str, ...], ...]
    example: Mapping[str, Any]
    notes: tuple[Ranged, ...]
    retired: tuple[Retired, ...]

    def refusal(self, release: Release, coder: Release) -> str | None:
        """Why a release of the module is of no use on a Coder release, as words behind a colon; None when it is."""
        unusable = delivery_for(self.unusable, release)
        if unusable is not None:
            return unusable.text
        minor = Release(coder.major, coder.minor)  # ranges name minor releases, and a patch is as its minor release is
        for served in self.coder:
            if release in served.releases and minor not in served.coder:
                return f"it needs Coder {served.coder}"
        return None

    def newest(self, releases: Iterable[Release], coder: Release) -> Release | None:
        """The newest of some final releases that works on a Coder release, or None."""
        usable = [r for r in releases if not r.prerelease and self.refusal(r, coder) is None]
        return max(usable, default=None)

    def distinct_inputs(self, release: Release) -> tuple[str, ...] | None:
        """The inputs in which two calls of a release must differ; None when a template holds one call."""
        if self.differ_in is None:
            return None
        held = tuple(item.text for item in self.differ_in if release in item.releases)
        return held if held or not self.differ_in else None

    def secret_inputs(self, release: Release) -> frozenset[str]:
        """The inputs of a release that take a secret of the operator's."""
        taken = [delivery_for(value.deliveries, release) for value in self.values if value.secret]
        return frozenset(each.input for each in taken if each is not None and each.input is not None)


def module_from_data(data: Mapping[str, Any]) -> HelperModule:
    """A helper module from the content of its file, which has been checked against its schema in the tests."""
    return HelperModule(
        id=data["id"],
        display_name=data["display_name"],
        description=data["description"],
        module=data["module"],
        category=data["category"],
        agent=data.get("agent"),
        agent_input=data.get("agent_input"),
        agent_name_input=data.get("agent_name_input"),
        folder_input=data.get("folder_input"),
        counted=data.get("counted", True),
        defaults=tuple(
            DefaultInput(_range(item), item["input"], item["value"], frozenset(item.get("unless", ())))
            for item in data.get("defaults", ())
        ),
        asks=tuple(Asked(_range(item), item["input"], item["value"], item["why"]) for item in data.get("asks", ())),
        values=tuple(_value(item) for item in data.get("values", ())),
        external_auth=AuthInput(**data["external_auth"]) if "external_auth" in data else None,
        role=data.get("role"),
        slugs=slugs_from_data(data),
        differ_in=_ranged(data, "differ_in", "input") if "differ_in" in data else None,
        coder=tuple(Served(_range(item), ReleaseRange.parse(item["coder"])) for item in data.get("coder", ())),
        unusable=_ranged(data, "unusable", "why"),
        features=_ranged(data, "features", "feature"),
        git_identity=data.get("git_identity", False),
        needs=tuple((item,) if isinstance(item, str) else tuple(item) for item in data.get("needs", ())),
        example=data.get("example", {}),
        notes=_ranged(data, "notes", "text"),
        retired=retired_from_data(data),
    )


def _value(data: Mapping[str, Any]) -> OperatorValue:
    deliveries = tuple(Delivery(_range(item), item["input"]) for item in data["deliver"])
    return OperatorValue(data["variable"], data["description"], data["how"], data["secret"], deliveries)


def _ranged(data: Mapping[str, Any], key: str, name: str) -> tuple[Ranged, ...]:
    return tuple(Ranged(_range(item), item[name]) for item in data.get(key, ()))


def _range(item: Mapping[str, Any]) -> ReleaseRange:
    return ReleaseRange.parse(item["in"])
