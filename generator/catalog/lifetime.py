"""What of the life of workspaces a template's settings on the deployment limit; no file of a template can."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping


class Setting(Struct, frozen=True):
    """A setting of a template.

    Attributes:
        flag: The flag of the command that sets it.
        meaning: What it does, as a clause about a workspace.
        licensed: True when it needs a Premium license.
    """

    flag: str
    meaning: str
    licensed: bool


class LifetimeSettings(Struct, frozen=True):
    """What is known of them, from `modules_catalog/lifetime.yaml`.

    Attributes:
        command: The command that sets them; the template's name and flags follow.
        listing: What is said of a template, by the key in a spec, to its flag.
        settings: By the key in a spec's `lifetime`.
        suggested: Key to what is suggested where a spec says nothing.
    """

    command: str
    listing: Mapping[str, str]
    settings: Mapping[str, Setting]
    suggested: Mapping[str, str]


def lifetime_from_data(data: Mapping[str, Any]) -> LifetimeSettings:
    """The facts from the content of their file, which has been checked against its schema in the tests."""
    return LifetimeSettings(
        command=data["command"],
        listing=data["listing"],
        settings={
            key: Setting(row["flag"], row["meaning"], row.get("licensed", False))
            for key, row in data["settings"].items()
        },
        suggested=data["suggested"],
    )
