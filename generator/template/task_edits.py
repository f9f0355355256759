"""Edits to module calls and how findings speak of the release that a call takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Fix
from generator.hcl.literals import quoted
from generator.template.arguments import set_argument

if TYPE_CHECKING:
    from generator.catalog.coder import Target
    from generator.catalog.versions import Release
    from generator.template.model import ModuleCall, Template
    from generator.template.task import AgentCall


def release_taken(agent_call: AgentCall) -> str:
    """The module and release of a call, and why it is that release where the call leaves a choice."""
    registry = agent_call.registry
    text = f"{registry.interface.address} {agent_call.release}"
    if registry.pinned is not None:
        return text
    if registry.call.constraint is None:
        return f"{text} (the newest, since no `version` is given)"
    return f"{text} (the newest that `{registry.call.constraint}` admits)"


def advised(template: Template, agent_call: AgentCall, target: Target) -> tuple[str, Fix | None]:
    """What to do about an agent whose release cannot serve a target: in words, and as an unsafe fix."""
    newest = agent_call.agent.newest(agent_call.registry.interface.releases, target.serves)
    if newest is None:
        return f"no release of it serves Coder {target}; call another agent", None
    return f"pin {newest}, the newest that serves Coder {target}", pin(template, agent_call.call, newest)


def pin(template: Template, call: ModuleCall, release: Release) -> Fix | None:
    """An unsafe fix that makes a call take one release: its inputs may be others. None where there is no place.

    Terraform takes a `version` beside the address of a registry alone.
    """
    if call.address is None:
        return None
    edit = set_argument(template, call.block, "version", quoted(str(release)), after="source")
    return None if edit is None else Fix(f"Pin {release}", (edit,), safe=False)
