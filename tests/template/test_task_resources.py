"""What the model says of tasks holds for modules inside modules, and is None where it cannot be told."""

import pytest

from generator.catalog.catalog import Catalog
from generator.check.rule import Context
from generator.source.files import SourceFile
from generator.template.load import template_from_sources
from generator.template.task_resources import AI_TASK, PARAMETER, instances, module_holds, resolved, task_makers

CATALOG = Catalog()


def context_of(text):
    template = template_from_sources([SourceFile("main.tf", text.encode())], ".")
    return Context(template, CATALOG, CATALOG.coder.target(CATALOG.coder.default))


def call(address, version):
    return f'module "m" {{\n  source  = "registry.coder.com/{address}/coder"\n  version = "{version}"\n}}\n'


@pytest.mark.parametrize(
    ("address", "version", "made"),
    [
        ("coder/claude-code", "2.2.0", True),
        ("coder/claude-code", "3.4.4", True),  # by agentapi inside
        ("coder/goose", "2.2.1", True),
        ("coder/claude-code", "4.9.2", False),
        ("coder/claude-code", "5.4.0", False),
        ("coder/claude-code", "99.0.0", None),
    ],
)
def test_a_release_makes_a_task_also_by_a_module_inside(address, version, made):
    context = context_of(call(address, version))
    assert module_holds(CATALOG, context.registry_calls[0], AI_TASK) is made
    assert bool(task_makers(context.registry_calls, CATALOG)) is bool(made)


def test_gemini_1_0_declares_a_parameter():
    assert module_holds(CATALOG, context_of(call("coder-labs/gemini", "1.0.1")).registry_calls[0], PARAMETER)
    assert not module_holds(CATALOG, context_of(call("coder-labs/gemini", "1.1.0")).registry_calls[0], PARAMETER)


@pytest.mark.parametrize(
    ("body", "number"),
    [
        ("", 1),
        ("count = 0", 0),
        ("count = 2", 2),
        ("count = data.coder_workspace.me.start_count", 1),
        ("count = data.coder_task.me.enabled ? 1 : 0", None),
        ("count = var.n", None),
        ("for_each = {}", None),
    ],
)
def test_instances_are_counted_while_the_workspace_runs(body, number):
    template = context_of(f'resource "coder_ai_task" "t" {{\n  {body}\n}}\n').template
    assert instances(template, template.ai_tasks[0]) == number


@pytest.mark.parametrize("cycle", ["local.b", "local.a"])
def test_a_cycle_of_locals_ends(cycle):
    template = context_of(f"locals {{\n  a = local.b\n  b = {cycle}\n}}\n").template
    assert str(resolved(template, template.locals["a"])).startswith("local.")
