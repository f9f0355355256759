"""`taskplate add`: an agent comes into a template that people wrote, which keeps every other byte."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from msgspec import Struct

from generator import assets
from generator.app.rewriting import Rewritten, finished, read_folder, target_for
from generator.blueprint.load import load_blueprint
from generator.catalog.agents import delivery_for
from generator.catalog.versions import Constraint
from generator.compose.compose import compose
from generator.errors import UsageError
from generator.render.renderer import render
from generator.rewrite.addition import rendered_blocks, with_agent
from generator.rewrite.auth import auth_in_use
from generator.rewrite.draft import Draft
from generator.rewrite.provider_floor import with_provider_floor
from generator.rewrite.site import find_site
from generator.source.files import SourceFile
from generator.source.near import did_you_mean
from generator.source.problems import InvalidInputError
from generator.spec.load import specs_of
from generator.template.known_calls import local_calls
from generator.template.task import means_task, registry_calls
from generator.template.task_resources import task_makers, task_resources

if TYPE_CHECKING:
    from pathlib import Path

    from generator.catalog.agents import Agent
    from generator.catalog.catalog import Catalog
    from generator.catalog.coder import Target
    from generator.rewrite.site import Site
    from generator.spec.model import TaskSpec
    from generator.template.model import Template
    from generator.template.task import AgentCall

BLUEPRINT = "scratch"
"""The blueprint of the agent's half alone, which is what a template with compute lacks."""

_SETUP = "_shared/scripts/setup-empty.sh"
_ASKED = "the command line"


class Wanted(Struct, frozen=True):
    """What is asked for of an agent that is added; None where nothing is said.

    Attributes:
        agent: The label of the workspace's agent, where there are several.
        start_command: How a custom agent is started.
        setup: Whether the user of the template gets a parameter for a setup script.
    """

    agent: str | None = None
    auth: str | None = None
    workdir: str | None = None
    model: str | None = None
    start_command: str | None = None
    setup: bool = True


NOTHING_SAID = Wanted()


def add(
    agent_id: str,
    folder: Path,
    wanted: Wanted = NOTHING_SAID,
    *,
    coder: str | None = None,
    force: bool = False,
    write: bool = True,
    catalog: Catalog,
) -> Rewritten:
    """Make the template in a folder one that an agent of the catalog runs tasks in.

    What is there already is kept; what a task needs and is missing is added, so that a second run changes nothing.

    Args:
        agent_id: The agent's id in the catalog.
        folder: The template.
        wanted: What is asked for besides.
        coder: The target; else that of the configuration, the default.
        force: Write although git could not bring back what is there.
        write: False leaves the disk as it is.
        catalog: What is known of agents and modules.

    Raises:
        UsageError: It cannot be done, or not as asked; says why. Nothing is written.
        NothingToCheckError: The folder holds no Terraform files.
        InvalidInputError: One of its files cannot be parsed.
        ToolError: taskplate is at fault.
    """
    if agent_id not in catalog.agent_ids:
        near = did_you_mean(agent_id, catalog.agent_ids)
        raise UsageError(f"there is no agent `{agent_id}`.{near} There are: {', '.join(catalog.agent_ids)}")
    target = target_for(folder, catalog, coder)
    if not target.has_tasks:
        plain = "Such a template is plain compute; `taskplate upgrade` takes out what belongs to tasks."
        hint = "" if target.mechanism is None else plain
        raise UsageError(f"Coder {target} runs no agents in workspaces: {target.notice}", hint=hint)
    template = read_folder(folder, catalog, force=force)
    draft = added(Draft.of(template), catalog.agent(agent_id), wanted, catalog, target)
    return finished(draft, folder, catalog, target, force=force, write=write)


