"""What agents/*.yaml says by hand holds in the interfaces, which were read from the registry's own tags.

That every input and output named is there is told in tests/test_data_files.py.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from generator.catalog.catalog import Catalog, registry_address
from generator.catalog.coder import PROMPT_PARAMETER, TASK_RESOURCE
from generator.catalog.versions import Constraint, Release

if TYPE_CHECKING:
    from generator.catalog.agents import Agent, Delivery
    from generator.catalog.interface import ModuleInterface

CATALOG = Catalog()
AGENTS = [CATALOG.agent(id_) for id_ in CATALOG.agent_ids]
agents = pytest.mark.parametrize("agent", AGENTS, ids=lambda agent: agent.id)


def interface_of(agent: Agent) -> ModuleInterface:
    interface = CATALOG.interface(agent.module)
    assert interface is not None
    return interface


def makes_task(address: str, release: Release) -> bool:
    """Whether a release makes the `coder_ai_task` itself, or a module that it calls does."""
    interface = CATALOG.interface(address)
    if interface is None or release not in interface.releases:
        return False
    held = interface.release(release)
    nested = [
        (registry_address(call.source), Constraint.parse(call.version).exact) for call in held.modules if call.version
    ]
    return held.makes_task or any(makes_task(a, r) for a, r in nested if a is not None and r is not None)


@agents
def test_the_releases_that_serve_prompt_parameter_make_the_task_themselves(agent: Agent) -> None:
    interface = interface_of(agent)
    serving = [release for release in interface.releases if PROMPT_PARAMETER in agent.mechanisms_of(release)]
    assert serving
    assert [str(release) for release in serving if not makes_task(agent.module, release)] == []


@agents
def test_the_releases_that_serve_task_resource_leave_the_task_to_the_template(agent: Agent) -> None:
    interface = interface_of(agent)
    serving = [release for release in interface.releases if TASK_RESOURCE in agent.mechanisms_of(release)]
    assert serving
    assert [str(r) for r in serving if "task_app_id" not in interface.release(r).outputs] == []
    assert [str(r) for r in serving if makes_task(agent.module, r)] == []


@agents
def test_no_release_that_gives_an_app_id_is_left_out_of_the_tasks(agent: Agent) -> None:
    interface = interface_of(agent)
    giving = [release for release in interface.releases if "task_app_id" in interface.release(release).outputs]
    assert [str(release) for release in giving if TASK_RESOURCE not in agent.mechanisms_of(release)] == []


def choices(agent: Agent) -> dict[str, tuple[Delivery, ...]]:
    """Each thing that an agent takes with the ways it takes it, of which one at most may hold for a release."""
    taken = {
        key: getattr(agent, key)
        for key in ("prompt", "system_prompt", "workdir", "model", "setup_script", "start_script")
    }
    for method in agent.auth.values():
        taken |= {f"{method.id}.{value.variable}": value.deliveries for value in method.values}
    return taken


@agents
def test_a_release_takes_each_thing_one_way(agent: Agent) -> None:
    for key, ways in choices(agent).items():
        for one, other in combinations(ways, 2):
            both = [str(r) for r in interface_of(agent).releases if r in one.releases and r in other.releases]
            assert both == [], key


@agents
def test_what_goes_by_environment_variable_has_no_input_of_the_release_writing_it(agent: Agent) -> None:
    """Where the module itself sets the variable, ours would be a second coder_env of one name."""
    interface = interface_of(agent)
    for key, ways in choices(agent).items():
        for way in (way for way in ways if way.env is not None):
            clashing = [str(r) for r in interface.releases if r in way.releases and way.env in interface.release(r).env]
            assert clashing == [], key


@agents
def test_a_secret_is_never_an_ordinary_setting(agent: Agent) -> None:
    interface = interface_of(agent)
    for release in interface.releases:
        sensitive = {name for name, given in interface.release(release).inputs.items() if given.sensitive}
        fixed = {setting.input for setting in agent.settings if release in setting.releases}
        assert sensitive & fixed == set()
    for method in agent.auth.values():
        assert all(value.secret for value in method.values)


@agents
def test_releases_that_serve_tasks_can_authenticate(agent: Agent) -> None:
    for release in interface_of(agent).releases:
        if agent.auth and agent.mechanisms_of(release):
            assert any(method.serves(release) for method in agent.auth.values()), release


# A few exact facts, each read from the tags of coder/registry (as of 2026-08-21)


@pytest.mark.parametrize(
    ("agent", "release", "mechanisms"),
    [
        ("claude-code", "1.4.0", ()),
        ("claude-code", "2.2.0", (PROMPT_PARAMETER,)),
        ("claude-code", "3.4.4", (PROMPT_PARAMETER,)),
        ("claude-code", "4.0.0", (TASK_RESOURCE,)),
        ("claude-code", "4.9.2", (TASK_RESOURCE,)),
        ("claude-code", "5.0.0", ()),
        ("codex", "3.1.1", (PROMPT_PARAMETER,)),
        ("codex", "4.3.1", (TASK_RESOURCE,)),
        ("codex", "5.0.0", ()),
        ("gemini", "2.1.2", (PROMPT_PARAMETER,)),
        ("gemini", "3.0.2", (TASK_RESOURCE,)),
    ],
)
def test_fact_which_mechanism_a_release_serves(agent: str, release: str, mechanisms: tuple[str, ...]) -> None:
    assert CATALOG.agent(agent).mechanisms_of(Release.parse(release)) == mechanisms


@pytest.mark.parametrize(
    ("agent", "release", "way"),
    [
        ("claude-code", "2.2.0", "env CODER_MCP_CLAUDE_TASK_PROMPT"),
        ("claude-code", "3.0.0", "input ai_prompt"),
        ("codex", "4.3.1", "input ai_prompt"),
        ("gemini", "3.0.2", "input task_prompt"),
    ],
)
def test_fact_how_the_prompt_reaches_the_agent(agent: str, release: str, way: str) -> None:
    (delivery,) = [d for d in CATALOG.agent(agent).prompt if Release.parse(release) in d.releases]
    assert way == (f"env {delivery.env}" if delivery.env else f"input {delivery.input}")


@pytest.mark.parametrize(
    ("agent", "release", "name"),
    [
        ("claude-code", "2.2.0", "CODER_MCP_CLAUDE_API_KEY"),
        ("claude-code", "4.9.2", "claude_api_key"),
        ("claude-code", "5.4.0", "anthropic_api_key"),
        ("codex", "4.3.1", "openai_api_key"),
        ("gemini", "3.0.2", "gemini_api_key"),
    ],
)
def test_fact_where_the_key_goes(agent: str, release: str, name: str) -> None:
    (value,) = CATALOG.agent(agent).auth["api-key"].values
    (delivery,) = [d for d in value.deliveries if Release.parse(release) in d.releases]
    assert name == (delivery.env or delivery.input)


@pytest.mark.parametrize(
    ("address", "gaps"), [("coder/claude-code", ("3.4.0", "3.4.1", "3.4.2", "4.2.5")), ("coder/mux", ("1.4.1",))]
)
def test_fact_releases_that_do_not_exist(address: str, gaps: tuple[str, ...]) -> None:
    interface = CATALOG.interface(address)
    assert interface is not None
    assert [gap for gap in gaps if Release.parse(gap) in interface.releases] == []
