"""docs/coder-checks.md has every known check of Coder; a rule that it names finds the bad example of the check."""

import re
from pathlib import Path

import pytest
import yaml

from generator.catalog.catalog import Catalog
from generator.catalog.versions import Release
from generator.check.registry import rule_names, select
from generator.check.rule import Context
from generator.check.runner import run
from generator.source.files import SourceFile
from generator.template.load import template_from_sources

ROOT = Path(__file__).parents[1]
CHECKS = yaml.safe_load((ROOT / "tests" / "data" / "coder_checks.yaml").read_text(encoding="utf-8"))
PAGE = (ROOT / "docs" / "coder-checks.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `([a-z0-9-]+)` \| ([^|]+) \| ([^|]+) \|$", PAGE, re.MULTILINE)
WITH_RULE = [name for name, check in CHECKS.items() if check]
CATALOG = Catalog()


def test_the_page_has_every_check_once_and_in_order():
    assert [name for name, _, _ in ROWS] == list(CHECKS)
    assert len(CHECKS) == 183


@pytest.mark.parametrize(("name", "stage", "answer"), ROWS)
def test_a_check_has_a_rule_or_a_reason(name, stage, answer):
    link = re.fullmatch(r"\[([a-z-]+)\]\(\.\./(.+)\)", answer)
    if CHECKS[name]:
        assert link is not None
        assert link[1] == CHECKS[name]["rule"]
        assert (ROOT / link[2]).is_file()
    else:
        assert link is None
        assert len(answer.split()) > 5


def test_the_page_counts_right():
    assert f"{len(CHECKS)} in all" in PAGE
    assert f"{len(WITH_RULE)} of them have a rule" in " ".join(PAGE.split())


@pytest.mark.parametrize("name", WITH_RULE)
def test_the_rule_finds_the_bad_example(name):
    check = CHECKS[name]
    template = template_from_sources([SourceFile("main.tf", check["bad"].encode())], ".")
    release = Release.parse(check["target"]) if "target" in check else CATALOG.coder.default
    outcome = run(Context(template, CATALOG, CATALOG.coder.target(release)), select((check["rule"],)), rule_names())
    assert not outcome.faults
    assert [each.rule.name for each in outcome.diagnostics if each.rule.name == check["rule"]]
