"""How an agent that a template calls already authenticates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.catalog.agents import delivery_for

if TYPE_CHECKING:
    from generator.catalog.agents import AuthMethod, Delivery
    from generator.catalog.versions import Release
    from generator.template.model import Template
    from generator.template.task import AgentCall


def auth_in_use(template: Template, call: AgentCall) -> AuthMethod | None:
    """The way to authenticate of which a template gives everything; None where there is none."""
    for method in call.agent.auth.values():
        wanted = [value.deliveries for value in method.values] or [(each,) for each in method.settings]
        if wanted and method.serves(call.release) and all(_given(template, call, each) for each in wanted):
            return method
    return None


def _given(template: Template, call: AgentCall, deliveries: tuple[Delivery, ...]) -> bool:
    release: Release = call.release
    delivery = delivery_for(deliveries, release)
    if delivery is None:
        return False
    if delivery.input is not None:
        return delivery.input in call.call.inputs
    return any(variable.name == delivery.env for variable in template.environment)
