"""Whether the prompt reaches the agent is told for each way in which a release takes it, and else is None."""

from __future__ import annotations

import pytest

from generator.catalog.catalog import Catalog
from generator.check.rule import Context
from generator.source.files import SourceFile
from generator.template.load import template_from_sources
from generator.template.task import (
    misspelt_prompt_parameters,
    prompt_origins,
    prompt_reaches,
    reads_task_prompt,
)

CATALOG = Catalog()
TASK = 'data "coder_task" "me" {}\n'
PARAMETER = 'data "coder_parameter" "p" {\n  name = "AI Prompt"\n}\n'


def context_of(text: str) -> Context:
    template = template_from_sources([SourceFile("main.tf", text.encode())], ".")
    return Context(template, CATALOG, CATALOG.coder.target(CATALOG.coder.default))


def claude(version: str, body: str = "") -> str:
    source = "registry.coder.com/coder/claude-code/coder"
    return f'module "claude" {{\n  source = "{source}"\n  version = "{version}"\n  {body}\n}}\n'


def env(value: str, name: str = "CODER_MCP_CLAUDE_TASK_PROMPT") -> str:
    return f'resource "coder_env" "e" {{\n  name = "{name}"\n  value = {value}\n}}\n'


@pytest.mark.parametrize(
    ("text", "reaches"),
    [
        (claude("4.9.2", "ai_prompt = data.coder_task.me.prompt") + TASK, True),
        (claude("4.9.2", "ai_prompt = data.coder_parameter.p.value") + PARAMETER, True),
        (claude("4.9.2", 'ai_prompt = "Do: ${f(local.p)}"') + "locals {\n  p = data.coder_task.me.prompt\n}\n", True),
        (claude("4.9.2") + TASK, False),
        (claude("4.9.2", "ai_prompt = var.prompt") + TASK, None),
        (claude("4.9.2") + env("data.coder_task.me.prompt"), False),
        (claude("2.2.0") + PARAMETER + env("data.coder_parameter.p.value"), True),
        (claude("2.2.0") + PARAMETER, False),
        (claude("2.2.0") + PARAMETER + env("data.coder_parameter.p.value", "OTHER"), False),
        (
            claude("2.2.0") + PARAMETER + 'resource "coder_agent" "a" {\n  env = {\n    CODER_MCP_CLAUDE_TASK_PROMPT = '
            "data.coder_parameter.p.value\n  }\n}\n",
            True,
        ),
        (claude("2.2.0") + 'resource "coder_agent" "a" {\n  env = var.env\n}\n', None),
        (claude("5.4.0"), None),
    ],
)  # fmt: skip
def test_a_prompt_reaches_its_agent_by_the_way_of_its_release(text: str, reaches: bool | None) -> None:
    context = context_of(text)
    assert prompt_reaches(context.template, CATALOG, context.agent_calls[0]) is reaches


def test_of_a_folder_that_is_not_all_read_the_environment_is_not_told() -> None:
    sources = [SourceFile("a.tf", claude("2.2.0").encode()), SourceFile("b.tf", b"locals {")]
    template = template_from_sources(sources, ".")
    context = Context(template, CATALOG, CATALOG.coder.target(CATALOG.coder.default))
    assert prompt_reaches(template, CATALOG, context.agent_calls[0]) is None


@pytest.mark.parametrize(
    ("expression", "origins"),
    [
        ("data.coder_task.me.prompt", {"task-resource"}),
        ("coder_ai_task.t.prompt", {"task-resource"}),
        ("coder_ai_task.t[0].prompt", {"task-resource"}),
        ("data.coder_parameter.p.value", {"prompt-parameter"}),
        ("coalesce(data.coder_task.me.prompt, data.coder_parameter.p.value)", {"task-resource", "prompt-parameter"}),
        ("data.coder_task.me.enabled", set()),
        ("data.coder_parameter.other.value", set()),
        ('"AI Prompt"', set()),
    ],
)
def test_a_prompt_comes_from_the_task_or_the_parameter(expression: str, origins: set[str]) -> None:
    template = context_of(f"{PARAMETER}locals {{\n  x = {expression}\n}}\n").template
    assert prompt_origins(template, CATALOG, template.locals["x"]) == origins


@pytest.mark.parametrize(
    ("name", "misspelt"),
    [("ai prompt", True), ("AI_Prompt", True), ("AI Promt", True), ("AI Prompt", False), ("System prompt", False)],
)
def test_a_name_that_is_nearly_the_magic_one_is_misspelt(name: str, misspelt: bool) -> None:
    template = context_of(f'data "coder_parameter" "p" {{\n  name = "{name}"\n}}\n').template
    assert bool(misspelt_prompt_parameters(template, CATALOG)) is misspelt


def test_no_parameter_is_misspelt_beside_the_right_one() -> None:
    template = context_of(PARAMETER + 'data "coder_parameter" "q" {\n  name = "ai prompt"\n}\n').template
    assert misspelt_prompt_parameters(template, CATALOG) == ()


@pytest.mark.parametrize(
    ("text", "reads"), [("x = data.coder_task.me.prompt\n", True), ("x = data.coder_task.me.id\n", False)]
)
def test_the_task_is_read_where_its_prompt_is(text: str, reads: bool) -> None:
    assert reads_task_prompt(context_of(text).template) is reads
