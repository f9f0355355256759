"""What an agent's module ran to set the workspace up is run on by a script of the template's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.rewrite.folders import AGENT, provider, upgraded

if TYPE_CHECKING:
    from pathlib import Path

COUNTED = AGENT.replace('"main" {\n', '"main" {\n  count = data.coder_workspace.me.start_count\n')
START = "  count              = data.coder_workspace.me.start_count\n"
TASK = '\nresource "coder_ai_task" "task" {\n  app_id = "x"\n}\n'


def call(arguments: str) -> str:
    return (
        '\nmodule "claude-code" {\n  source  = "registry.coder.com/coder/claude-code/coder"\n  version = "4.9.2"\n'
        f'  workdir = "/home/coder"\n{arguments}}}\n'
    )


def script_after(folder: Path, files: dict[str, str]) -> tuple[str, str]:
    """The file that the script stands in, and its text from the script on, but for what all scripts say."""
    upgraded(folder, files, "2.38")
    for path in sorted(folder.glob("*.tf")):
        before, found, behind = path.read_text().partition('resource "coder_script" "setup" {\n')
        if found:
            return path.name, before[-2:] + behind.partition("  display_name")[0]
    return "", ""


@pytest.mark.parametrize(
    ("agent", "arguments", "wanted"),
    [
        (AGENT, "  agent_id = coder_agent.main.id\n", "  agent_id           = coder_agent.main.id\n"),
        (
            COUNTED,
            "  count = data.coder_workspace.me.start_count\n  agent_id = coder_agent.main[count.index].id\n",
            f"{START}  agent_id           = coder_agent.main[count.index].id\n",
        ),
        (
            COUNTED,
            "  count = data.coder_task.me.enabled ? 1 : 0\n  agent_id = coder_agent.main[0].id\n",
            f"{START}  agent_id           = coder_agent.main[0].id\n",
        ),
    ],
    ids=["one agent", "an agent counted with the module", "an agent counted otherwise than the module"],
)
def test_the_script_runs_as_often_as_its_agent_and_stands_behind_it(
    tmp_path: Path, agent: str, arguments: str, wanted: str
) -> None:
    files = {
        "agent.tf": agent + '\nvariable "x" {\n  default = ""\n}\n',
        "main.tf": provider(">= 2.13")
        + 'data "coder_task" "me" {}\n'
        + call(f'{arguments}  pre_install_script = "true"\n')
        + TASK,
    }
    assert script_after(tmp_path, files) == ("agent.tf", f"\n\n{wanted}")


def test_there_is_no_script_for_a_module_that_stays(tmp_path: Path) -> None:
    output = '\noutput "app" {\n  value = module.claude-code.task_app_id\n}\n'
    main = provider(">= 2.13") + AGENT
    main += call('  agent_id = coder_agent.main.id\n  pre_install_script = "true"\n') + output
    made = upgraded(tmp_path, {"main.tf": main + TASK}, "2.38")
    assert made.done == ("Removed `coder_ai_task.task`.",)
    assert [each.message.partition(",")[0] for each in made.left] == ["`output.app` needs `module.claude-code`"]


def test_two_scripts_that_ran_one_after_the_other_are_told_to_run_side_by_side(tmp_path: Path) -> None:
    main = provider(">= 2.13") + AGENT
    arguments = '  agent_id = coder_agent.main.id\n  pre_install_script = "a"\n  post_install_script = "b"\n'
    made = upgraded(tmp_path, {"main.tf": main + call(arguments) + TASK}, "2.38")
    told = (
        "`coder_script.setup` and `coder_script.setup_2` run side by side; let one wait for the other where it has to."
    )
    assert told in made.by_hand
