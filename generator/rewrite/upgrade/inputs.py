"""What becomes of what a module call gives when it takes another release of the module."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from generator.catalog.agents import CHOICES, delivery_for
from generator.catalog.interface import UNRECORDED
from generator.catalog.retirement import retired_input
from generator.hcl.literals import HclText, literal
from generator.hcl.unknown import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.catalog.agents import Agent, Delivery
    from generator.catalog.interface import ModuleInterface, ModuleRelease
    from generator.catalog.retirement import Retired
    from generator.catalog.versions import Release


class Fate(Struct, frozen=True):
    """What becomes of an input.

    Attributes:
        input: Its name in the new release; None where it has none.
        known: False where nobody can tell, so that a person has to.
        told: What a person has to know of an input that goes; empty where there is nothing.
    """

    input: str | None
    known: bool = True
    told: str = ""


_UNKNOWN = Fate(None, known=False)


class Role(NamedTuple):
    """A thing that an agent can be told, and how the old release and the new one take it; None where it does not."""

    before: Delivery | None
    after: Delivery | None


class Change(Struct, frozen=True):
    """A module call's way from one release to another.

    Attributes:
        held: The release that the call takes now.
        new: The one that it shall take.
        interface: All releases of the module.
        agent: What the catalog knows of the module as an agent; None where it is none.
        retired: What it knows of inputs and outputs that vanished.
    """

    held: ModuleRelease
    new: ModuleRelease
    interface: ModuleInterface
    agent: Agent | None
    retired: Sequence[Retired]

    @property
    def title(self) -> str:
        """What people call the new release."""
        return f"{self.interface.address} {self.new.release}"

    def roles(self) -> Iterator[Role]:
        """What the agent can be told; empty for a module that is none."""
        for deliveries in _roles(self.agent) if self.agent is not None else ():
            yield Role(delivery_for(deliveries, self.held.release), delivery_for(deliveries, self.new.release))

    def fate_of(self, name: str, value: object) -> Fate:
        """What becomes of an input that the old release has, given its value (`UNKNOWN` possible)."""
        for before, after in self.roles():
            if before is None or before.input != name or before.member:
                continue
            if after is not None:
                alike = (before.format, before.member, before.values) == (after.format, after.member, after.values)
                if alike or retired_input(self.retired, name, self.held.release) is None:
                    return Fate(after.input) if after.input is not None and alike else _UNKNOWN
                continue
            if before.value is not None and value == before.value:
                return Fate(None)  # a fixed setting that the new release does not need
        return self._followed(name)

    def _followed(self, name: str) -> Fate:
        """Follows an input from one name to the next, up to the new release."""
        at, end = self.held.release, self.new.release
        if end < at:  # what vanished later is not told of
            return Fate(name) if name in self.new.inputs else _UNKNOWN
        for _ in range(len(self.retired) + 1):
            if name in self.new.inputs and self._lasts(name, at, end):
                return Fate(name)
            row = retired_input(self.retired, name, at)
            if row is None:
                return _UNKNOWN
            if row.became is None:
                return Fate(None, told="" if row.harmless else row.dropped)
            name = row.became
            at = next(each for each in self.interface.releases if each > at and each not in row.releases)
        return _UNKNOWN

    def _lasts(self, name: str, first: Release, last: Release) -> bool:
        """True when every release from one to another has an input, so that it is the same one."""
        between = (release for release in self.interface.releases if first <= release <= last)
        return all(name in self.interface.release(release).inputs for release in between)

    def refuses(self, name: str, value: object) -> bool:
        """True when the new release surely does not take a value."""
        allowed = self.new.inputs[name].allowed
        return bool(allowed) and value is not UNKNOWN and value not in allowed

    def newly_required(self, given: set[str]) -> list[str]:
        """The inputs that the new release requires and that nothing becomes which the call gives or the agent reads."""
        fates = (self.fate_of(name, None) for name in given if name in self.held.inputs)
        have = given | {fate.input for fate in fates}
        have |= {after.input for before, after in self.roles() if _from_environment(before) and after is not None}
        return [name for name, form in self.new.inputs.items() if form.required and name not in have]

    def old_default(self, name: str) -> HclText | None:
        """What the old release took for an input of the new one by itself; None where it took nothing, or unknown."""
        for before, after in self.roles():
            taken = None if before is None or before.input is None else self.held.inputs.get(before.input)
            if after is not None and after.input == name and taken is not None:
                default = taken.default
                return None if default is UNRECORDED or default is None else literal(default)
        return None


def _from_environment(before: Delivery | None) -> bool:
    return before is not None and before.env is not None


def _roles(agent: Agent) -> Iterator[tuple[Delivery, ...]]:
    """For each thing that an agent can be told, the ways in which its releases take it."""
    yield agent.prompt
    yield agent.workdir
    yield agent.setup_script
    yield agent.start_script
    yield from (agent.choices[key] for key in CHOICES)
    yield from ((setting,) for setting in agent.settings)
    for method in agent.auth.values():
        yield from (value.deliveries for value in method.values)
        if method.settings:
            yield method.settings


def read_variables(agent: Agent, release: Release) -> set[str]:
    """The names of the environment variables that a release of an agent reads."""
    found = (delivery_for(deliveries, release) for deliveries in _roles(agent))
    return {each.env for each in found if each is not None and each.env is not None}
