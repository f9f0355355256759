"""Small templates that people wrote, in repositories, for the tests of the commands that rewrite them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.helpers import build_tree, committed, contents, run_cli

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PLAIN = """\
terraform {
  required_providers {
    coder = {
      source  = "coder/coder"
      version = ">= 2.5"
    }
  }
}

data "coder_workspace" "me" {}

resource "coder_agent" "main" {
  os   = "linux"
  arch = "amd64"
}
"""

SECOND = PLAIN + '\nresource "coder_agent" "gpu" {\n  os   = "linux"\n  arch = "amd64"\n}\n'

TASK = """\
terraform {
  required_providers {
    coder = {
      source  = "coder/coder"
      version = ">= 2.7"
    }
  }
}

data "coder_workspace" "me" {}

data "coder_parameter" "ai_prompt" {
  name    = "AI Prompt"
  type    = "string"
  default = ""
  mutable = true
}

variable "anthropic_api_key" {
  type      = string
  sensitive = true
}

resource "coder_agent" "main" {
  os   = "linux"
  arch = "amd64"
  env = {
    EDITOR                       = "vim"
    CODER_MCP_CLAUDE_API_KEY     = var.anthropic_api_key
    CODER_MCP_CLAUDE_TASK_PROMPT = data.coder_parameter.ai_prompt.value
  }
}

# The agent.
module "claude-code" {
  source              = "registry.coder.com/coder/claude-code/coder"
  version             = "2.2.0"
  agent_id            = coder_agent.main.id
  folder              = "/home/coder/work" # where it starts
  install_claude_code = true
}

module "code-server" {
  source   = "registry.coder.com/coder/code-server/coder"
  version  = "1.3.0"
  agent_id = coder_agent.main.id
}
"""


def repository(root: Path, files: Mapping[str, str | bytes], name: str = "t") -> Path:
    """A repository with a template in a folder, committed; the repository."""
    build_tree(root / name, files)
    return committed(root)


def said(root: Path, *arguments: str) -> tuple[int, str]:
    """The exit code and both streams in one, of a run that must not show a traceback."""
    code, out, err = run_cli(arguments, root)
    assert "Traceback" not in out + err
    assert "a fault of taskplate itself" not in err
    return code, out + err


def refused(root: Path, *arguments: str) -> tuple[int, str]:
    """The same of a run that must not write anything."""
    before = contents(root)
    found = said(root, *arguments)
    assert contents(root) == before
    return found
