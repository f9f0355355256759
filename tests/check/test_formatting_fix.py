"""The formatting fix gives what `terraform fmt` gives, also among other fixes, and each part of it can stand alone."""

from pathlib import Path
from random import Random
from textwrap import dedent

import pytest

from generator.catalog.catalog import Catalog
from generator.check.fix_loop import fix_all
from generator.check.registry import rule_names, select, usual_families
from generator.check.rule import Context
from generator.check.runner import run
from generator.hcl.edits import apply_edits
from generator.hcl.format import format_hcl
from generator.hcl.syntax import syntax_problem
from generator.source.files import SourceFile
from generator.template.load import template_from_sources
from tests.hcl.random_hcl import RandomHcl, respaced
from tests.helpers import run_cli

CORPUS = sorted((Path(__file__).parent.parent / "corpus" / "format").glob("*.tf"))
CATALOG = Catalog()


def findings(files, *rules):
    context = Context(template_from_sources(files.values(), "."), CATALOG, CATALOG.coder.target(CATALOG.coder.default))
    outcome = run(context, select(rules), rule_names())
    assert not outcome.faults
    return outcome.diagnostics


def hunks(data):
    return [
        d for d in findings({"main.tf": SourceFile("main.tf", data)}, "unformatted") if d.rule.name == "unformatted"
    ]


def texts():
    for path in CORPUS:
        yield pytest.param(path.read_bytes(), id=path.name)
    for seed in range(60):
        rng = Random(seed)
        text = RandomHcl(rng).file()
        yield pytest.param(text.encode(), id=f"random {seed}")
        yield pytest.param(respaced(text, rng).encode(), id=f"respaced {seed}")


@pytest.mark.parametrize("data", list(texts()))
def test_all_hunks_together_are_the_format_and_each_alone_parses(data):
    if template_from_sources([SourceFile("main.tf", data)], ".").problems:  # a file that the tree cannot hold
        assert hunks(data) == []
        return
    found = hunks(data)
    assert apply_edits(data, [edit for d in found for edit in d.fix.edits]) == format_hcl(data)
    for diagnostic in found:
        alone = apply_edits(data, diagnostic.fix.edits)
        assert syntax_problem(SourceFile("main.tf", alone)) is None


def test_other_fixes_and_the_format_settle_together():
    text = """\
        data "coder_task" "me" {}

        resource   "coder_agent" "main" {
          os = "linux"
          arch = "amd64"
        }

        variable "anthropic_api_key" {
            type = string
        }

        module "claude" {
          source = "registry.coder.com/coder/claude-code/coder"
          version = "4.9.2"
          agent_id = coder_agent.main.id
          workdirr = "/home/coder"
          ai_prompt = data.coder_task.me.prompt
          claude_api_key = var.anthropic_api_key
        }

        resource "coder_ai_task" "task" {
        }
        """
    families = (*usual_families(), "style")
    files = {"main.tf": SourceFile("main.tf", dedent(text).encode())}
    fixed = fix_all(files, lambda now: findings(now, *families))
    result = fixed.sources["main.tf"]
    assert fixed.settled
    assert result.data == format_hcl(result.data)
    for line in (
        "  sensitive = true",
        '  workdir        = "/home/coder"',
        "  app_id = module.claude.task_app_id",
        '  arch = "amd64"',
    ):
        assert line in result.text.split("\n")


def test_the_format_is_checked_only_when_asked_for(tmp_path):
    (tmp_path / "main.tf").write_text("locals {\n    a = 1\n}\n")
    assert "unformatted" not in run_cli(["validate", "."], tmp_path)[1]
    for option in ("--select", "--extend-select"):
        for name in ("style", "unformatted"):
            code, out, _ = run_cli(["validate", ".", option, name], tmp_path)
            assert (code, out.count("[unformatted]")) == (0, 1)
    (tmp_path / "taskplate.toml").write_text('extend-select = ["style"]\n[severity]\nunformatted = "error"\n')
    assert run_cli(["validate", "."], tmp_path)[0] == 1
    assert run_cli(["validate", ".", "--fix"], tmp_path)[0] == 0
    assert (tmp_path / "main.tf").read_text() == "locals {\n  a = 1\n}\n"
