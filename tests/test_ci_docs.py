"""The snippets of docs/ci.md, and the configuration in README.md, use only what exists."""

from __future__ import annotations

import re
import shlex
import tomllib
from typing import Any

import click
import pytest
import yaml

from generator.app.config import _fits, _named_rules
from generator.check.registry import RULE_NAMES, rule_names
from generator.cli.main import taskplate
from generator.cli.validate import REPORTERS
from tests.documents import ROOT, blocks

TEXT = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
CALLS = sorted(set(re.findall(r"(?<=taskplate )(?:validate|generate|merge) [^\n]*", "".join(blocks(TEXT, "sh")))))
PRE_COMMIT, ACTION, GITLAB, PARALLEL = (yaml.safe_load(block) for block in blocks(TEXT, "yaml"))


def data(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("call", CALLS)
def test_a_call_uses_options_that_there_are(call: str) -> None:
    name, *words = shlex.split(call)
    command = taskplate.get_command(click.Context(taskplate), name)
    assert command is not None
    known = {name for parameter in command.params for name in parameter.opts}
    assert {word.partition("=")[0] for word in words if word.startswith("--")} <= known
    assert "--format" not in words or words[words.index("--format") + 1] in REPORTERS


def test_snippets_use_what_there_is() -> None:
    (repository,) = PRE_COMMIT["repos"]
    assert {hook["id"] for hook in repository["hooks"]} == {hook["id"] for hook in data(".pre-commit-hooks.yaml")}
    assert set(ACTION[0]["with"]) <= set(data("action.yml")["inputs"])
    job = data("ci/gitlab.yml")
    assert {include["file"] for include in GITLAB["include"]} == {"ci/gitlab.yml"}
    assert set(GITLAB["variables"]) <= set(job["variables"])
    assert set(PARALLEL) <= set(job)


def test_the_configuration_that_the_readme_shows_is_right() -> None:
    (shown,) = blocks((ROOT / "README.md").read_text(encoding="utf-8"), "toml")
    config = tomllib.loads(shown)
    assert _fits(config)
    assert {name for _, name in _named_rules(config)} <= {*rule_names(), *RULE_NAMES}
