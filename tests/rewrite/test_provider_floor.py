"""The coder provider is raised where that is needed, and where it cannot be, nothing is done and it is said why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.errors import UsageError
from tests.rewrite.folders import AGENT, added, provider, upgraded

if TYPE_CHECKING:
    from pathlib import Path

CODEX = """
data "coder_parameter" "ai_prompt" {
  name    = "AI Prompt"
  type    = "string"
  default = ""
  mutable = true
}

module "codex" {
  source    = "registry.coder.com/coder-labs/codex/coder"
  version   = "3.1.1"
  agent_id  = coder_agent.main.id
  workdir   = "/home/coder"
  ai_prompt = data.coder_parameter.ai_prompt.value
}
"""
CURSOR = """
module "cursor" {
  source   = "registry.coder.com/coder/cursor/coder"
  version  = "1.1.0"
  agent_id = coder_agent.main.id
}
"""
SHUT_OUT = "main.tf:5:17: the coder provider must be 2.13.0 or later, which `>= 2.7, < 2.12` shuts out"


def test_an_upper_bound_below_what_is_needed_is_the_operators_to_raise(tmp_path: Path) -> None:
    main = provider(">= 2.7, < 2.12") + AGENT
    with pytest.raises(UsageError, match=SHUT_OUT):
        upgraded(tmp_path, {"main.tf": main + CODEX})
    with pytest.raises(UsageError, match=SHUT_OUT):
        added(tmp_path, {"main.tf": main}, "codex")
    assert (tmp_path / "main.tf").read_text() == main


def test_a_helper_goes_no_further_than_an_upper_bound_lets_it(tmp_path: Path) -> None:
    newest = upgraded(tmp_path / "free", {"main.tf": provider(">= 0.12") + AGENT + CURSOR})
    held = upgraded(tmp_path / "held", {"main.tf": provider("< 2.5") + AGENT + CURSOR})
    assert "The coder provider is `>= 2.5`, not `>= 0.12`." in newest.done
    assert held.done == ()


@pytest.mark.parametrize(
    ("constraint", "raised"),
    [("~> 2.4", "~> 2.13"), ("~> 2.4.2", "~> 2.13.0"), ("2.8.0", "2.13.0"), (">= 2.0, < 3", ">= 2.13, < 3")],
)
def test_a_constraint_is_raised_in_the_form_that_it_has(tmp_path: Path, constraint: str, raised: str) -> None:
    made = added(tmp_path, {"main.tf": provider(constraint) + AGENT}, "codex")
    assert f"The coder provider is `{raised}`, not `{constraint}`." in made.done
    assert provider(raised) in (tmp_path / "main.tf").read_text()


@pytest.mark.parametrize("constraint", [">= 2.13", "~> 2.14", "!= 2.14.0"])
def test_a_constraint_that_does_stays(tmp_path: Path, constraint: str) -> None:
    added(tmp_path, {"main.tf": provider(constraint) + AGENT}, "codex")
    assert provider(constraint) in (tmp_path / "main.tf").read_text()


@pytest.mark.parametrize(
    ("source", "is_coders"),
    [
        ("coder/coder", True),
        ("Coder/Coder", True),
        ("registry.terraform.io/coder/coder", True),
        ("mirror.example/coder/coder", True),
        ("acme-coder/coder", False),
    ],
)
def test_only_the_provider_of_coder_is_raised(tmp_path: Path, source: str, is_coders: bool) -> None:
    main = provider(">= 2.5").replace("coder/coder", source) + AGENT + CODEX
    upgraded(tmp_path, {"main.tf": main})
    assert ('">= 2.13"' in (tmp_path / "main.tf").read_text()) is is_coders


def test_what_terraform_has_locked_is_let_go_where_it_is_too_old(tmp_path: Path) -> None:
    docker = 'provider "registry.terraform.io/kreuzwerker/docker" {\n  version = "3.0.2"\n}\n'
    coder = 'provider "registry.terraform.io/coder/coder" {\n  version = "2.8.0"\n}\n\n'
    files = {
        "main.tf": provider(">= 2.5") + AGENT + CODEX,
        ".terraform.lock.hcl": f"# By terraform init.\n\n{coder}{docker}",
    }
    made = upgraded(tmp_path, files)
    assert (tmp_path / ".terraform.lock.hcl").read_text() == f"# By terraform init.\n\n{docker}"
    assert "`.terraform.lock.hcl` no longer holds the coder provider at 2.8.0." in made.done
    assert any(sentence.startswith("Run `terraform init` once") for sentence in made.by_hand)
