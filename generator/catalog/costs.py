"""What a workspace costs while nobody works in it: which resources run, and how its life is limited."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping


class Compute(Struct, frozen=True):
    """A resource type that is a machine or runs on one.

    Attributes:
        stopped_by: The argument, or the resource beside it, that stops one without destroying it; None when none does.
        idle: Arguments with which it is not kept running, and their values.
    """

    stopped_by: str | None
    idle: Mapping[str, str | int | float | bool]


class Costs(Struct, frozen=True):
    """What is known of costs, from `modules_catalog/costs.yaml`.

    Attributes:
        transition: The attributes of `coder_workspace` that tell a start from a stop.
        compute: By resource type.
        lifetime_command: What limits how long a workspace lives, with NAME for the template.
        lifetime_words: Matches where a text speaks of how long a workspace lives.
    """

    transition: frozenset[str]
    compute: Mapping[str, Compute]
    lifetime_command: str
    lifetime_words: re.Pattern[str]


def costs_from_data(data: Mapping[str, Any]) -> Costs:
    """The facts from the content of their file, which has been checked against its schema in the tests."""
    words = "|".join(map(re.escape, data["lifetime"]["words"]))
    return Costs(
        transition=frozenset(data["transition"]),
        compute={type_: Compute(row.get("stopped_by"), row.get("idle", {})) for type_, row in data["compute"].items()},
        lifetime_command=data["lifetime"]["command"],
        lifetime_words=re.compile(rf"\b(?:{words})\b", re.IGNORECASE),
    )
