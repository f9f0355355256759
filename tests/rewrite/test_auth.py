"""How an agent that is there authenticates is read from what its release is given, by whichever way."""

from __future__ import annotations

import pytest

from generator.rewrite.auth import auth_in_use
from generator.source.files import SourceFile
from generator.template.load import template_from_sources
from generator.template.task import agent_calls, registry_calls
from tests.rewrite.folders import CATALOG

AGENT = 'resource "coder_agent" "main" {\n  os   = "linux"\n  arch = "amd64"\n}\n'
ENV = 'resource "coder_env" "{0}" {{\n  agent_id = coder_agent.main.id\n  name     = "{0}"\n  value    = var.x\n}}\n'


def method(release: str, inputs: str = "", beside: str = "", module: str = "coder/claude-code") -> str | None:
    call = f'module "m" {{\n  source  = "registry.coder.com/{module}/coder"\n  version = "{release}"\n{inputs}}}\n'
    text = 'variable "x" {}\n' + AGENT + call + beside
    template = template_from_sources([SourceFile("main.tf", text.encode())], ".")
    assert template.problems == ()
    (found,) = agent_calls(registry_calls(template, CATALOG), CATALOG)
    used = auth_in_use(template, found)
    return None if used is None else used.id


@pytest.mark.parametrize(
    ("release", "inputs", "beside", "used"),
    [
        ("4.9.2", "  claude_api_key = var.x\n", "", "api-key"),
        ("4.9.2", "  claude_code_oauth_token = var.x\n", "", "oauth-token"),
        ("4.9.2", "  enable_aibridge = true\n", "", "ai-bridge"),
        ("4.9.2", "  enable_aibridge = false\n", "", None),
        ("4.9.2", "  enable_aibridge = var.x\n", "", "ai-bridge"),
        ("4.9.2", "  enable_aibridge = {}\n", "", None),
        ("4.9.2", "", "", None),
        ("2.2.0", "", ENV.format("CODER_MCP_CLAUDE_API_KEY"), "api-key"),
        ("2.2.0", "", ENV.format("CLAUDE_API_KEY"), None),
        ("2.2.0", "  claude_api_key = var.x\n", "", None),  # an input of later releases
        ("4.9.2", "", ENV.format("CODER_MCP_CLAUDE_API_KEY"), None),  # a variable of earlier ones
    ],
)
def test_a_way_is_in_use_whose_values_the_release_is_given(
    release: str, inputs: str, beside: str, used: str | None
) -> None:
    assert method(release, inputs, beside) == used


def test_a_variable_in_the_environment_of_the_agent_counts() -> None:
    agent = AGENT.replace("}", "  env = {\n    CODER_MCP_CLAUDE_API_KEY = var.x\n  }\n}").replace('"main"', '"second"')
    assert method("2.2.0", beside=agent) == "api-key"


def test_a_way_of_several_values_is_in_use_with_all_of_them() -> None:
    bedrock = CATALOG.agent("claude-code").auth["bedrock"]
    names = [value.deliveries[-1].env for value in bedrock.values]
    assert all(names)
    assert len(names) > 1
    assert method("4.9.2", beside="".join(ENV.format(name) for name in names[1:])) is None
