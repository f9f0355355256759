"""Inputs and outputs that modules no longer have: what each became in the next release, or what a person does now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from generator.catalog.versions import ReleaseRange

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from generator.catalog.versions import Release


class Retired(Struct, frozen=True):
    """An input or an output that vanished; either `became` or `dropped` says what there is in its place.

    Attributes:
        releases: Every release that had it, up to the last one before it vanished.
        input: The name of the input; None for an output.
        output: The name of the output; None for an input.
        became: The name under which the next release has the same, with the same values; None where none does.
        dropped: What a person has to do, or that nothing is to be done, as a sentence; empty where it became another.
        harmless: True when nobody notices that it is left out.
    """

    releases: ReleaseRange
    input: str | None
    output: str | None
    became: str | None
    dropped: str
    harmless: bool

    @property
    def name(self) -> str:
        """The name of the input or output."""
        return self.input or self.output or ""


def retired_input(rows: Iterable[Retired], name: str, release: Release) -> Retired | None:
    """What became of an input that a release has and a later one has not; None where that is not told."""
    return next((row for row in rows if row.input == name and release in row.releases), None)


def retired_output(rows: Iterable[Retired], name: str, release: Release) -> Retired | None:
    """What became of an output that a release has and a later one has not; None where that is not told."""
    return next((row for row in rows if row.output == name and release in row.releases), None)


def retired_from_data(data: Mapping[str, Any]) -> tuple[Retired, ...]:
    """The rows of `retired` in the content of an agent's or a helper module's file."""
    return tuple(
        Retired(
            releases=ReleaseRange.parse(item["in"]),
            input=item.get("input"),
            output=item.get("output"),
            became=item.get("became"),
            dropped=item.get("dropped", ""),
            harmless=item.get("harmless", False),
        )
        for item in data.get("retired", ())
    )
