"""How an agent that a template calls already authenticates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.catalog.agents import delivery_for
from generator.hcl.unknown import UNKNOWN

if TYPE_CHECKING:
    from generator.catalog.agents import AuthMethod, Delivery
    from generator.template.model import Template
    from generator.template.task import AgentCall


def auth_in_use(template: Template, call: AgentCall) -> AuthMethod | None:
    """The way to authenticate of which a template gives every value, or its settings; None where there is none."""
    for method in call.agent.auth.values():
        wanted = [value.deliveries for value in method.values]
        if method.settings and not any(value.secret for value in method.values):
            wanted.append(method.settings)  # what is no secret, such as a region, may be there for other reasons
        if wanted and method.serves(call.release) and all(_given(template, call, each) for each in wanted):
            return method
    return None


def _given(template: Template, call: AgentCall, deliveries: tuple[Delivery, ...]) -> bool:
    delivery = delivery_for(deliveries, call.release)
    if delivery is None:
        return False
    if delivery.input is not None:
        attribute = call.call.inputs.get(delivery.input)
        given = [] if attribute is None else [attribute.expression]
    else:
        given = [variable.value for variable in template.environment if variable.name == delivery.env]
    if delivery.value is None:
        return bool(given)
    return any(value is UNKNOWN or value == delivery.value for value in map(template.value, given))
