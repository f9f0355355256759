"""What `agents/*.yaml` says beyond the claims that the product proves: sign-in providers, programs, homes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.catalog.agents import agent_from_data
from generator.catalog.catalog import Catalog
from generator.catalog.versions import Release

if TYPE_CHECKING:
    from generator.catalog.agents import Agent

CATALOG = Catalog()
AGENTS = [CATALOG.agent(id_) for id_ in CATALOG.agent_ids]
agents = pytest.mark.parametrize("agent", AGENTS, ids=lambda agent: agent.id)


@agents
def test_external_auth_of_an_agent_has_an_input_for_the_provider(agent: Agent) -> None:
    interface = CATALOG.interface(agent.module)
    assert interface is not None
    for provider in (method.provider for method in agent.auth.values() if method.provider is not None):
        releases = [release for release in interface.releases if release in provider.releases]
        inputs = [interface.release(release).inputs.get(provider.input) for release in releases]
        assert inputs
        assert all(given is not None and given.default == provider.id for given in inputs)


@agents
def test_it_is_known_how_to_install_what_an_agent_needs(agent: Agent) -> None:
    assert {need.program for need in agent.needs} <= set(CATALOG.programs)
    versioned = {need.program for need in agent.needs if need.version is not None}
    assert {program for program in versioned if CATALOG.programs[program].version is None} == set()


@agents
def test_a_release_that_must_be_told_a_model_is_told_one_by_every_way(agent: Agent) -> None:
    interface = CATALOG.interface(agent.module)
    assert interface is not None
    for release in (release for release in interface.releases if agent.mechanisms_of(release)):
        inputs = interface.release(release).inputs
        names = [way.input for way in agent.choices["model"] if release in way.releases and way.input is not None]
        if any(inputs[name].required for name in names):
            assert [m.id for m in agent.auth.values() if m.serves(release) and m.model is None] == []


@pytest.mark.parametrize(
    ("said", "systems"), [({}, {"linux", "darwin", "windows"}), ({"os": ["linux"]}, {"linux"}), ({"os": []}, set())]
)
def test_an_agent_that_names_no_systems_runs_on_all(said: dict[str, list[str]], systems: set[str]) -> None:
    texts = dict.fromkeys(("id", "display_name", "description", "icon", "url", "module"), "x")
    assert agent_from_data({**texts, "tasks": {}, "auth": {}, **said}).os == systems


@pytest.mark.parametrize(
    ("agent", "release", "method", "served"),
    [
        ("claude-code", "1.4.0", "bedrock", False),
        ("claude-code", "3.4.4", "bedrock", True),
        ("claude-code", "4.4.2", "ai-bridge", False),
        ("claude-code", "4.5.0", "ai-bridge", True),
        ("claude-code", "5.2.0", "api-gateway", False),
        ("claude-code", "5.3.0", "api-gateway", True),
        ("codex", "4.0.0", "ai-bridge", False),
        ("copilot", "0.1.0", "external-auth", True),
        ("sourcegraph-amp", "1.1.1", "api-key", True),
        ("aider", "1.1.2", "anthropic", True),
        ("aider", "1.1.2", "google", False),  # it fills GOOGLE_API_KEY
        ("amazon-q", "1.1.2", "auth-tarball", True),
        ("goose", "1.3.0", "openai", True),
    ],
)
def test_fact_which_ways_a_release_takes(agent: str, release: str, method: str, served: bool) -> None:
    assert CATALOG.agent(agent).auth[method].serves(Release.parse(release)) is served
