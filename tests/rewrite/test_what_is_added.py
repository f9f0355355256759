"""`add` brings what a task lacks, and nothing that nothing would use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.app.adding import Wanted
from tests.rewrite.folders import AGENT, added, provider, upgraded

if TYPE_CHECKING:
    from pathlib import Path

KEY = """
variable "team_key" {
  type      = string
  sensitive = true
}
"""

CLAUDE_CODE = """
module "claude-code" {
  source         = "registry.coder.com/coder/claude-code/coder"
  version        = "4.9.2"
  agent_id       = coder_agent.main.id
  workdir        = "/home/coder"
  claude_api_key = var.team_key
  ai_prompt      = coder_ai_task.task.prompt
}

resource "coder_ai_task" "task" {
  app_id = module.claude-code.task_app_id
}
"""

CLAUDE_CODE_2 = """
data "coder_parameter" "ai_prompt" {
  name    = "AI Prompt"
  type    = "string"
  default = ""
  mutable = true
}

resource "coder_env" "key" {
  agent_id = coder_agent.main.id
  name     = "CODER_MCP_CLAUDE_API_KEY"
  value    = var.team_key
}

resource "coder_env" "prompt" {
  agent_id = coder_agent.main.id
  name     = "CODER_MCP_CLAUDE_TASK_PROMPT"
  value    = data.coder_parameter.ai_prompt.value
}

resource "coder_env" "slug" {
  agent_id = coder_agent.main.id
  name     = "CODER_MCP_APP_STATUS_SLUG"
  value    = "ccw"
}

module "coder-login" {
  source   = "registry.coder.com/coder/coder-login/coder"
  version  = "1.1.1"
  agent_id = coder_agent.main.id
}

module "claude-code" {
  source                  = "registry.coder.com/coder/claude-code/coder"
  version                 = "2.2.0"
  agent_id                = coder_agent.main.id
  experiment_report_tasks = true
}
"""


@pytest.mark.parametrize(("call", "coder"), [(CLAUDE_CODE, "2.34"), (CLAUDE_CODE_2, "2.27")])
def test_an_agent_that_has_its_key_and_its_prompt_under_other_names_lacks_nothing(
    tmp_path: Path, call: str, coder: str
) -> None:
    made = added(tmp_path, {"main.tf": provider(">= 2.7") + AGENT + KEY + call}, "claude-code", coder)
    assert (made.differences, made.done, made.by_hand) == ((), (), ())


def test_a_key_is_asked_for_where_the_agent_that_is_there_has_none(tmp_path: Path) -> None:
    call = CLAUDE_CODE.replace("  claude_api_key = var.team_key\n", "")
    made = added(tmp_path, {"main.tf": provider(">= 2.13") + AGENT + call}, "claude-code")
    assert made.done == ("Added `var.anthropic_api_key`.", "`module.claude-code` gets `claude_api_key`.")
    assert [sentence.partition(" in ")[0] for sentence in made.by_hand] == ["Create a key"]


OWN = """
data "coder_task" "me" {}

module "mine" {
  source               = "registry.coder.com/coder/agentapi/coder"
  version              = "2.0.0"
  agent_id             = coder_agent.main.id
  web_app_slug         = "mine"
  web_app_icon         = "/icon/terminal.svg"
  web_app_display_name = "Mine"
  cli_app_slug         = "mine-cli"
  cli_app_display_name = "Mine CLI"
  module_dir_name      = ".mine"
  start_script         = "agentapi server -- mine '${data.coder_task.me.prompt}'"
}
"""


def test_an_agent_of_ones_own_is_moved_without_a_word_about_how_it_is_started(tmp_path: Path) -> None:
    main = provider(">= 2.13") + AGENT + OWN
    made = upgraded(tmp_path, {"main.tf": main})
    assert made.left == ()
    assert made.done == ("`module.mine` takes coder/agentapi 2.4.0, not 2.0.0.", "Added `coder_ai_task.task`.")
    wanted = main.replace("2.0.0", "2.4.0") + (
        "\n# What makes this a task template: the app in which the agent is seen.\n"
        'resource "coder_ai_task" "task" {\n  app_id = module.mine.task_app_id\n}\n'
    )
    assert (tmp_path / "main.tf").read_text() == wanted


def test_an_agent_of_ones_own_that_is_there_reads_what_its_script_reads(tmp_path: Path) -> None:
    main = (
        provider(">= 2.13") + AGENT + OWN + '\nresource "coder_ai_task" "t" {\n  app_id = module.mine.task_app_id\n}\n'
    )
    made = added(tmp_path, {"main.tf": main}, "custom", wanted=Wanted(start_command="another"))
    assert (made.differences, made.done) == ((), ())
