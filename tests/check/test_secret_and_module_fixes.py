"""What the case files cannot show: unsafe fixes, related places, and what a message keeps to itself."""

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
KEY = "ghp_k3Rf81mZq0vYtB7xWc5LdJ2sHnPa9UeGoT4i"


def findings(files, rule):
    context = Context(template_from_sources(files.values(), "."), CATALOG, CATALOG.coder.target(CATALOG.coder.default))
    outcome = run(context, select((rule,)), rule_names())
    assert not outcome.faults
    return outcome.diagnostics


def found(text, rule):
    return findings({"main.tf": SourceFile("main.tf", dedent(text).encode())}, rule)


def fixed(text, rule, *, unsafe=True):
    files = {"main.tf": SourceFile("main.tf", dedent(text).encode())}
    result = fix_all(files, lambda now: findings(now, rule), unsafe=unsafe)
    assert result.settled
    return result.sources["main.tf"].data.decode()


def test_the_pin_of_an_unpinned_module_stands_behind_its_source_and_is_aligned():
    text = """\
        module "ide" {
          count    = 1
          source   = "registry.coder.com/coder/claude-code/coder" # the agent
          agent_id = "x"
        }

        data "coder_task" "me" {}
        """
    newest = CATALOG.agent("claude-code").tasks["task-resource"].spans[-1][1]
    wanted = dedent(text).replace("# the agent\n", f'# the agent\n  version  = "{newest}"\n')
    assert fixed(text, "unpinned-module") == wanted


def test_a_gap_is_closed_with_the_next_lower_release_of_the_same_minor():
    text = 'module "m" {\n  source  = "registry.coder.com/coder/claude-code/coder"\n  version = "= 4.2.5"\n}\n'
    assert '"4.2.4"' in fixed(text, "unknown-module-release")


@pytest.mark.parametrize("version", ["3.4.0", "99.0.0", "1.0.31", "> 4.9.2, < 5.0.0"])
def test_no_release_is_chosen_where_the_same_minor_has_none_or_nothing_is_sure(version):
    text = f'module "m" {{\n  source  = "registry.coder.com/coder/claude-code/coder"\n  version = "{version}"\n}}\n'
    assert fixed(text, "unknown-module-release") == text


@pytest.mark.parametrize("rule", ["unpinned-module", "unknown-module-release"])
def test_a_release_is_never_chosen_without_being_asked(rule):
    text = """\
        module "a" {
          source = "registry.coder.com/coder/claude-code/coder"
        }

        module "b" {
          source  = "registry.coder.com/coder/claude-code/coder"
          version = "4.2.5"
        }
        """
    assert found(text, rule)
    assert fixed(text, rule, unsafe=False) == dedent(text)


def test_a_near_value_is_written_only_when_unsafe_fixes_are_asked_for():
    text = """\
        module "m" {
          source          = "registry.coder.com/coder/claude-code/coder"
          version         = "4.9.2"
          permission_mode = "plann"
        }
        """
    assert fixed(text, "module-input-value", unsafe=False) == dedent(text)
    assert '"plan"' in fixed(text, "module-input-value")


def test_the_message_about_a_key_repeats_its_first_six_characters_only():
    (finding,) = found(f'locals {{\n  a = "{KEY}"\n}}\n', "secret-in-text")
    assert f"`{KEY[:6]}…`" in finding.message
    assert KEY[:7] not in finding.message


def test_the_message_about_a_plain_secret_does_not_repeat_it():
    text = 'resource "coder_env" "e" {\n  name  = "OPENAI_API_KEY"\n  value = "correct-horse"\n}\n'
    (finding,) = found(text, "literal-secret-input")
    assert "correct" not in finding.message


def test_a_break_names_everything_that_the_range_loses():
    text = """\
        module "m" {
          source        = "registry.coder.com/coder/claude-code/coder"
          version       = ">= 4.9.0"
          ai_prompt     = "x"
          system_prompt = "x"
          workdir       = "/home/coder"
        }

        locals {
          id = module.m.task_app_id
        }
        """
    (finding,) = found(text, "module-range-crosses-break")
    assert [note.message for note in finding.related] == [
        "from 5.0.0 on: which no longer has the input `ai_prompt`",
        "from 5.0.0 on: which no longer has the input `system_prompt`",
        "from 5.0.0 on: which no longer has the output `task_app_id`",
    ]


def test_the_places_that_take_a_secret_are_told_with_its_variable():
    text = """\
        variable "key" {
          type = string
        }

        module "m" {
          source         = "registry.coder.com/coder/claude-code/coder"
          version        = "4.9.2"
          claude_api_key = var.key
        }

        resource "coder_env" "e" {
          name  = "ANTHROPIC_API_KEY"
          value = var.key
        }
        """
    (finding,) = found(text, "secret-variable-not-sensitive")
    assert [note.message for note in finding.related] == [
        "given to input `claude_api_key` of coder/claude-code 4.9.2",
        "given to environment variable `ANTHROPIC_API_KEY`",
    ]
