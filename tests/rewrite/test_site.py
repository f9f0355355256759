"""An agent's place in a template is found, or why there is none."""

from __future__ import annotations

import pytest

from generator.errors import UsageError
from generator.rewrite.site import Site, find_site
from generator.source.files import SourceFile
from generator.template.load import template_from_sources
from tests.rewrite.folders import CATALOG

AGENT = 'resource "coder_agent" "{}" {{\n  os   = "linux"\n  arch = "amd64"\n{}}}\n'
CALL = """\
module "{}" {{
  source   = "registry.coder.com/coder/claude-code/coder"
  version  = "4.9.2"
  agent_id = coder_agent.{}.id
{}}}
"""


def site(text: str, agent: str = "claude-code", wanted: str | None = None) -> Site:
    template = template_from_sources([SourceFile("t/main.tf", text.encode())], "t")
    assert template.problems == ()
    return find_site(template, CATALOG, CATALOG.agent(agent), wanted)


def refusal(text: str, agent: str = "claude-code", wanted: str | None = None) -> str:
    with pytest.raises(UsageError) as caught:
        site(text, agent, wanted)
    return caught.value.message.removeprefix("t: ")


# Which agent of the workspace


def test_the_only_agent_is_the_place() -> None:
    found = site(AGENT.format("dev", ""))
    assert found.agent.label_texts == ("coder_agent", "dev")
    assert found.call is None
    assert (found.names.agent, found.names.agent_id) == ("dev", "coder_agent.dev.id")


def test_one_of_several_is_said() -> None:
    text = AGENT.format("main", "") + AGENT.format("gpu", "")
    assert refusal(text) == "has several agents (main, gpu)"
    assert site(text, wanted="gpu").agent.label(1) == "gpu"
    assert refusal(text, wanted="gpus") == "has no agent `gpus`. Did you mean `gpu`? There are: main, gpu"


def test_a_template_without_an_agent_has_no_place() -> None:
    assert refusal("locals {}\n") == "has no coder_agent to run an agent in"


def test_an_agent_inside_of_a_module_is_named() -> None:
    sources = [
        SourceFile("t/main.tf", b'module "m" {\n  source = "./inner"\n}\n'),
        SourceFile("t/inner/main.tf", AGENT.format("main", "").encode()),
    ]
    with pytest.raises(UsageError, match="the one in `t/inner` belongs to a module"):
        find_site(template_from_sources(sources, "t"), CATALOG, CATALOG.agent("codex"), None)


# Instances


@pytest.mark.parametrize(
    ("repeated", "agent_id"),
    [
        ("", "coder_agent.main.id"),
        ("  count = 1\n", "coder_agent.main[0].id"),
        ("  count = data.coder_workspace.me.start_count\n", "coder_agent.main[0].id"),
        ('  for_each = toset(["dev"])\n', 'coder_agent.main["dev"].id'),
        ('  for_each = { "a b" = 1 }\n', 'coder_agent.main["a b"].id'),
        ("  for_each = local.one\n", 'coder_agent.main["x"].id'),
    ],
)
def test_the_id_is_that_of_its_one_instance(repeated: str, agent_id: str) -> None:
    text = AGENT.format("main", repeated) + "locals {\n  one = { x = 1 }\n}\n"
    assert site(text).names.agent_id == agent_id


@pytest.mark.parametrize("members", ['toset(["a", "b"])', "var.names", "{}"])
def test_which_of_several_instances_is_not_guessed(members: str) -> None:
    text = AGENT.format("main", f"  for_each = {members}\n") + 'variable "names" {}\n'
    assert refusal(text).startswith("`coder_agent.main` is made by `for_each`, and which of its instances should run")


# What is around it


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("", "start_count", None),
        ('data "coder_workspace" "ws" {}\n', "start_count", "data.coder_workspace.ws.start_count"),
        ("", "task", "me"),
        ('data "coder_task" "mine" {}\n', "task", "mine"),
        ("", "prompt_parameter", "ai_prompt"),
        ('data "coder_parameter" "p" {\n  name = "AI Prompt"\n}\n', "prompt_parameter", "p"),
        ("", "call", "claude-code"),
    ],
)
def test_the_names_are_those_that_the_template_has(text: str, name: str, expected: str | None) -> None:
    assert getattr(site(AGENT.format("main", "") + text).names, name) == expected


@pytest.mark.parametrize(
    ("folder", "workdir"),
    [("", None), ('  dir = "/srv/x"\n', "/srv/x"), ('  dir = "~/x"\n', None), ("  dir = var.x\n", None)],
)
def test_the_folder_is_the_agents_own_where_it_says_one(folder: str, workdir: str | None) -> None:
    assert site(AGENT.format("main", folder) + 'variable "x" {}\n').workdir == workdir


# Calls that are there


@pytest.mark.parametrize(("count", "expected"), [("", None), ("  count = var.n\n", "var.n")])
def test_a_call_that_is_there_is_counted_as_it_is(count: str, expected: str | None) -> None:
    found = site(AGENT.format("main", "") + CALL.format("cc", "main", count) + 'variable "n" {}\n')
    assert found.call is not None
    assert (found.names.call, found.names.start_count) == ("cc", expected)


def test_a_call_for_another_agent_of_the_workspace_is_none_of_this_one() -> None:
    text = AGENT.format("main", "") + AGENT.format("gpu", "") + CALL.format("cc", "gpu", "")
    here, there = site(text, wanted="main"), site(text, wanted="gpu")
    assert here.call is None
    assert there.call is not None


def test_of_two_calls_none_is_chosen() -> None:
    text = AGENT.format("main", "") + CALL.format("a", "main", "") + CALL.format("b", "main", "")
    assert refusal(text) == "calls coder/claude-code more than once (module.a, module.b); choose one yourself"


def test_two_agents_of_the_catalog_do_not_share_a_port() -> None:
    text = AGENT.format("main", "") + CALL.format("cc", "main", "")
    assert refusal(text, "codex") == (
        "`module.cc` (coder/claude-code) runs AgentAPI on port 3284 in `coder_agent.main`, and so would "
        "coder-labs/codex; a workspace takes one"
    )


def test_another_machine_has_ports_of_its_own() -> None:
    text = AGENT.format("main", "") + AGENT.format("gpu", "") + CALL.format("cc", "gpu", "")
    assert site(text, "codex", "main").call is None


def test_a_module_of_the_same_label_is_in_the_way() -> None:
    text = AGENT.format("main", "") + 'module "codex" {\n  source = "./codex"\n}\n'
    assert refusal(text, "codex") == "has a module `codex` already, of another source; rename that one first"


# Systems


def test_an_agent_runs_on_the_systems_of_its_entry_alone() -> None:
    text = AGENT.format("main", "").replace("linux", "windows")
    some = {id_ for id_ in CATALOG.agent_ids if "windows" not in CATALOG.agent(id_).os}
    assert some
    for id_ in sorted(some):
        assert refusal(text, id_).startswith("`coder_agent.main` runs windows, on which ")
    unknown = AGENT.format("main", "").replace('"linux"', "var.os") + 'variable "os" {}\n'
    assert site(unknown, min(some)).call is None
