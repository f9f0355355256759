"""Where the agents of a template listen: AgentAPI's port for each module call that starts one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from generator.catalog.agent_modules import true_of
from generator.hcl.expressions import GetIndex
from generator.hcl.scalars import is_number, text_of
from generator.hcl.unknown import UNKNOWN
from generator.template.task_resources import instances, resolved, written_text
from generator.template.values import fold, reach

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generator.catalog.catalog import Catalog
    from generator.diagnostics import Span
    from generator.template.model import Template
    from generator.template.task import RegistryCall

_AGENT = ("coder_agent",)


class AgentServer(Struct, frozen=True):
    """A module call that starts AgentAPI.

    Attributes:
        registry: The call.
        port: The port it listens on; None where that cannot be told.
        span: Where the port is said: the input, else the call's release.
        input: The input that changes the port; None where none does.
        machine: What tells the workspace agent that it runs under from others; None where that cannot be told.
        condition: When there is such a call: empty for always, else the text of its `count`; None where there may be
            several, or none.
    """

    registry: RegistryCall
    port: int | None
    span: Span
    input: str | None
    machine: tuple[str, ...] | None
    condition: str | None


def agent_servers(template: Template, catalog: Catalog, calls: Iterable[RegistryCall]) -> Iterator[AgentServer]:
    """The calls that start AgentAPI, in the order of the text."""
    for registry in calls:
        module = catalog.agent_modules.get(registry.interface.address)
        if module is None or registry.release is None:
            continue
        for served in true_of(module.ports, registry.release):
            given = None if served.input is None else registry.call.inputs.get(served.input)
            value = None if given is None else template.value(given.expression)
            port = served.port if value is None else _port(value)
            yield AgentServer(
                registry=registry,
                port=port,
                span=registry.call.place if given is None else given.expression.span,
                input=served.input,
                machine=_machine(template, registry),
                condition=_condition(template, registry),
            )


def _port(value: object) -> int | None:
    if is_number(value):
        return int(value)
    return int(value) if isinstance(value, str) and value.isdecimal() else None


def _machine(template: Template, registry: RegistryCall) -> tuple[str, ...] | None:
    """The workspace agent that a call names, with the index of its instance; None where it names none or several."""
    given = registry.call.inputs.get("agent_id")
    found = set()
    for traversal in () if given is None else reach(given.expression, template.locals):
        if traversal.attributes[:1] != _AGENT:
            return None
        keys = [fold(step.key) for step in traversal.steps if isinstance(step, GetIndex)]
        if UNKNOWN in keys:
            return None
        found.add((*traversal.attributes[:2], *map(text_of, keys)))
    return found.pop() if len(found) == 1 else None


def _condition(template: Template, registry: RegistryCall) -> str | None:
    block = registry.call.block
    number = instances(template, block)
    if number is not None:
        return "" if number == 1 else None
    count = block.body.expression("count")
    return None if count is None else written_text(template, resolved(template, count))
