"""What cannot work is refused with the reason, and nothing is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.errors import UsageError
from tests.rewrite.folders import AGENT, added, provider

if TYPE_CHECKING:
    from pathlib import Path

SECOND = 'resource "coder_agent" "second" {\n  os   = "linux"\n  arch = "amd64"\n}\n'

OWN_APP = """
resource "coder_app" "chat" {
  agent_id = coder_agent.main.id
  slug     = "chat"
  url      = "http://localhost:3284"
}

resource "coder_ai_task" "mine" {
  app_id = coder_app.chat.id
}
"""

ERA_1 = """
data "coder_parameter" "ai_prompt" {
  name    = "AI Prompt"
  type    = "string"
  default = ""
  mutable = true
}

module "goose" {
  source         = "registry.coder.com/coder/goose/coder"
  version        = "2.2.1"
  agent_id       = coder_agent.second.id
  goose_provider = "anthropic"
  goose_model    = "claude-sonnet-4-5"
}
"""

TOOL = """
module "codex" {
  source   = "registry.coder.com/coder-labs/codex/coder"
  version  = "5.3.0"
  agent_id = coder_agent.main.id
}
"""


def refusal(folder: Path, text: str, coder: str = "2.34") -> UsageError:
    """Why codex cannot come into a template; `main` is its agent where there are several."""
    from generator.app.adding import Wanted

    main = provider(">= 2.7") + AGENT + text
    with pytest.raises(UsageError) as caught:
        added(folder, {"main.tf": main}, "codex", coder, Wanted(agent="main"))
    assert (folder / "main.tf").read_text() == main
    return caught.value


@pytest.mark.parametrize(
    ("text", "coder", "maker"),
    [(OWN_APP, "2.34", "coder_ai_task.mine"), (SECOND + ERA_1, "2.27", "module.goose")],
    ids=["by hand", "by the module of another agent"],
)
def test_a_template_whose_task_runs_in_another_agent_takes_no_second(
    tmp_path: Path, text: str, coder: str, maker: str
) -> None:
    said = refusal(tmp_path, text, coder).message.removeprefix(f"{tmp_path}: ")
    assert said == f"`{maker}` makes a task of another agent already, and a template makes one"


def test_a_task_that_shows_no_app_yet_shows_the_agent_as_often_as_that_is_there(tmp_path: Path) -> None:
    main = provider(">= 2.13") + AGENT + '\nresource "coder_ai_task" "task" {\n}\n'
    added(tmp_path, {"main.tf": main}, "codex")
    task = """resource "coder_ai_task" "task" {
  count  = data.coder_workspace.me.start_count
  app_id = module.codex[count.index].task_app_id
}
"""
    assert task in (tmp_path / "main.tf").read_text()


def test_a_release_without_tasks_is_moved_where_there_is_a_task_and_taken_out_where_it_is_a_tool(
    tmp_path: Path,
) -> None:
    tool = refusal(tmp_path / "tool", TOOL)
    meant = refusal(tmp_path / "meant", TOOL + '\ndata "coder_task" "me" {}\n')
    assert tool.message == meant.message == "`module.codex` takes coder-labs/codex 5.3.0, which has no Tasks"
    assert tool.hint == "Take that call out first, or add another agent."
    assert meant.hint == "Run `taskplate upgrade --coder 2.34` first."