def added(
    draft: Draft, agent: Agent, wanted: Wanted, catalog: Catalog, target: Target, *, task_only: bool = False
) -> Draft:
    """The draft with an agent and all that its task needs, as far as it is missing.

    Args:
        draft: What it is added to.
        agent: The agent.
        wanted: What is asked for besides.
        catalog: What is known.
        target: The target, which has Tasks.
        task_only: Add nothing but the prompt and the task itself to an agent that is there: its key, setup and provider
            are as they are.

    Raises:
        UsageError: It cannot be done, or not as asked.
    """
    site = find_site(draft.template, catalog, agent, wanted.agent)
    _refuse_unfit(draft.template, catalog, site, target)
    spec = _spec(draft.template, agent, wanted, site)
    blueprint = load_blueprint(BLUEPRINT)
    try:
        composition = compose(spec, catalog, blueprint, target, site.names)
    except InvalidInputError as error:
        raise UsageError(error.diagnostics[0].message) from None
    blocks = rendered_blocks(render(composition, blueprint))
    before = draft.template
    draft = with_agent(draft, agent, site, blocks, task_only=task_only)
    if task_only:
        return draft
    coder = next(each for each in composition.providers if each.source == catalog.coder.provider_source)
    floor = Constraint.parse(coder.constraint, provider=True).floor
    if floor is not None and draft.done:
        draft = with_provider_floor(draft, catalog, floor)
    if composition.auth_how and (site.call is None or _asks_for_more(before, draft.template)):
        draft = draft.asking(composition.auth_how)
    return draft


def _asks_for_more(before: Template, after: Template) -> bool:
    """True when a template asks its operator or its users for something that it did not ask for."""
    kind = ("data", "coder_external_auth")
    return len(after.variables) > len(before.variables) or any(after.blocks(*kind)) > any(before.blocks(*kind))


def _refuse_unfit(template: Template, catalog: Catalog, site: Site, target: Target) -> None:
    call = site.call
    if call is None:
        _refuse_another_task(template, catalog)
        return
    if set(call.mechanisms) & set(target.serves):
        return
    taken = f"`module.{call.call.name}` takes {call.agent.module} {call.release}"
    if not call.mechanisms and not means_task(template, catalog):
        raise UsageError(f"{taken}, which has no Tasks", hint="Take that call out first, or add another agent.")
    if not call.mechanisms:
        raise UsageError(f"{taken}, which has no Tasks", hint=f"Run `taskplate upgrade --coder {target}` first.")
    served = " and ".join(target.task_mechanisms)
    raise UsageError(
        f"{taken}, which makes tasks by {call.mechanisms[0]}; Coder {target} serves {served}",
        hint=f"Run `taskplate upgrade --coder {target}` first.",
    )


def _refuse_another_task(template: Template, catalog: Catalog) -> None:
    """Refuses where a task runs in another agent already: a template makes one."""
    shown = [task for task in task_resources(template) if task.app is not None]
    makers = task_makers((*registry_calls(template, catalog), *local_calls(template)), catalog)
    names = [f"coder_ai_task.{task.name}" for task in shown] + [f"module.{maker.call.name}" for maker in makers]
    if names:
        raise UsageError(
            f"{template.folder}: `{names[0]}` makes a task of another agent already, and a template makes one",
            hint="Take that agent out first.",
        )


def _started(call: AgentCall) -> str | None:
    """What stands for the command of an agent that a script of the template's own starts, which stays as it is."""
    delivery = delivery_for(call.agent.start_script, call.release)
    return delivery.input if delivery is not None and delivery.input in call.call.inputs else None


def _spec(template: Template, agent: Agent, wanted: Wanted, site: Site) -> TaskSpec:
    """The spec of the agent's half of a template, from what is asked for and what is there."""
    said = {
        "id": agent.id,
        "auth": wanted.auth,
        "workdir": wanted.workdir or site.workdir,
        "model": wanted.model,
        "start_command": wanted.start_command,
    }
    if site.call is not None:
        held = auth_in_use(template, site.call)
        said |= {"release": str(site.call.release), "auth": wanted.auth or (None if held is None else held.id)}
        said["start_command"] = wanted.start_command or _started(site.call)
    data: dict[str, object] = {
        "name": "added",
        "blueprint": BLUEPRINT,
        "agent": {key: value for key, value in said.items() if value is not None},
    }
    if wanted.setup and site.call is None:
        data["setup"] = {"script": (assets.blueprints() / _SETUP).read_text(encoding="utf-8")}
    source = SourceFile(_ASKED, json.dumps(data).encode())
    try:
        return specs_of(source, assets.blueprints())[""]
    except InvalidInputError as error:
        raise UsageError(error.diagnostics[0].message) from None
