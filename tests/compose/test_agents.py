"""What a spec says of an agent, and what agents need, reaches the agent in the way of the release that is pinned."""

from __future__ import annotations

import subprocess
import textwrap
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
REPOSITORIES = "repositories: [https://github.com/a/b, https://github.com/a/c]\n"


def made(folder: Path, agent: str, more: str = "", coder: str = "2.34", blueprint: str = "docker") -> Composition:
    text = f"name: demo\nblueprint: {blueprint}\nagent: {agent}\n{more}"
    build_tree(folder, {"spec.yaml": text})
    return generate(folder / "spec.yaml", folder / "out", coder=coder, write=False, catalog=CATALOG).composition


def setup_file(folder: Path, agent: str, more: str = "", coder: str = "2.34", blueprint: str = "docker") -> str:
    build_tree(folder, {"spec.yaml": f"name: demo\nblueprint: {blueprint}\nagent: {agent}\n{more}"})
    files = generate(folder / "spec.yaml", folder / "out", coder=coder, write=False, catalog=CATALOG).files
    return files["setup.tf"].decode()


def arguments(composition: Composition) -> dict[str, object]:
    assert composition.agent_module is not None
    return dict(composition.agent_module.arguments)


def refused(folder: Path, agent: str, coder: str = "2.34", blueprint: str = "docker") -> list[str]:
    with pytest.raises(InvalidInputError) as caught:
        made(folder, agent, coder=coder, blueprint=blueprint)
    return [
        f"{caught.value.sources[d.primary.path].position(d.primary.start)} {d.message}"
        for d in caught.value.diagnostics
    ]


# Authentication


def test_several_values_of_one_way_are_variables_and_switch_it_on(tmp_path: Path) -> None:
    composition = made(tmp_path, "{id: claude-code, auth: bedrock}")
    assert {e.name: e.value for e in composition.env} == {
        "AWS_REGION": "var.aws_region",
        "AWS_ACCESS_KEY_ID": "var.aws_access_key_id",
        "AWS_SECRET_ACCESS_KEY": "var.aws_secret_access_key",
        "CLAUDE_CODE_USE_BEDROCK": "1",
    }
    shown = {
        v.name: (v.sensitive, v.has_default, v.default)
        for v in composition.variables
        if v.name in composition.auth_variables
    }
    assert composition.auth_how
    assert shown == {
        "aws_region": (False, True, "us-east-1"),
        "aws_access_key_id": (True, False, None),
        "aws_secret_access_key": (True, False, None),
    }


@pytest.mark.parametrize(
    ("auth", "env", "variables"),
    [
        ("bedrock-role", {"AWS_REGION": "eu-central-1", "CLAUDE_CODE_USE_BEDROCK": "1"}, ()),
        (
            "bedrock-api-key",
            {
                "AWS_REGION": "eu-central-1",
                "AWS_BEARER_TOKEN_BEDROCK": "var.aws_bearer_token_bedrock",
                "CLAUDE_CODE_USE_BEDROCK": "1",
            },
            ("aws_bearer_token_bedrock",),
        ),
    ],
)
def test_what_is_no_secret_may_stand_in_the_spec(
    tmp_path: Path, auth: str, env: dict[str, str], variables: tuple[str, ...]
) -> None:
    agent = f"{{id: claude-code, auth: {auth}, values: {{aws_region: eu-central-1}}}}"
    composition = made(tmp_path, agent)
    assert {e.name: e.value for e in composition.env} == env
    assert composition.auth_variables == variables


def test_a_workspace_of_google_cloud_needs_no_key(tmp_path: Path) -> None:
    agent = "{id: claude-code, auth: vertex-adc, values: {vertex_project_id: {expr: data.coder_workspace.me.name}}}"
    composition = made(tmp_path, agent)
    shown = {e.name: e.value for e in composition.env}
    assert shown["ANTHROPIC_VERTEX_PROJECT_ID"] == "data.coder_workspace.me.name"
    assert "GOOGLE_APPLICATION_CREDENTIALS" not in shown
    assert composition.auth_variables == ("vertex_region",)


