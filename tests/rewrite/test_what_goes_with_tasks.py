"""For a release without Tasks, what only they needed goes, and a person is told what is left to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.rewrite.folders import AGENT, provider, upgraded

if TYPE_CHECKING:
    from pathlib import Path

OUTPUT = """
module "codex" {
  source    = "registry.coder.com/coder-labs/codex/coder"
  version   = "4.3.1"
  agent_id  = coder_agent.main.id
  workdir   = "/home/coder"
  ai_prompt = coder_ai_task.task.prompt
}

resource "coder_ai_task" "task" {
  app_id = module.codex.task_app_id
}

output "chat" {
  value = module.codex.task_app_id
}
"""

KEY = '\nvariable "key" {\n  type = string\n}\n'

UNPINNED = """
module "claude-code" {
  source         = "registry.coder.com/coder/claude-code/coder"
  agent_id       = coder_agent.main.id
  claude_api_key = var.key
}
"""

SHOWN = '\nresource "coder_ai_task" "task" {\n  app_id = module.claude-code.task_app_id\n}\n'
ANOTHER = '\nresource "coder_ai_task" "task" {\n  app_id = coder_app.own.id\n}\n'
APP = '\nresource "coder_app" "own" {\n  agent_id = coder_agent.main.id\n  slug     = "own"\n}\n'


def test_the_agent_that_the_task_shows_goes_though_its_release_has_no_tasks(tmp_path: Path) -> None:
    before = provider(">= 2.13") + AGENT
    made = upgraded(tmp_path, {"main.tf": before + KEY + UNPINNED + SHOWN}, "2.38")
    assert (tmp_path / "main.tf").read_text() == before
    assert made.left == ()
    assert "Take `key` out of your `.tfvars` files and CI: the template no longer has it." in made.by_hand


def test_an_agent_that_is_a_tool_in_the_workspace_stays(tmp_path: Path) -> None:
    before = provider(">= 2.13") + AGENT + KEY + UNPINNED + APP
    upgraded(tmp_path, {"main.tf": before + ANOTHER}, "2.38")
    assert (tmp_path / "main.tf").read_text() == before


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ('"Fix it."', ["The preset `P` set `AI Prompt` to `Fix it.`; say it elsewhere if it matters."]),
        ("local.text", ["The preset `P` set `AI Prompt` to `Fix it.`; say it elsewhere if it matters."]),
        ("var.text", ["The preset `P` set `AI Prompt` to `var.text`; say it elsewhere if it matters."]),
        ('""', []),
    ],
)
def test_a_text_that_a_preset_loses_is_told(tmp_path: Path, value: str, told: list[str]) -> None:
    main = f"""
locals {{
  text = "Fix it."
}}

variable "text" {{
  type = string
}}

data "coder_parameter" "prompt" {{
  name    = "AI Prompt"
  type    = "string"
  default = ""
  mutable = true
}}

data "coder_workspace_preset" "p" {{
  name       = "P"
  parameters = {{ "AI Prompt" = {value} }}
}}
"""
    made = upgraded(tmp_path, {"main.tf": provider(">= 2.13") + AGENT + main}, "2.38")
    assert [sentence for sentence in made.by_hand if sentence.startswith("The preset")] == told


def test_of_what_holds_all_the_rest_alone_is_told(tmp_path: Path) -> None:
    made = upgraded(tmp_path, {"main.tf": provider(">= 2.13") + AGENT + OUTPUT}, "2.38")
    assert [each.message.partition(",")[0] for each in made.left] == ["`output.chat` needs `module.codex`"]
    assert made.done == ()


SHARED = """
variable "region" {
  type = string
}

resource "coder_env" "region" {
  agent_id = coder_agent.main.id
  name     = "AWS_REGION"
  value    = var.region
}

module "tool" {
  source   = "registry.coder.com/coder/claude-code/coder"
  version  = "5.4.0"
  agent_id = coder_agent.main.id
}
"""

GOOSE = """
module "goose" {
  source         = "registry.coder.com/coder/goose/coder"
  version        = "3.0.1"
  agent_id       = coder_agent.main.id
  goose_provider = "aws_bedrock"
  goose_model    = "m"
}

resource "coder_ai_task" "task" {
  app_id = module.goose.task_app_id
}
"""


def test_what_a_tool_that_stays_reads_from_the_environment_stays(tmp_path: Path) -> None:
    before = provider(">= 2.13") + AGENT + SHARED
    upgraded(tmp_path, {"main.tf": before + GOOSE}, "2.38")
    assert (tmp_path / "main.tf").read_text() == before
