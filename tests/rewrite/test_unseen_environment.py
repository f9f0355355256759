"""An environment that cannot be looked into is told, where a release takes as inputs what it may hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.rewrite.folders import AGENT, provider, upgraded

if TYPE_CHECKING:
    from pathlib import Path

MAIN = (
    provider(">= 2.7")
    + AGENT.replace('  arch = "amd64"\n', '  arch = "amd64"\n  env  = merge(local.env, { A = "b" })\n')
    + """
locals {
  env = { CODER_MCP_CLAUDE_API_KEY = "x" }
}

module "claude-code" {
  source                  = "registry.coder.com/coder/claude-code/coder"
  version                 = "2.2.0"
  agent_id                = coder_agent.main.id
  experiment_report_tasks = true
}
"""
)


TOLD = (
    "what this holds cannot be told: in coder/claude-code 3.4.4, `CODER_MCP_CLAUDE_TASK_PROMPT` is the input "
    "`ai_prompt`, `CODER_MCP_CLAUDE_SYSTEM_PROMPT` is the input `system_prompt`, `CODER_MCP_CLAUDE_API_KEY` is "
    "the input `claude_api_key`; move yourself what it has"
)


def test_what_may_be_in_it_is_a_persons_to_move(tmp_path: Path) -> None:
    made = upgraded(tmp_path, {"main.tf": MAIN}, "2.27")
    assert [each.message for each in made.left] == [TOLD]
    assert made.sources[made.left[0].primary.path].slice(made.left[0].primary) == 'merge(local.env, { A = "b" })'


def test_an_environment_that_holds_none_of_it_says_nothing(tmp_path: Path) -> None:
    made = upgraded(tmp_path, {"main.tf": MAIN.replace('merge(local.env, { A = "b" })', '{ A = "b" }')}, "2.27")
    assert made.left == ()
