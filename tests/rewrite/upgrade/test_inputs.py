"""What becomes of an input in another release is what the catalog tells, never a guess."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.catalog.versions import Release
from generator.hcl.unknown import UNKNOWN
from generator.rewrite.upgrade.inputs import Change, Fate, read_variables
from tests.rewrite.folders import CATALOG

if TYPE_CHECKING:
    from generator.catalog.agents import Agent

AGENTS = [CATALOG.agent(id_) for id_ in CATALOG.agent_ids]
NOT_KNOWN = Fate(None, known=False)


def change(id_: str, before: str, after: str) -> Change:
    agent = CATALOG.agent(id_)
    interface = CATALOG.interface(agent.module)
    assert interface is not None
    held, new = (interface.release(Release.parse(text)) for text in (before, after))
    return Change(held, new, interface, agent, agent.retired)


@pytest.mark.parametrize(
    ("id_", "way", "name", "value", "fate"),
    [
        ("claude-code", ("2.2.0", "4.9.2"), "agent_id", UNKNOWN, Fate("agent_id")),
        ("claude-code", ("2.2.0", "4.9.2"), "folder", UNKNOWN, Fate("workdir")),
        ("claude-code", ("2.2.0", "3.4.4"), "experiment_report_tasks", False, Fate("report_tasks")),
        ("claude-code", ("2.2.0", "3.4.4"), "experiment_report_tasks", True, Fate(None)),  # as it is by itself now
        ("claude-code", ("1.4.0", "4.9.2"), "experiment_use_tmux", True, Fate(None)),
        ("claude-code", ("4.9.2", "4.9.2"), "workdir", UNKNOWN, Fate("workdir")),
        ("claude-code", ("2.2.0", "4.9.2"), "nothing", UNKNOWN, NOT_KNOWN),
        ("claude-code", ("4.9.2", "2.2.0"), "agent_id", UNKNOWN, Fate("agent_id")),
        ("claude-code", ("4.9.2", "2.2.0"), "permission_mode", UNKNOWN, NOT_KNOWN),
    ],
)
def test_an_input_becomes(id_: str, way: tuple[str, str], name: str, value: object, fate: Fate) -> None:
    assert change(id_, *way).fate_of(name, value) == fate


def test_what_a_person_has_to_know_of_an_input_that_goes_is_told() -> None:
    fate = change("claude-code", "4.2.9", "4.9.2").fate_of("boundary_log_dir", "/x")
    assert fate.known
    assert fate.input is None
    assert fate.told.startswith("Say it as `log_dir` in ")


def releases_of(id_: str) -> tuple[Release, ...]:
    interface = CATALOG.interface(CATALOG.agent(id_).module)
    assert interface is not None
    return interface.releases


NOBODY_KNOWS = {("codex", "additional_extensions"), ("codex", "additional_mcp_servers")}
"""Of the inputs that agents had, those of which nobody knows what they are in a later release."""


@pytest.mark.parametrize("agent", AGENTS, ids=lambda agent: agent.id)
def test_of_every_agent_an_input_becomes_one_that_the_new_release_has(agent: Agent) -> None:
    """On the way to and from the newest release for each mechanism, forth and back."""
    unknown = set()
    for mechanism in agent.tasks:
        newest = agent.newest(releases_of(agent.id), [mechanism])
        for other in releases_of(agent.id):
            for before, after in ((other, newest), (newest, other)) if other != newest else ():
                way = change(agent.id, str(before), str(after))
                fates = {name: way.fate_of(name, UNKNOWN) for name in way.held.inputs}
                assert {fate.input for fate in fates.values()} <= {None, *way.new.inputs}, (before, after)
                assert all(fate.input is None for fate in fates.values() if not fate.known)
                unknown |= {(agent.id, name) for name, fate in fates.items() if not fate.known and before < after}
    assert unknown <= NOBODY_KNOWS


def test_a_name_that_comes_back_is_another_input() -> None:
    """`a` of 1.0.0 is gone in 2.0.0, and the one of 3.0.0 may mean something else."""
    way = change("claude-code", "2.2.0", "4.9.2")
    missing = next(
        release for release in way.interface.releases if "workdir" not in way.interface.release(release).inputs
    )
    assert missing < way.new.release
    assert way.fate_of("workdir", UNKNOWN) == NOT_KNOWN


@pytest.mark.parametrize(("value", "refused"), [("acceptEdits", False), ("sometimes", True), (UNKNOWN, False)])
def test_a_value_is_refused_only_where_that_is_sure(value: object, refused: bool) -> None:
    way = change("claude-code", "3.4.4", "4.9.2")
    assert way.new.inputs["permission_mode"].allowed
    assert way.refuses("permission_mode", value) is refused
    assert not way.refuses("workdir", value)


def test_what_is_newly_required_counts_what_the_agent_read_from_the_environment() -> None:
    way = change("claude-code", "2.2.0", "4.9.2")
    assert way.newly_required({"agent_id"}) == ["workdir"]
    assert way.newly_required({"agent_id", "folder"}) == []
    assert way.old_default("workdir") == '"/home/coder"'
    assert way.old_default("claude_api_key") is None


def test_the_variables_that_a_release_reads_are_those_of_its_time() -> None:
    agent = CATALOG.agent("claude-code")
    old, new = read_variables(agent, Release(2, 2, 0)), read_variables(agent, Release(4, 9, 2))
    assert {"CODER_MCP_CLAUDE_API_KEY", "CODER_MCP_CLAUDE_TASK_PROMPT"} <= old
    assert "CODER_MCP_CLAUDE_API_KEY" not in new