@pytest.mark.parametrize(
    ("values", "finding"),
    [
        (
            "{aws_regoin: x}",
            "there is no value `aws_regoin`: `bedrock` does not ask for it. Did you mean `aws_region`?",
        ),
        ("{aws_access_key_id: x}", "`aws_access_key_id` is a secret, and a spec is kept in git"),
    ],
)
def test_a_value_that_cannot_stand_in_the_spec_is_refused(tmp_path: Path, values: str, finding: str) -> None:
    (found,) = refused(tmp_path, f"{{id: claude-code, auth: bedrock, values: {values}}}")
    assert found.startswith(f"3:50 {finding}")


@pytest.mark.parametrize(("target", "where"), [("2.27", "env"), ("2.34", "input")])
def test_the_model_of_claude_code_is_chosen_on_every_target(tmp_path: Path, target: str, where: str) -> None:
    composition = made(tmp_path, "{id: claude-code, model: sonnet}", coder=target)
    assert (arguments(composition).get("model") == "sonnet") == (where == "input")
    assert ({e.name: e.value for e in composition.env}.get("ANTHROPIC_MODEL") == "sonnet") == (where == "env")


def test_a_way_with_a_script_of_its_own_runs_it_before_the_spec_s(tmp_path: Path) -> None:
    composition = made(tmp_path, "{id: claude-code, auth: vertex, pre_install: last}", "setup: {script: first}\n")
    key, script, last = composition.steps.scripts
    assert "$VERTEX_SA_JSON" in str(key)
    assert (script, last) == ("data.coder_parameter.setup_script.value", "last")


@pytest.mark.parametrize(
    ("agent", "more", "providers"),
    [
        ("copilot", "", [("github", False)]),
        ("{id: copilot, inputs: {external_auth_id: ghe}}", "", [("ghe", False)]),
        ("copilot", "identity: {external_auth: [{id: github, optional: true}]}\n", [("github", True)]),
        ("{id: copilot, auth: github-token}", "", []),
    ],
)
def test_an_external_auth_provider_of_the_agent_is_declared_once(
    tmp_path: Path, agent: str, more: str, providers: list[tuple[str, bool]]
) -> None:
    assert [(p.id, p.optional) for p in made(tmp_path, agent, more).external_auth] == providers


@pytest.mark.parametrize(
    ("agent", "model"),
    [
        ("goose", "claude-sonnet-4-5"),
        ("{id: goose, auth: google}", "gemini-2.5-pro"),
        ("{id: goose, model: other}", "other"),
    ],
)
def test_a_release_that_must_be_told_a_model_gets_the_one_of_the_way_or_of_the_spec(
    tmp_path: Path, agent: str, model: str
) -> None:
    assert arguments(made(tmp_path, agent))["goose_model"] == model


def test_a_release_that_need_not_be_told_a_model_keeps_its_own(tmp_path: Path) -> None:
    assert "model" not in arguments(made(tmp_path, "claude-code"))


# Settings that agents take each in its own way

SERVERS = "{near: {command: npx, args: [-y, x], env: {K: v}}, far: {url: 'https://x/mcp', headers: {A: b}}}"


@pytest.mark.parametrize(
    ("id_", "name"),
    [
        ("claude-code", "mcp"),
        ("codex", "additional_mcp_servers"),
        ("gemini", "additional_extensions"),
        ("goose", "additional_extensions"),
        ("copilot", "mcp_config"),
        ("auggie", "mcp"),
        ("opencode", "config_json"),
        ("sourcegraph-amp", "mcp"),
    ],
)
def test_mcp_servers_as_each_agent_writes_them(
    tmp_path: Path, id_: str, name: str, snapshot: SnapshotAssertion
) -> None:
    assert arguments(made(tmp_path, f"{{id: {id_}, mcp: {SERVERS}}}"))[name] == snapshot


