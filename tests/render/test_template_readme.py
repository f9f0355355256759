"""What the README of a template tells whoever pushes it: all that applies, nothing that does not, as it is written."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING, Any

import pytest

from generator.app import generate, generate_all
from generator.blueprint.load import blueprint_names, load_blueprint
from tests.documents import blocks
from tests.helpers import build_tree

if TYPE_CHECKING:
    from pathlib import Path

PRESETS = [
    {
        "name": "Small",
        "default": True,
        "description": "Quick.",
        "parameters": {"size": 2, "parts": ["a", "b"], "note": "one\ntwo\n"},
        "prebuilds": {
            "instances": 1,
            "ttl": 3600,
            "timezone": "Europe/Berlin",
            "schedules": [{"cron": "* 8-17 * * 1-5", "instances": 3}],
        },
    }
]
PARAMETERS = [
    {
        "name": "size",
        "type": "number",
        "default": 4,
        "mutable": True,
        "validation": {"min": 1, "max": 8, "monotonic": "increasing"},
    },
    {
        "name": "parts",
        "type": "list(string)",
        "form_type": "multi-select",
        "default": ["a"],
        "options": [{"name": "A", "value": "a"}, {"name": "B", "value": "b"}],
    },
    {"name": "word", "description": "A **word**.", "default": "", "validation": {"regex": "^[a-z|]*$", "error": "No."}},
    {"name": "note", "default": "a\nb\n"},
    {"name": "once", "type": "bool", "default": False, "mutable": True, "ephemeral": True},
]


def readme(folder: Path, name: str = "spec.yaml", **keys: Any) -> str:
    spec = {"name": "demo", "blueprint": "docker", "agent": "claude-code", **keys}
    build_tree(folder, {name: json.dumps(spec)})
    return generate(folder / name, write=False).files["README.md"].decode()


def row(text: str, name: str) -> list[str]:
    """The cells of the row of a table that begins with a name in code."""
    (line,) = (line for line in text.splitlines() if line.startswith(f"| `{name}` |"))
    return [cell.strip() for cell in line.replace("\\|", "\0").strip("|").split("|")]


# What to provide


def test_how_to_authenticate_is_said_once_whatever_else_is_secret(tmp_path: Path) -> None:
    agent = {"id": "claude-code", "auth": "ai-bridge"}
    text = readme(tmp_path, agent=agent, env={"TOKEN": {"variable": "token"}})
    assert text.count("- Coder AI Bridge: Nothing to provide; ") == 1
    assert "Premium" in text
    bedrock = readme(tmp_path, agent={"id": "claude-code", "auth": "bedrock"})
    assert "(`aws_region`, `aws_access_key_id`, `aws_secret_access_key`): Create an access key" in bedrock
    assert bedrock.count("Create an access key") == 1
    assert row(bedrock, "aws_region")[1] == "AWS region in which the models are enabled."


def test_code_holds_no_escapes(tmp_path: Path) -> None:
    options = {"security_group_ids": ["sg-1", "sg-2"]}
    text = readme(tmp_path, blueprint={"name": "aws-linux", "options": options})
    assert row(text, "security_group_ids")[2] == '`["sg-1", "sg-2"]`'
    kubernetes = readme(tmp_path, blueprint="kubernetes")
    assert "by its ~/.kube/config." in row(kubernetes, "use_kubeconfig")[1]
    assert "Whether `sudo` works" in row(kubernetes, "allow_privilege_escalation")[1]
    assert "> Tasks are gone and `coder_ai_task` is ignored" in readme(tmp_path, coder="2.38")


def test_text_of_the_spec_means_nothing_to_markdown(tmp_path: Path) -> None:
    text = readme(tmp_path, env={"TOKEN": {"variable": "token", "description": "For *.example.com | <b>"}})
    assert row(text, "token")[1].replace("\0", "|") == "For \\*.example.com | \\<b\\>"


def test_what_the_deployment_must_have_is_said(tmp_path: Path) -> None:
    text = readme(
        tmp_path,
        apps=[{"slug": "web", "port": 80}, {"slug": "flat", "port": 81, "subdomain": False}],
        workspace_tags={"zone": "eu", "a b": "c"},
        identity={"external_auth": ["github", {"id": "gitlab", "optional": True}]},
    )
    assert "(`CODER_WILDCARD_ACCESS_URL`), since these have host names of their own: `web`.\n" in text
    assert "- A provisioner with the tags `zone`, `a b` as `workspace.tf` sets them" in text
    assert "provider `github` on the deployment (`CODER_EXTERNAL_AUTH_<n>_ID`" in text
    assert "where each user signs in; a workspace starts without it too.\n" in text


def test_a_binary_agent_has_a_host_name_too(tmp_path: Path) -> None:
    agent = {"id": "custom", "form": "binary", "start_command": "x"}
    assert "host names of their own: `agent`.\n" in readme(tmp_path, agent=agent)


def test_nothing_is_said_of_what_is_not_there(tmp_path: Path) -> None:
    text = readme(tmp_path)
    for absent in (
        "WILDCARD",
        "EXTERNAL_AUTH",
        "--tag",
        "## Presets",
        "## Parameters",
        "Premium",
        "pypi.org",
        "The image",
    ):
        assert absent not in text


@pytest.mark.parametrize("blueprint", ["docker", "kubernetes", "aws-linux", "gcp-linux", "azure-linux"])
def test_an_image_of_ones_own_is_told_what_it_needs(tmp_path: Path, blueprint: str) -> None:
    known = load_blueprint(blueprint)
    text = readme(tmp_path, blueprint={"name": blueprint, "options": {"image": "debian:12"}})
    assert known.image_needs
    assert f"- {known.image_needs}\n" in text


# What it is, how it is made, what stops


@pytest.mark.parametrize("coder", ["2.27", "2.34", "2.38"])
def test_a_command_says_what_the_template_is(tmp_path: Path, coder: str) -> None:
    text = readme(tmp_path, coder=coder, display_name="It's $HOME", description='For "docs".', icon="/icon/a.svg")
    (command,) = (b for b in blocks(text, "sh") if "--display-name" in b)
    words = shlex.split(command.replace("\\\n", " "))
    assert words[:4] == ["coder", "templates", "edit", "demo"]
    assert words[4:] == ["--display-name", "It's $HOME", "--description", 'For "docs".', "--icon", "/icon/a.svg"]
    assert ("Agents choose by it" in text) == (coder == "2.38")


def test_the_commands_name_the_spec_and_its_target(tmp_path: Path) -> None:
    assert "taskplate generate spec.yaml --diff\ntaskplate generate spec.yaml\n" in readme(tmp_path)
    assert "taskplate generate 'my spec.yaml' --diff\n" in readme(tmp_path, "my spec.yaml")
    spec = {"name": "team", "blueprint": "docker", "agent": "codex", "targets": {"eu": {}, "us": {}}}
    build_tree(tmp_path, {"team.yaml": json.dumps(spec)})
    for made, target in zip(generate_all(tmp_path / "team.yaml", write=False), ("eu", "us"), strict=True):
        text = made.files["README.md"].decode()
        assert f"taskplate generate team.yaml --target {target} --diff\n" in text
        assert text.endswith(f"Made by taskplate from `team.yaml`, for its target `{target}`.\n")


@pytest.mark.parametrize("blueprint", blueprint_names())
def test_what_a_stop_takes_is_said(tmp_path: Path, blueprint: str) -> None:
    known = load_blueprint(blueprint)
    options = {option.name: "x" for option in known.options.values() if option.required}
    text = readme(tmp_path, blueprint={"name": blueprint, "options": options})
    assert known.stops
    assert f"## What a stop takes\n\n{known.stops}\n" in text


# Parameters, presets, notes


def test_a_parameter_says_its_default_and_what_it_takes(tmp_path: Path) -> None:
    text = readme(tmp_path, parameters=PARAMETERS)
    assert row(text, "size")[2:] == ["`4`", "a number from 1 up to 8, only increasing", "yes"]
    assert row(text, "parts")[2:] == ['`["a"]`', "`a`, `b`", "no"]
    assert row(text, "word")[1:] == ["A **word**.", '`""`', "text like `^[a-z\0]*$`", "no"]
    assert row(text, "note")[2:] == ["a text, in `parameters.tf`", "text", "no"]
    assert row(text, "once")[2:] == ["`false`", "`true`, `false`", "at each start"]


def test_a_required_parameter_says_so(tmp_path: Path) -> None:
    text = readme(tmp_path, coder="2.38", parameters=[{"name": "ticket"}])
    assert row(text, "ticket")[2] == "required"


def test_a_preset_says_its_values_and_what_is_kept_ready(tmp_path: Path) -> None:
    text = readme(tmp_path, parameters=PARAMETERS, presets=PRESETS)
    assert (
        "- **Small**, chosen in advance: Quick.\n"
        "  - `size`: `2`\n"
        '  - `parts`: `["a", "b"]`\n'
        "  - `note`: a text, in `presets.tf`\n"
        "  - 1 kept ready, 3 at `* 8-17 * * 1-5` (Europe/Berlin); one that nobody claims goes after 3600 seconds\n"
    ) in text
    assert "Keeping workspaces ready is a Premium feature." in text


def test_notes_are_those_that_apply(tmp_path: Path) -> None:
    plain = readme(tmp_path)
    assert "The firewall reads its rules" not in plain
    assert "Sets `CLAUDE_CODE_OAUTH_TOKEN` to empty text" in plain
    text = readme(tmp_path, agent={"id": "claude-code", "auth": "oauth-token", "firewall": True})
    assert "The firewall reads its rules" in text
    assert "to empty text" not in text
