"""Which mechanism and which release a template gets, by agent and target; and what cannot be had is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.app import generate
from generator.catalog.catalog import Catalog
from generator.source.problems import InvalidInputError
from tests.helpers import build_tree

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

    from generator.compose.composition import Composition

CATALOG = Catalog()
TARGETS = ["2.24", "2.27", "2.28", "2.29", "2.30", "2.37", "2.38"]  # the first and last of each kind
CLAUDE = "`api-key`, `oauth-token`, `bedrock`, `bedrock-role`, `bedrock-api-key`, `vertex`, `vertex-adc`"
START = {"custom": {"start_command": "my-agent"}}


def composed(folder: Path, text: str, coder: str | None = None) -> Composition:
    build_tree(folder, {"spec.yaml": text})
    return generate(folder / "spec.yaml", folder / "out", coder=coder, write=False, catalog=CATALOG).composition


def refused(folder: Path, text: str, coder: str | None = None) -> list[str]:
    """Every finding as `line:column rule: message`; there is at least one."""
    with pytest.raises(InvalidInputError) as caught:
        composed(folder, text, coder)
    return [
        f"{caught.value.sources[d.primary.path].position(d.primary.start)} {d.rule.name}: {d.message}"
        for d in caught.value.diagnostics
    ]


def agent(text: str) -> str:
    return f"name: demo\nblueprint: docker\nagent: {text}\n"


def test_mechanism_and_release_by_agent_and_target(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    rows = []
    for id_ in CATALOG.agent_ids:
        text = agent(f"{{id: {id_}{', start_command: x' if id_ in START else ''}}}")
        spans: dict[str, list[str]] = {}
        for target in TARGETS:
            spans.setdefault(_served(tmp_path, text, target), []).append(target)
        rows += [f"{id_:16}{each[0]} to {each[-1]}  {served}" for served, each in spans.items()]
    assert "\n".join(rows) == snapshot


def _served(folder: Path, text: str, target: str) -> str:
    try:
        made = composed(folder, text, target)
    except InvalidInputError as error:
        return ", ".join(found.rule.name for found in error.diagnostics)
    return f"{made.mechanism} {made.agent_module.version if made.agent_module else 'no module'}"


@pytest.mark.parametrize(("id_", "target"), [("aider", "2.34"), ("kiro-cli", "2.27"), ("opencode", "2.24")])
def test_an_agent_without_a_release_for_the_target_says_why_and_which_agents_can(
    tmp_path: Path, id_: str, target: str, snapshot: SnapshotAssertion
) -> None:
    assert refused(tmp_path, agent(id_), target) == snapshot


def test_the_default_target_is_the_extended_support_release(tmp_path: Path) -> None:
    assert composed(tmp_path, agent("codex")).target == "2.34"


def test_the_target_of_the_command_line_wins_over_the_specs(tmp_path: Path) -> None:
    assert composed(tmp_path, agent("codex") + 'coder: "2.34"\n', "2.27").mechanism == "prompt-parameter"


@pytest.mark.parametrize("target", ["2.0", "2.20", "2.23"])
def test_a_target_before_tasks_is_refused(tmp_path: Path, target: str) -> None:
    assert refused(tmp_path, agent("codex") + f'coder: "{target}"\n') == [
        f"4:8 unusable-target: Coder {target} cannot be a target: Coder Tasks does not exist before 2.24"
    ]


def test_a_target_that_came_later_is_as_the_last_one_known(tmp_path: Path) -> None:
    assert composed(tmp_path, agent("codex"), "3.7").mechanism == "workspace"


@pytest.mark.parametrize(
    ("target", "pin", "finding"),
    [
        (
            "2.34",
            "5.4.0",
            "unusable-release: coder/claude-code 5.4.0 cannot serve Tasks on Coder 2.34: it has no Tasks; 4.9.2 can",
        ),
        (
            "2.34",
            "2.2.0",
            (
                "unusable-release: coder/claude-code 2.2.0 cannot serve Tasks on Coder 2.34: it makes them by "
                "prompt-parameter, which Coder 2.34 does not serve; 4.9.2 can"
            ),
        ),
        (
            "2.27",
            "4.9.2",
            (
                "unusable-release: coder/claude-code 4.9.2 cannot serve Tasks on Coder 2.27: it makes them by "
                "task-resource, which Coder 2.27 does not serve; 3.4.4 can"
            ),
        ),
        ("2.34", "4.2.5", "unknown-release: coder/claude-code has no release 4.2.5; 4.9.2 serves Coder 2.34"),
        (
            "2.34",
            "9.0.0",
            "unknown-release: the catalog knows no release 9.0.0 of coder/claude-code; 4.9.2 serves Coder 2.34",
        ),
    ],
)
def test_a_pin_that_cannot_serve_names_one_that_can(tmp_path: Path, target: str, pin: str, finding: str) -> None:
    text = agent(f'{{id: claude-code, release: "{pin}"}}')
    assert refused(tmp_path, text, target) == [f"3:35 {finding}"]


@pytest.mark.parametrize(("target", "mechanism"), [("2.27", "prompt-parameter"), ("2.28", "prompt-parameter")])
def test_an_older_pin_is_kept_where_the_target_still_serves_it(tmp_path: Path, target: str, mechanism: str) -> None:
    made = composed(tmp_path, agent('{id: claude-code, release: "2.2.0"}'), target)
    assert (made.mechanism, made.agent_module and made.agent_module.version) == (mechanism, "2.2.0")


@pytest.mark.parametrize("release", ["4.9.2", "v4.9.2"])
def test_a_pin_may_be_written_with_a_v(tmp_path: Path, release: str) -> None:
    made = composed(tmp_path, agent(f'{{id: claude-code, release: "{release}"}}'))
    assert made.agent_module is not None
    assert made.agent_module.version == "4.9.2"


# What the chosen release takes


def test_claude_code_2_gets_prompt_and_key_by_environment(tmp_path: Path) -> None:
    made = composed(tmp_path, agent('{id: claude-code, release: "2.2.0"}'), "2.27")
    assert made.agent_module is not None
    assert "ai_prompt" not in made.agent_module.arguments
    assert {e.name: e.value for e in made.env} == {
        "CODER_MCP_CLAUDE_TASK_PROMPT": "data.coder_parameter.ai_prompt.value",
        "CODER_MCP_CLAUDE_API_KEY": "var.anthropic_api_key",
        "CODER_MCP_APP_STATUS_SLUG": "ccw",
    }


def test_an_input_of_other_releases_names_them(tmp_path: Path) -> None:
    text = agent('{id: claude-code, release: "4.9.2", inputs: {anthropic_api_key: {expr: var.docker_host}}}')
    (found,) = refused(tmp_path, text)
    assert found == (
        "3:53 unknown-input: coder/claude-code 4.9.2 has no input `anthropic_api_key`; the releases 5.0.0.. have it"
    )


@pytest.mark.parametrize(
    ("inputs", "findings"),
    [
        (
            "report_taskz: true",
            ["3:29 unknown-input: coder-labs/codex 4.3.1 has no input `report_taskz`. Did you mean `report_tasks`?"],
        ),
        (
            "workdir: /x, agent_id: y",
            [
                "3:29 unsupported-setting: `workdir` is set from other keys of the spec; remove it here",
                "3:42 unsupported-setting: `agent_id` is set from other keys of the spec; remove it here",
            ],
        ),
        ("order: text", ["3:36 invalid-input: `order` takes number, and the text `text` does not convert to it"]),
    ],
)
def test_an_input_that_the_release_does_not_take_is_refused(tmp_path: Path, inputs: str, findings: list[str]) -> None:
    assert refused(tmp_path, agent(f"{{id: codex, inputs: {{{inputs}}}}}")) == findings


def test_an_input_with_listed_values_takes_only_these(tmp_path: Path) -> None:
    (found,) = refused(tmp_path, agent("{id: claude-code, inputs: {permission_mode: yolo}}"))
    assert found.startswith("3:52 invalid-input: `permission_mode` takes one of ")
    assert found.endswith(", not `yolo`")


def test_a_setting_that_the_release_does_not_take_is_refused(tmp_path: Path) -> None:
    (found,) = refused(tmp_path, agent('{id: claude-code, release: "3.0.0", mcp: {a: {command: b}}}'), "2.27")
    assert found.startswith("3:49 unsupported-setting: coder/claude-code 3.0.0 takes no `mcp`; the releases that do: ")


@pytest.mark.parametrize(
    ("target", "text", "offered"),
    [
        ("2.28", "{id: claude-code, auth: ai-bridge}", f"on Coder 2.28 it takes: {CLAUDE}"),
        ("2.29", "{id: codex, auth: ai-bridge}", "on Coder 2.29 it takes: `api-key`, `azure`"),
        ("2.34", '{id: claude-code, release: "4.0.0", auth: ai-bridge}', f"it takes: {CLAUDE}"),
        ("2.34", "{id: claude-code, auth: oauth}", f"it takes: {CLAUDE}, `ai-bridge`"),
        ("2.34", "{id: custom, start_command: x, auth: api-key}", "it takes: none"),
    ],
)
def test_a_way_to_authenticate_that_does_not_work_names_those_that_do(
    tmp_path: Path, target: str, text: str, offered: str
) -> None:
    (found,) = refused(tmp_path, agent(text), target)
    assert " unsupported-auth: " in found
    assert found.endswith(offered)


@pytest.mark.parametrize(("id_", "target"), [("claude-code", "2.29"), ("codex", "2.30")])
def test_ai_bridge_needs_no_key(tmp_path: Path, id_: str, target: str) -> None:
    made = composed(tmp_path, agent(f"{{id: {id_}, auth: ai-bridge}}"), target)
    assert made.agent_module is not None
    assert made.agent_module.arguments["enable_aibridge"] is True
    assert [variable.name for variable in made.variables if variable.sensitive] == []


def test_an_unknown_agent_names_what_was_meant(tmp_path: Path) -> None:
    (found,) = refused(tmp_path, agent("cluade-code"))
    assert found.startswith(
        "3:8 unknown-agent: there is no agent `cluade-code`. Did you mean `claude-code`? There are: "
    )
    assert refused(tmp_path, agent("{id: codx}"))[0].startswith("3:13 unknown-agent: there is no agent `codx`. Did you")


# Mechanisms


@pytest.mark.parametrize(
    ("target", "mechanism", "release"),
    [
        ("2.28", "prompt-parameter", "3.4.4"),
        ("2.29", "task-resource", "4.9.2"),
        ("2.34", "task-resource", "4.9.2"),
        ("2.32", "workspace", None),
        ("2.37", "workspace", None),
        ("2.38", "workspace", None),
    ],
)
def test_the_spec_chooses_among_the_mechanisms_that_the_target_serves(
    tmp_path: Path, target: str, mechanism: str, release: str | None
) -> None:
    made = composed(tmp_path, agent("claude-code") + f"mechanism: {mechanism}\n", target)
    assert (made.mechanism, made.agent_module and made.agent_module.version) == (mechanism, release)


@pytest.mark.parametrize(
    ("target", "mechanism", "finding"),
    [
        ("2.27", "task-resource", "is for Coder 2.28 to 2.37; Coder 2.27 serves `prompt-parameter`"),
        ("2.31", "workspace", "is for Coder 2.32 and later; Coder 2.31 serves `task-resource`"),
        ("2.34", "prompt-parameter", "is for Coder 2.24 to 2.29; Coder 2.34 serves `task-resource`, `workspace`"),
        ("2.38", "task-resource", "is for Coder 2.28 to 2.37; Coder 2.38 serves `workspace`"),
    ],
)
def test_a_mechanism_that_the_target_does_not_serve_is_refused(
    tmp_path: Path, target: str, mechanism: str, finding: str
) -> None:
    (found,) = refused(tmp_path, agent("codex") + f"mechanism: {mechanism}\n", target)
    assert found == f"4:12 unusable-mechanism: `{mechanism}` {finding}"


def test_a_release_that_makes_tasks_otherwise_than_the_spec_asks_is_refused(tmp_path: Path) -> None:
    text = agent('{id: claude-code, release: "3.4.4"}') + "mechanism: task-resource\n"
    (found,) = refused(tmp_path, text, "2.28")
    assert found.endswith("it makes them by prompt-parameter, which is not what `mechanism` asks for; 4.9.2 can")


@pytest.mark.parametrize(
    ("target", "words"), [("2.32", "CODER_EXPERIMENTS=agents"), ("2.34", "is in beta here"), ("2.37", "")]
)
def test_a_template_for_coder_agents_is_told_what_holds_for_them_and_not_for_tasks(
    tmp_path: Path, target: str, words: str
) -> None:
    made = composed(tmp_path, "name: demo\nblueprint: docker\nmechanism: workspace\n", target)
    assert words in made.notice
    assert bool(made.notice) == bool(words)
    assert "Tasks" not in made.notice


@pytest.mark.parametrize(
    ("text", "target", "said"),
    [
        (
            agent("claude-code"),
            "2.38",
            ["`agent` is not used: Coder 2.38 runs an agent of its own with such a template"],
        ),
        (
            agent("{id: codex, workdir: /home/coder/x}") + "mechanism: workspace\n",
            "2.34",
            ["`agent` is not used but for `workdir`: Coder 2.34 runs an agent of its own with such a template"],
        ),
        (agent("codex"), "2.34", []),
        ("name: demo\nblueprint: docker\n", "2.38", []),
    ],
)
def test_an_agent_that_is_not_used_is_told(tmp_path: Path, text: str, target: str, said: list[str]) -> None:
    build_tree(tmp_path, {"spec.yaml": text})
    made = generate(tmp_path / "spec.yaml", tmp_path / "out", coder=target, write=False, catalog=CATALOG)
    assert [d.message for d in made.diagnostics if d.rule.name == "unused-key"] == said
    assert all(made.sources[d.primary.path].position(d.primary.start).line == 3 for d in made.diagnostics if said)


@pytest.mark.parametrize(
    ("id_", "target", "floor"),
    [("copilot", "2.34", ">= 1.12"), ("copilot", "2.27", ">= 1.0"), ("codex", "2.34", ">= 1.9")],
)
def test_terraform_is_what_plans_the_agent_s_module_even_where_that_says_less(
    tmp_path: Path, id_: str, target: str, floor: str
) -> None:
    assert composed(tmp_path, agent(id_), target).terraform == floor


def test_a_workspace_holds_no_agent_and_no_key(tmp_path: Path) -> None:
    made = composed(tmp_path, agent("{id: claude-code, model: opus, system_prompt: x}"), "2.38")
    assert (made.mechanism, made.agent_module, made.task, made.env) == ("workspace", None, None, ())
    assert [variable.name for variable in made.variables if variable.sensitive] == []
    assert (
        made.description
        == "A development workspace: a container on a Docker host, with a home volume that outlives stops."
    )


def test_a_workspace_needs_no_agent_and_a_task_does(tmp_path: Path) -> None:
    text = "name: demo\nblueprint: docker\n"
    assert composed(tmp_path, text, "2.38").agent_module is None
    (found,) = refused(tmp_path, text, "2.37")
    assert found == (
        "1:1 missing-key: the key `agent` is needed, since Coder 2.37 runs the agent in the workspace; "
        "with `mechanism: workspace` Coder Agents runs one of its own"
    )
    (found,) = refused(tmp_path, text, "2.31")
    assert found.endswith("runs the agent in the workspace")


def test_a_hidden_target_says_what_the_deployment_must_set(tmp_path: Path) -> None:
    assert "CODER_ENABLE_AI_TASKS" in composed(tmp_path, agent("codex"), "2.36").notice


@pytest.mark.parametrize("target", ["2.27", "2.34"])
def test_a_custom_agent_has_a_form_with_and_one_without_the_module(tmp_path: Path, target: str) -> None:
    module = composed(tmp_path, agent("{id: custom, start_command: x}"), target)
    binary = composed(tmp_path, agent("{id: custom, start_command: x, form: binary}"), target)
    assert module.agent_module is not None
    assert (module.binary, module.scripts, module.apps) == (None, (), ())
    assert (binary.agent_module, [s.label for s in binary.scripts], [a.label for a in binary.apps]) == (
        None,
        ["agent"],
        ["agent"],
    )
    assert binary.task is not None
    assert (binary.task.reads_task, binary.task.by_sidebar) == (target == "2.34", target == "2.27")


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        (
            "{id: custom}",
            ["3:8 missing-key: the agent `custom` needs `start_command`: the shell command that starts it"],
        ),
        (
            "{id: codex, start_command: y, form: binary}",
            [
                "3:35 unsupported-setting: the agent `codex` starts itself; `start_command` is for agents of your own",
                "3:44 unsupported-setting: the agent `codex` has no other form; `form` is for agents of your own",
            ],
        ),
        (
            '{id: custom, form: binary, start_command: y, release: "1.0.0"}',
            [
                (
                    "3:62 unsupported-setting: `release` belongs to the agentapi module, "
                    "which the form `binary` does not call"
                )
            ],
        ),
    ],
)
def test_what_a_custom_agent_needs_is_said(tmp_path: Path, text: str, findings: list[str]) -> None:
    assert refused(tmp_path, agent(text)) == findings