@pytest.mark.parametrize(
    ("agent", "name", "value"),
    [
        ("{id: claude-code, permission_mode: plan}", "permission_mode", "plan"),
        ("{id: gemini, permission_mode: yolo}", "enable_yolo_mode", True),
        ("{id: copilot, permission_mode: default}", "allow_all_tools", False),
        ("{id: kiro-cli, permission_mode: trust-all-tools}", "trust_all_tools", True),
        ("{id: cursor-cli, permission_mode: default}", "force", False),
        ("{id: claude-code, firewall: true}", "enable_boundary", True),
        ("{id: codex, firewall: false}", "enable_boundary", False),
        ("{id: auggie, post_install: 'echo done'}", "post_install_script", "echo done"),
        ("{id: auggie, system_prompt: Be kind.}", "rules", "Be kind."),
        ("{id: custom, start_command: x, inputs: {web_app_slug: mine}}", "web_app_slug", "mine"),
    ],
)
def test_a_setting_reaches_the_input_of_the_release(tmp_path: Path, agent: str, name: str, value: object) -> None:
    assert arguments(made(tmp_path, agent))[name] == value


@pytest.mark.parametrize(
    ("agent", "finding"),
    [
        (
            "{id: auggie, permission_mode: x}",
            "3:38 coder-labs/auggie 0.3.0 takes no `permission_mode`, nor does any other release",
        ),
        (
            "{id: gemini, permission_mode: x}",
            "3:38 `permission_mode` of coder-labs/gemini 3.0.2 is one of `default`, `yolo`, not `x`",
        ),
        (
            "{id: claude-code, permission_mode: yolo}",
            (
                "3:43 `permission_mode` takes one of ``, `default`, `acceptEdits`, `plan`, `auto`, "
                "`bypassPermissions`, not `yolo`"
            ),
        ),
        (
            '{id: claude-code, release: "4.6.0", firewall: true}',
            "3:54 coder/claude-code 4.6.0 takes no `firewall`; the releases that do: 4.7.0..4.9.2",
        ),
        (
            "{id: claude-code, auth: bedrock-role, firewall: true}",
            (
                "3:56 `firewall` needs `allow`: what the agent must reach with `bedrock-role` is not known, "
                "and all else is denied"
            ),
        ),
        (
            '{id: codex, release: "4.2.0", firewall: true}',
            "3:48 coder-labs/codex 4.2.0 takes no `firewall`; the releases that do: 4.3.0..4.3.1",
        ),
        (
            "{id: custom, start_command: x, form: binary, firewall: true}",
            "3:63 `firewall` belongs to the agentapi module, which the form `binary` does not call",
        ),
        (
            "{id: opencode, model: m, inputs: {config_json: x}}",
            "3:42 `config_json` is set from other keys of the spec; remove it here",
        ),
        (
            "{id: claude-code, mcp: {a: {args: [x]}}}",
            "3:35 `agent.mcp.a` must be either `command` (with `args`, `env`) or `url` (with `headers`)",
        ),
    ],
)
def test_a_setting_that_the_agent_does_not_take_so_is_refused_at_its_place(
    tmp_path: Path, agent: str, finding: str
) -> None:
    assert refused(tmp_path, agent) == [finding]


def test_a_default_of_the_catalog_yields_to_the_spec_s_input(tmp_path: Path) -> None:
    """OpenCode's installer fails without a configuration, so there is one unless the spec gives its own."""
    assert "https://opencode.ai/config.json" in str(arguments(made(tmp_path, "opencode"))["config_json"])
    assert arguments(made(tmp_path, "{id: opencode, inputs: {config_json: '{}'}}"))["config_json"] == "{}"


def test_a_key_file_lies_in_the_home_folder(tmp_path: Path) -> None:
    composition = made(tmp_path, "{id: claude-code, auth: vertex}", blueprint="docker")
    held = {e.name: e.value for e in composition.env}
    assert held["GOOGLE_APPLICATION_CREDENTIALS"] == "/home/coder/.config/vertex-sa.json"


# The firewall


def test_the_firewall_lets_the_deployment_the_model_and_what_is_listed_through(tmp_path: Path) -> None:
    found = setup_file(tmp_path, "{id: codex, firewall: {allow: [example.com, 'method=GET domain=a.test']}}")
    assert 'regex("^https?://([^/:]+)", data.coder_workspace.me.access_url)' in found
    for rule in ("domain=api.openai.com", "domain=example.com", "method=GET domain=a.test"):
        assert f'"{rule}"' in found
    assert 'jail_type  = "landjail"' in found
    assert '> "$HOME/.config/coder_boundary/config.yaml"' in found


