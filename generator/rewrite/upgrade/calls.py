"""Which release each module call of a template takes on a target, and the calls brought there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.rewrite.provider_floor import is_shut_out
from generator.rewrite.remarks import LEFT
from generator.rewrite.upgrade.inputs import Change
from generator.rewrite.upgrade.releases import call_of, with_release
from generator.template.task import agent_calls, means_task, registry_calls

if TYPE_CHECKING:
    from collections.abc import Collection

    from generator.catalog.catalog import Catalog
    from generator.catalog.coder import Target
    from generator.catalog.modules import HelperModule
    from generator.catalog.versions import Release
    from generator.rewrite.draft import Draft
    from generator.template.model import Template
    from generator.template.task import AgentCall, RegistryCall


def task_agents(template: Template, catalog: Catalog) -> tuple[AgentCall, ...]:
    """The calls of agents that run a template's tasks, or were meant to: a release without Tasks in a task template."""
    meant = means_task(template, catalog)
    calls = agent_calls(registry_calls(template, catalog), catalog)
    return tuple(call for call in calls if call.mechanisms or meant)


def with_agents(draft: Draft, catalog: Catalog, target: Target, only: Collection[str]) -> Draft:
    """The draft in which every agent that runs tasks takes the newest release that makes them as the target does."""
    for name in [call.call.name for call in task_agents(draft.template, catalog)]:
        call = next(each for each in task_agents(draft.template, catalog) if each.call.name == name)
        if not is_meant(call.registry, call.agent.id, only):
            continue
        interface = call.registry.interface
        mechanisms = (target.mechanism,) if target.mechanism in call.agent.tasks else target.serves
        newest = call.agent.newest(interface.releases, [each for each in mechanisms if each is not None])
        if newest is None:
            message = f"no release of {interface.address} makes tasks on Coder {target}; take another agent"
            draft = draft.leaving(LEFT.at(call.call.place, message))
        else:
            draft = with_release(draft, catalog, name, newest, call.agent, call.agent.retired)
    return draft


def with_helpers(draft: Draft, catalog: Catalog, target: Target, only: Collection[str]) -> Draft:
    """The draft in which pinned calls of other modules take the newest release that takes all they give.

    A release of another major number is a person's to take. A range stays: Terraform takes the newest of it.
    """
    agents = {call.call.name for call in task_agents(draft.template, catalog)}
    every = [catalog.module(id_) for id_ in catalog.module_ids]
    helpers = {helper.module: helper for helper in every if helper.agent is None}
    for call in registry_calls(draft.template, catalog):
        helper = helpers.get(call.interface.address)
        known = call.interface.address if helper is None else helper.id
        if call.call.name in agents or call.pinned is None or not is_meant(call, known, only):
            continue
        newest = _newest_fitting(draft, catalog, call, helper, target)
        if newest is not None:
            draft = with_release(draft, catalog, call.call.name, newest, None, ())
    return draft


def is_meant(call: RegistryCall, id_: str, only: Collection[str]) -> bool:
    """True for a call that one of some names means: its label, the module's address, or its id in the catalog."""
    return not only or not {call.call.name, call.interface.address, id_}.isdisjoint(only)


def _newest_fitting(
    draft: Draft, catalog: Catalog, call: RegistryCall, helper: HelperModule | None, target: Target
) -> Release | None:
    now = call.pinned
    for release in reversed(call.interface.releases):
        if now is None or release <= now or release.prerelease or release.major != now.major:
            continue
        if helper is not None and helper.refusal(release, target.release) is not None:
            continue
        if is_shut_out(draft.template, catalog, catalog.provider_floor(call.interface.address, release)):
            continue
        if _fits(draft, call_of(draft, catalog, call.call.name), release):
            return release
    return None


def _fits(draft: Draft, call: RegistryCall, release: Release) -> bool:
    """True when a release takes all that a call gives, asks for no more, and gives all that is taken from it."""
    if call.held is None:
        return False
    change = Change(call.held, call.interface.release(release), call.interface, None, ())
    inputs = call.call.inputs
    new = change.new.inputs
    for name, attribute in inputs.items():
        if name in change.held.inputs and (name not in new or new[name].type != change.held.inputs[name].type):
            return False
        if name in new and change.refuses(name, draft.template.value(attribute.expression)):
            return False
    outputs = {output for label, output, _ in draft.template.module_outputs() if label == call.call.name}
    return not change.newly_required(set(inputs)) and outputs <= change.new.outputs
