"""What agent modules do beyond their interfaces: how they are let loose, fenced in, served and shared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import Struct

from generator.catalog.versions import ReleaseRange

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from generator.catalog.versions import Release


class Unasked(Struct, frozen=True):
    """A value of an input by which an agent acts without asking a person.

    Attributes:
        releases: The releases that take it.
        input: The name of the input.
        member: The keys that lead from the input's value to the one meant; empty when it is the value itself.
        value: The value; None where `pattern` says it.
        pattern: A regular expression that matches somewhere in the input's text; None where `value` says it.
    """

    releases: ReleaseRange
    input: str
    member: tuple[str, ...]
    value: str | int | float | bool | None
    pattern: str | None


class Fence(Struct, frozen=True):
    """What keeps an agent from reaching everything: an input to switch on, or a module beside it; the other is None."""

    releases: ReleaseRange
    input: str | None
    module: str | None


class AgentPort(Struct, frozen=True):
    """The TCP port that AgentAPI listens on, and the input that changes it; None where none does."""

    releases: ReleaseRange
    port: int
    input: str | None


class ShareInput(Struct, frozen=True):
    """The input that says who may open the agent's app."""

    releases: ReleaseRange
    input: str


class LoggedInput(Struct, frozen=True):
    """An input whose secret a script of the module prints, so that a log of the workspace holds it."""

    releases: ReleaseRange
    input: str


class AgentModule(Struct, frozen=True):
    """An agent module of the registry. Of each tuple, those whose `releases` hold a release are true of it."""

    unasked: tuple[Unasked, ...]
    fences: tuple[Fence, ...]
    ports: tuple[AgentPort, ...]
    shares: tuple[ShareInput, ...]
    logged: tuple[LoggedInput, ...]


_Ranged = TypeVar("_Ranged", Unasked, Fence, AgentPort, ShareInput, LoggedInput)


def true_of(rows: Iterable[_Ranged], release: Release) -> tuple[_Ranged, ...]:
    """Those of the rows that hold for a release."""
    return tuple(row for row in rows if release in row.releases)


def agent_modules_from_data(data: Mapping[str, Any]) -> Mapping[str, AgentModule]:
    """The modules by address, from the content of their file; the tests have checked it against its schema."""
    return {address: _module(row) for address, row in data["modules"].items()}


def _module(row: Mapping[str, Any]) -> AgentModule:
    return AgentModule(
        unasked=tuple(
            Unasked(
                releases=_releases(entry),
                input=entry["input"],
                member=tuple(entry.get("member", ())),
                value=entry.get("value"),
                pattern=entry.get("pattern"),
            )
            for entry in row.get("unasked", ())
        ),
        fences=tuple(Fence(_releases(e), e.get("input"), e.get("module")) for e in row.get("fences", ())),
        ports=tuple(AgentPort(_releases(e), e["port"], e.get("input")) for e in row.get("agentapi", ())),
        shares=tuple(ShareInput(_releases(e), e["input"]) for e in row.get("share", ())),
        logged=tuple(LoggedInput(_releases(e), e["input"]) for e in row.get("logs", ())),
    )


def _releases(entry: Mapping[str, Any]) -> ReleaseRange:
    return ReleaseRange.parse(entry["in"])
