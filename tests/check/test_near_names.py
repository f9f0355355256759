"""What is nearly right is put right: one slip of each kind, mended with all rules at work."""

from textwrap import dedent

import pytest

from generator.catalog.catalog import Catalog
from generator.check.fix_loop import fix_all
from generator.check.registry import rule_names, select
from generator.check.rule import Context
from generator.check.runner import run
from generator.source.files import SourceFile
from generator.template.load import template_from_sources

CATALOG = Catalog()
GOOD = """\
variable "anthropic_api_key" {
  type      = string
  sensitive = true
}

data "coder_task" "me" {}

data "coder_workspace" "me" {}

data "coder_parameter" "size" {
  name    = "size"
  type    = "string"
  default = "small"
  option {
    name  = "Small"
    value = "small"
  }
  option {
    name  = "Large"
    value = "large"
  }
}

resource "coder_agent" "main" {
  os             = "linux"
  arch           = "amd64"
  startup_script = lower(data.coder_workspace.me.name)
}

module "claude" {
  source          = "registry.coder.com/coder/claude-code/coder"
  version         = "4.9.2"
  agent_id        = coder_agent.main.id
  workdir         = "/home/coder"
  ai_prompt       = data.coder_task.me.prompt
  permission_mode = "plan"
  claude_api_key  = var.anthropic_api_key
}

resource "coder_ai_task" "task" {
  app_id = module.claude.task_app_id
}
"""
SAFE = {
    "an argument": ("startup_script", "startup_scrip"),
    "a block": ("  option {", "  opton {"),
    "a type": ('resource "coder_agent"', 'resource "coder_agnt"'),
    "an input": ("workdir", "work_dir"),
    "an output": ("task_app_id", "task_app_idd"),
    "a reference": ("var.anthropic_api_key", "var.anthropic_api_kye"),
    "an attribute": ("me.prompt", "me.promt"),
    "a function": ("lower(", "lowr("),
    "a value": ('"amd64"', '"AMD64"'),
    "a value of an input": ('"plan"', '"Plan"'),
    "a default that is not among the options": ('default = "small"', 'default = "smal"'),
    "a secret that is not marked": ("\n  sensitive = true", ""),
    "an app that is not wired": ("\n  app_id = module.claude.task_app_id\n", ""),
}
UNSAFE = {
    "a module": ("coder/claude-code/coder", "coder/claude-cod/coder"),
    "a value": ('"amd64"', '"amd46"'),
    "a value of an input": ('"plan"', '"plann"'),
    "a release": ('"4.9.2"', '"4.9.99"'),
}


def findings(files):
    context = Context(template_from_sources(files.values(), "."), CATALOG, CATALOG.coder.target(CATALOG.coder.default))
    outcome = run(context, select(), rule_names())
    assert not outcome.faults
    return outcome.diagnostics


def fixed(text, *, unsafe):
    result = fix_all({"main.tf": SourceFile("main.tf", text.encode())}, findings, unsafe=unsafe)
    assert result.settled
    return " ".join(result.sources["main.tf"].text.split())


@pytest.mark.parametrize(("right", "wrong"), SAFE.values(), ids=SAFE)
def test_a_slip_is_mended_by_a_safe_fix(right, wrong):
    text = GOOD.replace(right, wrong)
    assert text != GOOD
    assert fixed(text, unsafe=False) == " ".join(GOOD.split())


@pytest.mark.parametrize(("right", "wrong"), UNSAFE.values(), ids=UNSAFE)
def test_a_guess_is_made_only_when_asked_for(right, wrong):
    text = GOOD.replace(right, wrong)
    assert fixed(text, unsafe=False) == " ".join(text.split())
    assert fixed(text, unsafe=True) == " ".join(GOOD.split())


def test_a_missing_pin_is_added_only_when_asked_for():
    text = GOOD.replace('  version         = "4.9.2"\n', "")
    assert fixed(text, unsafe=False) == " ".join(text.split())
    assert "version" in fixed(text, unsafe=True)


def test_a_module_taken_by_a_git_tag_gets_no_version_which_terraform_would_refuse():
    tag = "git::https://github.com/coder/registry.git//registry/coder/modules/claude-code?ref=release/coder/claude-code/v5.0.0"
    text = dedent(f"""\
        data "coder_task" "me" {{}}

        module "claude" {{
          source   = "{tag}"
          agent_id = "x"
        }}

        resource "coder_ai_task" "task" {{
          app_id = module.claude.task_app_id
        }}
        """)
    found = findings({"main.tf": SourceFile("main.tf", text.encode())})
    assert "agent-without-tasks" in {d.rule.name for d in found}
    assert "version" not in fixed(text, unsafe=True)
