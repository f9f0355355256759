"""The snippets of docs/ci.md, and the configuration in README.md, use only what exists."""

from __future__ import annotations

import re
import shlex
import tomllib

import pytest
import yaml

from generator.app.config import _fits, _named_rules
from generator.check.registry import RULE_NAMES, rule_names
from generator.cli.validate import REPORTERS, command
from tests.documents import ROOT, blocks

TEXT = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
CALLS = sorted(set(re.findall(r"taskplate validate [^\n]*", "".join(blocks(TEXT, "yaml") + blocks(TEXT, "sh")))))


def test_snippets_are_yaml() -> None:
    assert len([yaml.safe_load(block) for block in blocks(TEXT, "yaml")]) == 4


@pytest.mark.parametrize("call", CALLS)
def test_a_call_uses_options_that_there_are(call: str) -> None:
    words = shlex.split(call)
    known = {name for parameter in command.params for name in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= known
    assert "--format" not in words or words[words.index("--format") + 1] in REPORTERS


def test_the_configuration_that_the_readme_shows_is_right() -> None:
    (shown,) = blocks((ROOT / "README.md").read_text(encoding="utf-8"), "toml")
    data = tomllib.loads(shown)
    assert _fits(data)
    assert {name for _, name in _named_rules(data)} <= {*rule_names(), *RULE_NAMES}
