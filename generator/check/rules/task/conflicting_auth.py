"""conflicting-auth: an agent module is given two ways to authenticate that exclude each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.catalog.agents import delivery_for
from generator.diagnostics import Diagnostic, Note, RuleInfo, Severity
from generator.hcl.expressions import GetAttribute, Traversal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.catalog.agents import AuthMethod
    from generator.check.rule import Context
    from generator.hcl.tree import Attribute
    from generator.template.task import AgentCall

INFO = RuleInfo("conflicting-auth", "task", "two ways to authenticate an agent that exclude each other", Severity.ERROR)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at the input of the excluded method, where the excluding one is switched on for certain."""
    for agent_call in context.agent_calls:
        for method in agent_call.agent.auth.values():
            switch = _switched_on(context, agent_call, method)
            if switch is None:
                continue
            for excluded in sorted(method.excludes):
                yield from _given(context, agent_call, method, agent_call.agent.auth[excluded], switch)


def _switched_on(context: Context, agent_call: AgentCall, method: AuthMethod) -> Attribute | None:
    """The input that switches a method on, where it certainly has the value that does."""
    setting = delivery_for(method.settings, agent_call.release)
    attribute = None if setting is None or setting.input is None else agent_call.call.inputs.get(setting.input)
    if attribute is None or setting is None:
        return None
    return attribute if context.template.value(attribute.expression) == setting.value else None


def _given(
    context: Context, agent_call: AgentCall, method: AuthMethod, excluded: AuthMethod, switch: Attribute
) -> Iterator[Diagnostic]:
    for name in excluded.inputs(agent_call.release):
        attribute = agent_call.call.inputs.get(name)
        if attribute is None or not _never_empty(context, attribute):
            continue
        message = f"`{name}` cannot be given beside {method.display_name}, which excludes it; remove one of the two"
        yield INFO.at(attribute.span, message, related=(Note("switched on here", switch.span),))


def _never_empty(context: Context, attribute: Attribute) -> bool:
    """True when the value is certainly text that is not empty: a literal, or a variable that the operator must set."""
    value = context.template.value(attribute.expression)
    if isinstance(value, str):
        return value != ""
    match attribute.expression:
        case Traversal(root="var", steps=(GetAttribute(name=name),)) if name in context.template.variables:
            return "default" not in context.template.variables[name].body.attributes
        case _:
            return False