def test_by_the_deployment_s_own_gateway_an_agent_reaches_nothing_else(tmp_path: Path) -> None:
    firewall = made(tmp_path, "{id: claude-code, auth: ai-bridge, firewall: true}").steps.firewall
    assert firewall is not None
    assert firewall.allow == ()


@pytest.mark.parametrize(
    ("values", "host"),
    [
        ("{}", "bedrock-runtime.${var.aws_region}.amazonaws.com"),
        ("{aws_region: eu-west-1}", "bedrock-runtime.eu-west-1.amazonaws.com"),
        ("{aws_region: {expr: 'lower(\"EU\")'}}", 'bedrock-runtime.${lower("EU")}.amazonaws.com'),
    ],
)
def test_the_firewall_lets_the_region_s_model_through(tmp_path: Path, values: str, host: str) -> None:
    found = setup_file(tmp_path, f"{{id: claude-code, auth: bedrock, values: {values}, firewall: true}}")
    assert f'"domain={host}"' in found


@pytest.mark.parametrize("coder", ["2.28", "2.29"])
def test_there_is_no_firewall_before_coder_has_it(tmp_path: Path, coder: str) -> None:
    (found,) = refused(tmp_path, '{id: claude-code, release: "4.9.2", firewall: true}', coder=coder)
    assert found.endswith(f"Coder {coder} has no firewall for agents; the releases that do: 2.30.0..")


def test_without_a_firewall_no_rules_are_written(tmp_path: Path) -> None:
    assert made(tmp_path, "{id: claude-code, firewall: false}").steps.firewall is None


@pytest.mark.parametrize("blueprint", ["docker", "kubernetes"])
@pytest.mark.parametrize("jail", ["landjail", "nsjail"])
def test_a_container_gets_the_capability_that_its_jail_needs(tmp_path: Path, blueprint: str, jail: str) -> None:
    text = f"name: demo\nblueprint: {blueprint}\nagent: {{id: codex, firewall: {{jail: {jail}}}}}\n"
    build_tree(tmp_path, {"spec.yaml": text})
    result = generate(tmp_path / "spec.yaml", tmp_path / "out", write=False, catalog=CATALOG)
    assert ("NET_ADMIN" in result.files["main.tf"].decode()) == (jail == "nsjail")
    assert result.diagnostics == ()


# Before the agent is installed


@pytest.mark.parametrize("coder", ["2.29", "2.30"])
def test_the_agent_waits_for_the_repositories(tmp_path: Path, coder: str, snapshot: SnapshotAssertion) -> None:
    composition = made(tmp_path, "claude-code", REPOSITORIES, coder)
    assert arguments(composition)["pre_install_script"] == "local.setup"
    names = ("pre_clone_script", "post_clone_script")
    calls = [{n: call.arguments[n] for n in names if n in call.arguments} for call in composition.modules]
    assert [setup_file(tmp_path, "claude-code", REPOSITORIES, coder), *calls] == snapshot


def test_nothing_waits_without_repositories_or_without_an_agent(tmp_path: Path) -> None:
    assert made(tmp_path, "claude-code").steps.clones == ()
    workspace = made(tmp_path, "claude-code", REPOSITORIES, "2.38")
    assert (workspace.steps.clones, workspace.setup) == ((), None)
    assert ["post_clone_script" in call.arguments for call in workspace.modules] == [False, False]


def test_the_binary_form_waits_too(tmp_path: Path) -> None:
    composition = made(tmp_path, "{id: custom, start_command: x, form: binary}", REPOSITORIES)
    assert {e.name: e.value for e in composition.env}["TASK_SETUP_SCRIPT"] == "local.setup"


def installed(composition: Composition) -> list[tuple[str, ...]]:
    return [each.programs for each in composition.steps.installations]


