"""A helper module that installs an agent for people: what the agent's way to authenticate adds to the call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.catalog.coder import WORKSPACE
from generator.compose.agent_auth import check_excluded, chosen_auth, deliver_auth
from generator.compose.agent_values import AgentPart, deliver
from generator.spec.model import AgentSpec

if TYPE_CHECKING:
    from generator.catalog.agents import Agent
    from generator.catalog.coder import Target
    from generator.catalog.versions import Release
    from generator.compose.composition import Setup
    from generator.compose.problems import Problems
    from generator.source.yaml_tree import Path
    from generator.spec.model import ModuleSpec


def signed_in(
    wanted: ModuleSpec,
    agent: Agent,
    release: Release,
    target: Target,
    *,
    setup: Setup,
    home: str,
    problems: Problems,
    path: Path,
) -> tuple[AgentPart, dict[str, object]] | None:
    """What the way to authenticate that the spec chooses needs, and the arguments of the call that are part of it.

    None where the spec chooses none, so that people sign in by themselves, and after a problem was noted.

    Args:
        wanted: What the spec says of the module.
        agent: The agent that the module installs.
        release: The release of the module.
        target: The target.
        setup: What is done when the workspace starts.
        home: The home folder.
        problems: Where problems are noted.
        path: The place of the module in the spec.
    """
    if wanted.auth is None:
        return None
    said = AgentSpec(agent.id, auth=wanted.auth, inputs=wanted.inputs)
    part = AgentPart(agent, WORKSPACE, release, setup)
    part.auth = chosen_auth(said, agent, release, target, problems, path)
    if part.auth is None:
        return None
    arguments: dict[str, object] = {}
    deliver_auth(said, part, arguments, home)
    if part.auth.setup:
        deliver(part, arguments, agent.setup_script, part.auth.setup)
    check_excluded(said, part, problems, path)
    return part, arguments
