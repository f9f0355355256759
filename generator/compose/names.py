"""What a template calls the things that an agent, a module or an app is tied to."""

from __future__ import annotations

from msgspec import Struct

from generator.catalog.coder import PROMPT_PARAMETER
from generator.hcl.literals import HclText


class Names(Struct, frozen=True):
    """What a template calls the things that an agent is tied to: as our blueprints call them, unless it is another's.

    Attributes:
        agent: The label of the workspace's agent.
        agent_id: The agent's id.
        start_count: 1 while the workspace runs, 0 when it is stopped, which modules are counted by; None where they
            are not counted.
        call: The label of the call of the agent's module; the agent's id in the catalog where None.
        task: The label of `data "coder_task"`.
        prompt_parameter: The label of the parameter that takes the prompt on targets before 2.28.
    """

    agent: str
    agent_id: HclText
    start_count: HclText | None
    call: str | None
    task: str
    prompt_parameter: str

    def prompt(self, mechanism: str) -> HclText:
        """The prompt of the task."""
        if mechanism == PROMPT_PARAMETER:
            return HclText(f"data.coder_parameter.{self.prompt_parameter}.value")
        return HclText(f"data.coder_task.{self.task}.prompt")


OUR_NAMES = Names(
    agent="main",
    agent_id=HclText("coder_agent.main.id"),
    start_count=HclText("data.coder_workspace.me.start_count"),
    call=None,
    task="me",
    prompt_parameter="ai_prompt",
)
