"""Documents that modules take in place of their own hold what those would, and what is known only to Terraform."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING, Any

import pytest

from tests.compose.test_agents import arguments, made

if TYPE_CHECKING:
    from pathlib import Path

OWN_CODEX = {
    "sandbox_mode": "workspace-write",
    "approval_policy": "never",
    "preferred_auth_method": "apikey",
    "sandbox_workspace_write": {"network_access": True},
}


def toml(folder: Path, agent: str) -> dict[str, Any]:
    return tomllib.loads(str(arguments(made(folder, agent))["base_config_toml"]))


@pytest.mark.parametrize(
    ("agent", "more"),
    [
        ("permission_mode: read-only", {"sandbox_mode": "read-only"}),
        ("permission_mode: workspace-write, auth: ai-bridge", {"model_provider": "aibridge"}),
        ("permission_mode: workspace-write, auth: ai-bridge, release: 4.3.0", {"profile": "aibridge"}),
        ("permission_mode: workspace-write, auth: ai-bridge, release: 4.1.0", {}),
    ],
)
def test_a_setting_of_codex_leaves_the_rest_of_its_configuration(
    tmp_path: Path, agent: str, more: dict[str, str]
) -> None:
    assert toml(tmp_path, f"{{id: codex, {agent}}}") == OWN_CODEX | more


def test_codex_with_its_own_configuration_is_given_none(tmp_path: Path) -> None:
    for agent in ("codex", "{id: codex, auth: ai-bridge}"):
        assert "base_config_toml" not in arguments(made(tmp_path, agent))


def test_codex_asks_a_deployment_of_azure(tmp_path: Path) -> None:
    url = "https://example.openai.azure.com/openai/v1"
    held = toml(tmp_path, f"{{id: codex, auth: azure, values: {{azure_openai_base_url: {url}}}}}")
    provider = {"base_url": url, "name": "Azure OpenAI", "env_key": "AZURE_OPENAI_API_KEY", "wire_api": "responses"}
    assert held == OWN_CODEX | {"model_provider": "azure", "model_providers": {"azure": provider}}


@pytest.mark.parametrize(("id_", "read"), [("amazon-q", "fs_read"), ("kiro-cli", "read")])
def test_servers_stand_in_an_agent_that_may_use_every_tool(tmp_path: Path, id_: str, read: str) -> None:
    composition = made(tmp_path, f"{{id: {id_}, system_prompt: Be kind., mcp: {{a: {{command: x}}}}}}")
    text = str(arguments(composition)["agent_config"])
    for part in ('prompt      = "Be kind."', 'command = "x"', 'tools            = ["*"]', f'["{read}", "@coder"]'):
        assert " ".join(part.split()) in " ".join(text.split())
    assert "agent_config" not in arguments(made(tmp_path, f"{{id: {id_}, system_prompt: Be kind.}}"))


@pytest.mark.parametrize(
    ("prompt", "text"),
    [
        ("Be kind.", "---\nalwaysApply: true\n---\n\nBe kind."),
        (
            "{expr: data.coder_workspace.me.name}",
            '"---\\nalwaysApply: true\\n---\\n\\n${data.coder_workspace.me.name}"',
        ),
    ],
)
def test_the_system_prompt_of_cursor_is_a_rule_that_always_applies(tmp_path: Path, prompt: str, text: str) -> None:
    held = arguments(made(tmp_path, f"{{id: cursor-cli, system_prompt: {prompt}}}"))
    assert held["rules_files"] == {"system-prompt.mdc": text}


def test_by_the_deployment_s_gateway_an_agent_sends_the_owner_s_session(tmp_path: Path) -> None:
    goose = {each.name: each.value for each in made(tmp_path, "{id: goose, auth: ai-bridge}").env}
    assert goose["ANTHROPIC_HOST"] == '"${data.coder_workspace.me.access_url}/api/v2/aibridge/anthropic/v1"'
    assert goose["ANTHROPIC_API_KEY"] == "data.coder_workspace_owner.me.session_token"
    opencode = arguments(made(tmp_path, "{id: opencode, auth: ai-bridge}"))
    assert "data.coder_workspace_owner.me.session_token" in str(opencode["auth_json"])
    assert json.dumps("https://opencode.ai/config.json") in str(opencode["config_json"])


def test_a_way_to_authenticate_brings_the_module_that_it_needs(tmp_path: Path) -> None:
    composition = made(tmp_path, "{id: copilot, auth: ai-bridge-proxy}")
    assert [call.label for call in composition.modules] == ["aibridge-proxy"]
    assert arguments(composition)["aibridge_proxy_auth_url"] == "one(module.aibridge-proxy[*].proxy_auth_url)"
    assert [auth.id for auth in composition.external_auth] == ["github"]
    assert [call.label for call in made(tmp_path, "copilot").modules] == []