@pytest.mark.parametrize(
    ("agent", "blueprint", "programs"),
    [
        ("claude-code", "docker", []),
        ("amazon-q", "docker", [("unzip",), ("zstd",)]),
        ("gemini", "docker", []),
        ("gemini", "scratch", [("sudo",), ("curl",), ("jq",), ("node", "npm")]),
        ("gemini", "{name: docker, options: {image: mine}}", [("sudo",), ("curl",), ("jq",), ("node", "npm")]),
        ("copilot", "docker", [("node",)]),
        ("{id: codex, release: '4.3.1'}", "scratch", [("sudo",), ("curl",), ("node", "npm")]),
        ("{id: cursor-cli, inputs: {install_agentapi: false}}", "scratch", [("curl",), ("jq",)]),
        ("{id: custom, start_command: x, form: binary}", "scratch", [("curl",), ("jq",)]),
    ],
)
def test_what_the_image_is_not_known_to_hold_is_installed(
    tmp_path: Path, agent: str, blueprint: str, programs: list[tuple[str, ...]]
) -> None:
    assert installed(made(tmp_path, agent, blueprint=blueprint)) == programs


def test_programs_are_installed_only_where_they_are_missing_or_too_old(
    tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    assert setup_file(tmp_path, "copilot", blueprint="{name: docker, options: {image: mine}}") == snapshot


@pytest.mark.parametrize("root", [True, False])
def test_packages_are_installed_with_or_without_sudo_and_lists_are_read_once(tmp_path: Path, root: bool) -> None:
    found = setup_file(tmp_path, "claude-code", "setup: {packages: [make]}\n", blueprint="scratch")
    script = textwrap.dedent(found.split("<<-EOT\n")[1].split("  EOT\n")[0])
    tools = {
        "id": f"echo {0 if root else 1000}",
        "sudo": 'echo "sudo $*" >> "$LOG"; shift; "$@"',
        "apt-get": 'echo "apt-get $*" >> "$LOG"',
    }
    build_tree(tmp_path, {f"bin/{name}": f"#!/bin/sh\n{text}\n" for name, text in tools.items()})
    for name in tools:
        (tmp_path / "bin" / name).chmod(0o755)
    log = tmp_path / "log"
    log.touch()
    env = {"PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin", "LOG": str(log), "HOME": str(tmp_path)}
    subprocess.run(["bash", "-c", script], env=env, check=True)
    ran = log.read_text().splitlines()
    assert any(line.startswith("sudo ") for line in ran) != root
    assert [line for line in ran if line.startswith("apt-get")].count("apt-get update -qq") == 1
    assert ran[-1] == "apt-get -o DPkg::Lock::Timeout=300 install -y -qq make"


@pytest.mark.parametrize("writable", [True, False])
def test_npm_gets_a_folder_that_the_user_may_write_to(tmp_path: Path, writable: bool) -> None:
    """Copilot's module runs `npm install -g`, and sources ~/.bashrc before it looks for what that installed."""
    found = setup_file(tmp_path, "copilot", blueprint="docker")
    script = textwrap.dedent(found.split("<<-EOT\n")[1].split("  EOT\n")[0])
    place = tmp_path if writable else tmp_path / "absent"
    build_tree(
        tmp_path,
        {
            "bin/node": "#!/bin/sh\necho v22.1.0\n",
            "bin/npm": f'#!/bin/sh\nif [ "$1" = root ]; then echo "{place}"; else echo "$*" >> "$HOME/log"; fi\n',
            ".bashrc": "return\n",
        },
    )
    for name in ("node", "npm"):
        (tmp_path / "bin" / name).chmod(0o755)
    env = {"PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin", "HOME": str(tmp_path)}
    for _ in range(2):
        subprocess.run(["bash", "-c", script], env=env, check=True)
    line = 'export PATH="$HOME/.local/bin:$PATH"\n'
    assert (tmp_path / ".bashrc").read_text() == ("return\n" if writable else f"{line}return\n")
    assert (tmp_path / "log").exists() != writable


def test_one_script_stays_as_it_is(tmp_path: Path) -> None:
    composition = made(tmp_path, "claude-code", "setup: {script: x}\n")
    assert (composition.setup, composition.steps.composed) == ("data.coder_parameter.setup_script.value", False)


def test_an_agent_that_is_bound_to_a_home_folder_is_refused_elsewhere(tmp_path: Path) -> None:
    finding = "coder-labs/opencode 0.1.2 works in the home folder /home/coder only; here it is /workspaces"
    blueprint = "{name: docker-devcontainer, options: {repository: 'https://github.com/a/b'}}"
    assert f"3:8 {finding}" in refused(tmp_path, "opencode", blueprint=blueprint)
