"""Facts of the curated files, each read from the registry's tags by a person.

That what the files claim holds in the interfaces is proved by the product itself (tests/upkeep/test_claims.py).
"""

from __future__ import annotations

import pytest

from generator.catalog.catalog import Catalog
from generator.catalog.coder import PROMPT_PARAMETER, TASK_RESOURCE
from generator.catalog.versions import Release

CATALOG = Catalog()

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
        ("aider", "1.1.2", ()),
        ("amazon-q", "1.1.2", ()),
        ("goose", "1.3.0", ()),
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
        ("aider", "1.1.2", "input task_prompt"),
        ("aider", "2.0.0", "input ai_prompt"),
        ("amazon-q", "1.0.0", "input ai_prompt"),
        ("goose", "1.1.1", "env GOOSE_TASK_PROMPT"),
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
