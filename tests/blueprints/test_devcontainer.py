"""The agent works in what envbuilder cloned, private repositories are reached, and what shall stay stays."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from generator.app import generate
from generator.source.problems import InvalidInputError
from generator.template.load import load_template

if TYPE_CHECKING:
    from pathlib import Path

    from generator.template.model import Template
    from tests.lab.lab import Lab

SHOP = "https://github.com/acme/shop.git"
PARAMETER = (
    'format("/workspaces/%s", trimsuffix(basename(split("#", data.coder_parameter.repository.value)[0]), ".git"))'
)


def made(folder: Path, options: dict[str, Any], **keys: Any) -> Path:
    """A template of the blueprint."""
    blueprint = {"name": "docker-devcontainer", "options": {"repository": SHOP, **options}}
    (folder / "spec.yaml").write_text(json.dumps({"name": "dev", "blueprint": blueprint, "agent": "codex", **keys}))
    return generate(folder / "spec.yaml").folder


def builder(template: Template) -> dict[str, str]:
    """What envbuilder is told, as it is written."""
    written = template.sources["main.tf"].slice(template.locals["builder"].span)
    pairs = (line.split(" = ", 1) for line in written.splitlines() if " = " in line)
    return {name.strip().strip('"'): value.strip() for name, value in pairs}


@pytest.mark.parametrize(
    ("options", "workdir", "cloned", "works"),
    [
        ({}, None, '"/workspaces/shop"', '"/workspaces/shop"'),
        ({"repository": "git@github.com:acme/shop#refs/heads/x"}, None, '"/workspaces/shop"', '"/workspaces/shop"'),
        ({}, "/workspaces/app", '"/workspaces/app"', '"/workspaces/app"'),
        ({}, "/workspaces/app/api/v1", '"/workspaces/app"', '"/workspaces/app/api/v1"'),
        ({}, "/workspaces/../etc", '"/workspaces/shop"', '"/workspaces/../etc"'),
        ({}, "/srv", '"/workspaces/shop"', '"/srv"'),
        ({"repository": {"parameter": {"default": SHOP}}}, None, PARAMETER, PARAMETER),
        ({"repository": {"parameter": {"default": SHOP}}}, "/workspaces/app", '"/workspaces/app"', '"/workspaces/app"'),
    ],
)
def test_the_repository_is_where_the_agent_works(
    tmp_path: Path, options: dict[str, Any], workdir: str | None, cloned: str, works: str
) -> None:
    agent = {"id": "codex", **({"workdir": workdir} if workdir else {})}
    template = load_template(made(tmp_path, options, agent=agent), "")
    assert builder(template)["ENVBUILDER_WORKSPACE_FOLDER"] == cloned
    assert f"workdir            = {works}\n" in template.sources["task.tf"].text


def test_another_repository_keeps_its_own_folder(tmp_path: Path) -> None:
    keys = {"repositories": ["https://github.com/acme/docs"], "agent": {"id": "codex", "workdir": "/workspaces/docs"}}
    template = load_template(made(tmp_path, {}, **keys), "")
    assert builder(template)["ENVBUILDER_WORKSPACE_FOLDER"] == '"/workspaces/shop"'


def test_a_private_repository_is_cloned_with_the_users_own_token(tmp_path: Path) -> None:
    token = {"expr": "data.coder_external_auth.github.access_token"}
    options = {"git_username": "x-access-token", "git_password": token, "builder_env": {"ENVBUILDER_VERBOSE": "true"}}
    template = load_template(made(tmp_path, options, identity={"external_auth": ["github"]}), "")
    told = builder(template)
    assert told["ENVBUILDER_GIT_PASSWORD"] == "data.coder_external_auth.github.access_token"
    assert told["ENVBUILDER_VERBOSE"] == '"true"'
    assert "git_password" not in template.variables
    assert template.value(template.variables["git_username"].body.expression("default")) == "x-access-token"


def test_the_operators_password_is_a_sensitive_variable(tmp_path: Path) -> None:
    template = load_template(made(tmp_path, {}), "")
    assert builder(template)["ENVBUILDER_GIT_PASSWORD"] == "var.git_password"
    assert template.value(template.variables["git_password"].body.expression("sensitive")) is True


def test_a_password_has_no_place_in_a_spec(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError) as caught:
        made(tmp_path, {"git_password": "hunter2"})
    (found,) = caught.value.diagnostics
    assert (found.rule.name, found.message.split(",")[0]) == ("secret-in-text", "`git_password` holds a secret")


@pytest.mark.terraform
def test_the_home_folder_is_kept_where_it_is_named(tmp_path: Path, lab: Lab) -> None:
    token = {"expr": "data.coder_external_auth.github.access_token"}
    options = {"home_folder": "/home/vscode", "git_password": token, "builder_env": {"ENVBUILDER_VERBOSE": "true"}}
    folder = made(tmp_path, options, identity={"external_auth": [{"id": "github", "optional": True}]})
    proof = lab.prove(folder, coder_provider="2.18.0")
    assert proof.problems == []
    assert proof.start is not None
    assert proof.stop is not None
    volumes = proof.start.resources["docker_container.workspace[0]"]["volumes"]
    assert {each["container_path"] for each in volumes} == {"/workspaces", "/home/vscode"}
    kept = {name for name in proof.stop.resources if name.startswith("docker_")}
    assert kept == {"docker_volume.workspaces", "docker_volume.home"}
