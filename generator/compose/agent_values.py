"""What the agent adds to a composition, and how a value reaches it: by an input, in a document, by the environment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from generator.catalog.agents import CHOICES, delivery_for
from generator.catalog.interface import UNRECORDED
from generator.compose.documents import Document, after, server_in_form
from generator.compose.inputs import choice_refusal
from generator.compose.values import written
from generator.hcl.literals import HclText

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.catalog.agents import Agent, AuthMethod, Delivery
    from generator.catalog.interface import ModuleRelease
    from generator.catalog.versions import Release
    from generator.compose.composition import Binary, ModuleCall, Setup, Task, Variable
    from generator.compose.problems import Problems
    from generator.spec.model import AgentSpec


class AgentPart(Struct):
    """What the agent adds to the composition; filled in while it is worked out, read once it is done."""

    agent: Agent
    mechanism: str
    release: Release | None
    setup: Setup
    module: ModuleCall | None = None
    companions: list[str] = field(default_factory=list)
    variables: list[Variable] = field(default_factory=list)
    env: dict[str, object] = field(default_factory=dict)
    task: Task | None = None
    binary: Binary | None = None
    slugs: tuple[str, ...] = ()
    auth: AuthMethod | None = None
    provider: str | None = None
    features: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)


def deliver(part: AgentPart, arguments: dict[str, object], deliveries: Iterable[Delivery], value: object) -> bool:
    """Hand a value over the way the release takes it; False when it takes it no way."""
    delivery = None if part.release is None else delivery_for(deliveries, part.release)
    if delivery is None:
        return False
    settle(part, arguments, delivery, value)
    return True


def fixed_value(setting: Delivery) -> object:
    """The value of a setting, which may be known only to Terraform."""
    return setting.value if setting.expr is None else HclText(setting.expr)


def settle(part: AgentPart, arguments: dict[str, object], delivery: Delivery, value: object) -> None:
    """Put a value where it travels: among the arguments of the module call, or into the environment."""
    if delivery.joins and delivery.input not in arguments:
        return
    if delivery.prefix:
        value = after(delivery.prefix, value)
    if delivery.input is None:
        if delivery.env is not None:
            part.env[delivery.env] = value
    elif delivery.format is None:
        arguments[delivery.input] = value
    else:
        document = arguments.setdefault(delivery.input, Document(delivery.format))
        if isinstance(document, Document):
            document.put(delivery.member, value)


def complete_documents(part: AgentPart, arguments: dict[str, object], held: ModuleRelease) -> None:
    """Give documents what the module's own, whose place they take, would hold."""
    for base in part.agent.documents:
        document = arguments.get(base.input)
        if part.release is not None and part.release in base.releases and isinstance(document, Document):
            members = {key: _meant(value, arguments, held) for key, value in base.content.items()}
            document.complete({key: value for key, value in members.items() if value is not UNRECORDED})


def _meant(value: object, arguments: dict[str, object], held: ModuleRelease) -> object:
    if not isinstance(value, str) or not value.startswith("$"):
        return value
    name = value[1:]
    return arguments[name] if name in arguments else held.inputs[name].default


def finished(arguments: dict[str, object]) -> dict[str, object]:
    """The arguments with every document as text."""
    return {name: value.text() if isinstance(value, Document) else value for name, value in arguments.items()}


def deliver_choices(
    spec: AgentSpec, part: AgentPart, arguments: dict[str, object], held: ModuleRelease, problems: Problems
) -> None:
    """Hand over what the spec says under keys that agents take each in its own way, or note that this one does not."""
    for key in CHOICES:
        deliveries = part.agent.choices[key]
        value = getattr(spec, key)
        delivery = None if part.release is None else delivery_for(deliveries, part.release)
        if value is None:
            if key == "model" and delivery is not None and part.auth is not None and _must_be_told(delivery, held):
                settle(part, arguments, delivery, part.auth.model)
        elif delivery is None:
            problems.add("unsupported-setting", ("agent", key), _refusal(part, key, deliveries))
        elif delivery.values is not None and value not in delivery.values:
            choices = ", ".join(f"`{choice}`" for choice in delivery.values)
            message = f"`{key}` of {part.agent.module} {part.release} is one of {choices}, not `{value}`"
            problems.add("unsupported-setting", ("agent", key), message)
        elif (refusal := _choice_refusal(key, value, delivery, held)) is not None:
            problems.add("invalid-input", ("agent", key), refusal)
        else:
            settle(part, arguments, delivery, _handed_over(key, value, delivery))


def _handed_over(key: str, value: Any, delivery: Delivery) -> object:
    """What the agent gets for a value of the spec."""
    if key == "mcp":
        return {name: written(server_in_form(name, server, delivery.forms)) for name, server in value.items()}
    if key == "firewall":
        return bool(value)
    return written(value) if delivery.values is None else delivery.values[value]


def _choice_refusal(key: str, value: object, delivery: Delivery, held: ModuleRelease) -> str | None:
    if delivery.input is None or delivery.format is not None or delivery.values is not None:
        return None
    return choice_refusal(key, value, held.inputs[delivery.input])


def _must_be_told(delivery: Delivery, held: ModuleRelease) -> bool:
    return delivery.input is not None and held.inputs[delivery.input].required


def _refusal(part: AgentPart, key: str, deliveries: Iterable[Delivery]) -> str:
    having = ", ".join(str(item.releases) for item in deliveries)
    start = f"{part.agent.module} {part.release} takes no `{key}`"
    return f"{start}; the releases that do: {having}" if having else f"{start}, nor does any other release"
