"""`taskplate upgrade`: a template that people wrote moves to a later Coder release, and keeps every other byte."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from generator.app.adding import Wanted, added
from generator.app.rewriting import Rewritten, finished, read_folder, target_for
from generator.catalog.coder import TASK_RESOURCE, WORKSPACE
from generator.catalog.versions import Release
from generator.compose.setup import setup_run
from generator.errors import UsageError
from generator.render.renderer import render_partial
from generator.rewrite.draft import Draft
from generator.rewrite.provider_floor import with_provider_floor
from generator.rewrite.remarks import LEFT
from generator.rewrite.upgrade.ai_task import with_app_ids, with_planned_tasks
from generator.rewrite.upgrade.calls import is_meant, task_agents, with_agents, with_helpers
from generator.rewrite.upgrade.origin import why_not_back
from generator.rewrite.upgrade.plumbing import without_tasks
from generator.rewrite.upgrade.prompt import with_task_prompt
from generator.source.near import did_you_mean
from generator.template.agent_ports import agent_servers
from generator.template.task import means_task, registry_calls

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from generator.catalog.catalog import Catalog
    from generator.catalog.coder import Target
    from generator.hcl.literals import HclText
    from generator.template.model import Template
    from generator.template.task import AgentCall

_TASK_DATA = "task_data.tf"
_SCRIPT = "script.tf"


def upgrade(
    folder: Path,
    *,
    coder: str | None = None,
    only: Collection[str] = (),
    force: bool = False,
    write: bool = True,
    catalog: Catalog,
) -> Rewritten:
    """Move the template in a folder to a Coder release: its task mechanism, its agents, its other modules.

    Args:
        folder: The template.
        coder: The target; else that of the configuration, the default.
        only: Labels, ids or addresses of modules; an agent's name means its task too. Everything where empty.
        force: Write although git could not bring back what is there.
        write: False leaves the disk as it is.
        catalog: What is known of agents and modules.

    Returns:
        What was done, what could not be decided and was left as it is, what a person has to do besides.

    Raises:
        UsageError: It cannot be done: the target is older than the template, has no mechanism, or `only` names nothing
            there is. Nothing is written.
        NothingToCheckError: The folder holds no Terraform files.
        InvalidInputError: One of its files cannot be parsed.
        ToolError: taskplate is at fault.
    """
    target = target_for(folder, catalog, coder)
    if target.mechanism is None:
        raise UsageError(f"Coder {target} cannot be a target: {target.notice}")
    template = read_folder(folder, catalog, force=force)
    _refuse_unknown(template, catalog, only)
    back = why_not_back(template, catalog, target)
    if back is not None:
        raise UsageError(f"{folder}: {back}")
    draft = upgraded(Draft.of(template), catalog, target, only)
    return finished(draft, folder, catalog, target, force=force, write=write)


def upgraded(draft: Draft, catalog: Catalog, target: Target, only: Collection[str] = ()) -> Draft:
    """The draft on a target that has a mechanism."""
    means = _tasks_meant(draft.template, catalog, only)
    if means and target.mechanism == WORKSPACE:
        draft = without_tasks(draft, catalog, _setup_text)
        if draft.done:
            draft = draft.asking(*catalog.coder.mechanisms[WORKSPACE].by_hand)
    elif means:
        draft = _with_tasks(draft, catalog, target, only)
    draft = with_helpers(draft, catalog, target, only)
    if target.hidden and means_task(draft.template, catalog):
        draft = draft.asking(target.notice)
    return with_provider_floor(draft, catalog, _floor(draft.template, catalog, target, tasks=means))


def _with_tasks(draft: Draft, catalog: Catalog, target: Target, only: Collection[str]) -> Draft:
    draft = with_agents(draft, catalog, target, only)
    if any(target.mechanism not in call.mechanisms for call in task_agents(draft.template, catalog)):
        return draft  # what was left of an agent decides on the rest
    if target.mechanism == TASK_RESOURCE:
        draft = with_task_prompt(draft, catalog, render_partial(_TASK_DATA))
        draft = with_app_ids(draft)
    for call in task_agents(draft.template, catalog):
        draft = _completed(draft, catalog, target, call)
    return with_planned_tasks(draft, catalog.coder) if target.counts_instances else draft


def _setup_text(label: str, agent_id: HclText, script: HclText, repetition: Mapping[str, HclText]) -> str:
    """A script of the template's own that runs what an agent's module ran."""
    made = setup_run(label, agent_id, script, blocks_login=True)
    return render_partial(_SCRIPT, script=replace(made, arguments={**repetition, **made.arguments}))


def _completed(draft: Draft, catalog: Catalog, target: Target, call: AgentCall) -> Draft:
    """The draft with what the task of an agent that was moved still lacks."""
    server = next(agent_servers(draft.template, catalog, (call.registry,)), None)
    label = None if server is None or server.machine is None else server.machine[1]
    try:
        return added(draft, call.agent, Wanted(agent=label), catalog, target, task_only=True)
    except UsageError as error:
        return draft.leaving(LEFT.at(call.call.place, error.message))


def _tasks_meant(template: Template, catalog: Catalog, only: Collection[str]) -> bool:
    """Whether the task of a template is to be moved: it has one, and `only` names its agent where it names anything."""
    agents = task_agents(template, catalog)
    if not only:
        return bool(agents) or means_task(template, catalog)
    return any(is_meant(call.registry, call.agent.id, only) for call in agents)


def _refuse_unknown(template: Template, catalog: Catalog, only: Collection[str]) -> None:
    calls = registry_calls(template, catalog)
    ids = {catalog.module(id_).module: id_ for id_ in catalog.module_ids}
    ids |= {catalog.agent(id_).module: id_ for id_ in catalog.agent_ids}
    known = {
        name for call in calls for name in (call.call.name, call.interface.address, ids.get(call.interface.address))
    }
    for name in only:
        if name not in known:
            near = did_you_mean(name, [each for each in known if each is not None])
            raise UsageError(f"{template.folder}: calls no module `{name}`.{near}")


def _floor(template: Template, catalog: Catalog, target: Target, *, tasks: bool) -> Release:
    """The least release of the coder provider that the modules of a template work with, and its task where it moves."""
    calls = registry_calls(template, catalog)
    floors = [catalog.provider_floor(call.interface.address, call.pinned) for call in calls if call.pinned is not None]
    if tasks and target.mechanism not in {None, WORKSPACE} and means_task(template, catalog):
        floors.append(catalog.coder.mechanisms[str(target.mechanism)].provider)
    return max(floors, default=Release(0))
