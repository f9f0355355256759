"""Where in a template an agent can work: the workspace's agent, and what the things around it are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from generator.compose.names import Names
from generator.errors import UsageError
from generator.hcl.literals import HclText, literal
from generator.hcl.unknown import UNKNOWN
from generator.rewrite.arguments import text_of_value
from generator.source.near import did_you_mean
from generator.template.agent_ports import agent_servers
from generator.template.task import agent_calls, prompt_parameters, registry_calls

if TYPE_CHECKING:
    from generator.catalog.agents import Agent
    from generator.catalog.catalog import Catalog
    from generator.hcl.tree import Block
    from generator.template.model import Template
    from generator.template.task import AgentCall

HOME = "/home/coder"
"""The home folder of the images that Coder's own templates use, where a template does not tell."""


class Site(Struct, frozen=True):
    """Where an agent works.

    Attributes:
        agent: The workspace's agent.
        names: What the template calls the things around it.
        workdir: The folder that the agent starts in, where the template says one; else None.
        call: The call of the agent's module that is there already; None where there is none.
    """

    agent: Block
    names: Names
    workdir: str | None
    call: AgentCall | None


def find_site(template: Template, catalog: Catalog, agent: Agent, wanted: str | None) -> Site:
    """Where an agent of the catalog works, or could work.

    Args:
        template: The template.
        catalog: What is known of modules.
        agent: The agent.
        wanted: The label of the workspace's agent, where there are several.

    Raises:
        UsageError: There is no such place, or another agent is in it.
    """
    calls = registry_calls(template, catalog)
    there = [call for call in agent_calls(calls, catalog) if call.agent.id == agent.id]
    block = _workspace_agent(template, wanted)
    label = block.label(1)
    system = template.value(block.body.expression("os"))
    if isinstance(system, str) and system not in agent.os:
        raise UsageError(
            f"{template.folder}: `coder_agent.{label}` runs {system}, on which {agent.module} does not run"
        )
    mine = [call for call in there if _agent_of(template, catalog, call) in {None, label}]
    if len(mine) > 1:
        names = ", ".join(f"module.{call.call.name}" for call in mine)
        raise UsageError(f"{template.folder}: calls {agent.module} more than once ({names}); choose one yourself")
    call = mine[0] if mine else None
    _refuse_neighbours(template, catalog, agent, label)
    return Site(block, _names(template, catalog, block, agent, call), _folder(template, block), call)


def _workspace_agent(template: Template, wanted: str | None) -> Block:
    blocks = {block.label(1): block for block in template.blocks("resource", "coder_agent")}
    if wanted is not None:
        if wanted not in blocks:
            near = did_you_mean(wanted, blocks)
            raise UsageError(f"{template.folder}: has no agent `{wanted}`.{near} There are: {', '.join(blocks)}")
        return blocks[wanted]
    if not blocks:
        parts = template.modules_inside
        inside = next((part.folder for part in parts if any(part.blocks("resource", "coder_agent"))), "")
        where = f"; the one in `{inside}` belongs to a module, which would have to hand it out" if inside else ""
        raise UsageError(f"{template.folder}: has no coder_agent to run an agent in{where}")
    if len(blocks) > 1:
        raise UsageError(
            f"{template.folder}: has several agents ({', '.join(blocks)})", hint="Choose one with --agent LABEL."
        )
    return next(iter(blocks.values()))


def _agent_of(template: Template, catalog: Catalog, call: AgentCall) -> str | None:
    """The label of the workspace's agent that a call is for; None where that cannot be told."""
    servers = agent_servers(template, catalog, (call.registry,))
    machine = next((server.machine for server in servers), None)
    return None if machine is None else machine[1]


def _refuse_neighbours(template: Template, catalog: Catalog, agent: Agent, label: str) -> None:
    """Two AgentAPI servers on one machine want one port; which of them gets it is not told."""
    for server in agent_servers(template, catalog, registry_calls(template, catalog)):
        address = server.registry.interface.address
        if address == agent.module or (server.machine is not None and server.machine[1] != label):
            continue
        name = f"module.{server.registry.call.name}"
        port = "" if server.port is None else f" on port {server.port}"
        raise UsageError(
            f"{template.folder}: `{name}` ({address}) runs AgentAPI{port} in `coder_agent.{label}`, and so would "
            f"{agent.module}; a workspace takes one"
        )


def _names(template: Template, catalog: Catalog, block: Block, agent: Agent, call: AgentCall | None) -> Names:
    label = block.label(1)
    workspaces = [each.label(1) for each in template.blocks("data", "coder_workspace")]
    tasks = [each.label(1) for each in template.blocks("data", "coder_task")]
    parameters = prompt_parameters(template, catalog)
    count = HclText(f"data.coder_workspace.{workspaces[0]}.start_count") if workspaces else None
    if call is not None:
        written = call.call.block.body.expression("count")
        count = None if written is None else HclText(text_of_value(template, written))
    return Names(
        agent=label,
        agent_id=HclText(f"coder_agent.{label}{_instance(template, block)}.id"),
        start_count=count,
        call=call.call.name if call is not None else _free_label(template, agent.id),
        task=tasks[0] if tasks else "me",
        prompt_parameter=parameters[0].label if parameters else "ai_prompt",
    )


def _instance(template: Template, block: Block) -> str:
    """The index of the one instance of an agent; empty where it has none.

    Raises:
        UsageError: It may have several instances, or which it has cannot be told.
    """
    attributes = block.body.attributes
    if "for_each" in attributes:
        members = template.value(attributes["for_each"].expression)
        keys = list(members) if isinstance(members, dict | list) else []
        if members is UNKNOWN or len(keys) != 1:
            label = block.label(1)
            raise UsageError(
                f"{template.folder}: `coder_agent.{label}` is made by `for_each`, and which of its instances should "
                "run the agent cannot be told; Coder takes one instance of an agent"
            )
        return f"[{literal(keys[0])}]"
    return "[0]" if "count" in attributes else ""


def _free_label(template: Template, label: str) -> str:
    """A label for a module call that no other has.

    Raises:
        UsageError: It is taken.
    """
    if any(call.name == label for call in template.module_calls):
        raise UsageError(f"{template.folder}: has a module `{label}` already, of another source; rename that one first")
    return label


def _folder(template: Template, block: Block) -> str | None:
    folder = template.value(block.body.expression("dir"))
    return folder if isinstance(folder, str) and folder.startswith("/") else None
