"""What an override file says of a block follows the block."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.hcl.edits import apply_edits
from generator.source.files import SourceFile
from generator.template.arguments import set_argument
from generator.template.load import template_from_sources
from tests.rewrite.folders import AGENT, provider, upgraded

if TYPE_CHECKING:
    from pathlib import Path

MAIN = (
    provider(">= 2.7")
    + AGENT
    + """
variable "openai_api_key" {
  type = string
}

locals {
  place  = "/home/coder"
  prompt = "${data.coder_parameter.ai_prompt.value}\\n"
}

data "coder_parameter" "ai_prompt" {
  name    = "AI Prompt"
  type    = "string"
  default = ""
  mutable = true
}

module "codex" {
  source         = "registry.coder.com/coder-labs/codex/coder"
  version        = "2.0.0"
  agent_id       = coder_agent.main.id
  folder         = local.place
  openai_api_key = var.openai_api_key
  ai_prompt      = local.prompt
}
"""
)

OVERRIDE = """\
# What is different here.

variable "openai_api_key" {
  sensitive = true
}

locals {
  prompt = trimspace(data.coder_parameter.ai_prompt.value)
}

module "codex" {
  version = "2.1.1"
  folder  = "/home/coder/mono"
}

resource "coder_agent" "main" {
  arch = "arm64"
}
"""


def test_an_input_is_renamed_in_both_files_and_the_release_where_it_counts(tmp_path: Path) -> None:
    upgraded(tmp_path, {"main.tf": MAIN, "site_override.tf": OVERRIDE})
    assert (tmp_path / "site_override.tf").read_text() == OVERRIDE.replace("ai_prompt.value", "TASK").replace(
        "data.coder_parameter.TASK", "data.coder_task.me.prompt"
    ).replace('version = "2.1.1"', 'version = "4.3.1"').replace("folder  =", "workdir =")
    assert "  workdir        = local.place\n" in (tmp_path / "main.tf").read_text()


def test_what_goes_is_gone_from_both_files(tmp_path: Path) -> None:
    upgraded(tmp_path, {"main.tf": MAIN, "site_override.tf": OVERRIDE}, "2.38")
    kept = '# What is different here.\n\nresource "coder_agent" "main" {\n  arch = "arm64"\n}\n'
    assert (tmp_path / "site_override.tf").read_text() == kept
    hidden = '\nlocals {\n  place = "/home/coder"\n}\n'  # nothing used it before either
    assert (tmp_path / "main.tf").read_text() == provider(">= 2.7") + AGENT + hidden


def test_a_new_argument_stands_in_the_file_of_its_block() -> None:
    main = 'module "m" {\n  source = "./m"\n}\n' + "# the rest\n" * 40
    override = "# a line before\n" * 20 + 'module "m" {\n  a = 1\n}\n'
    sources = [SourceFile("main.tf", main.encode()), SourceFile("m_override.tf", override.encode())]
    template = template_from_sources(sources, ".")
    edit = set_argument(template, template.module_calls[0].block, "b", "2")
    assert edit is not None
    assert edit.span.path == "main.tf"
    assert apply_edits(main.encode(), [edit]).decode() == main.replace('"./m"\n', '"./m"\n  b      = 2\n')
