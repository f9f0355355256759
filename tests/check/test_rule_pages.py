"""The page beside each rule is complete, and its Bad and Good blocks are true."""

import re
from pathlib import Path

import pytest

from generator import assets
from generator.catalog.catalog import Catalog
from generator.check.registry import RULE_NAMES, all_rules, rule_names, select
from generator.check.rule import Context
from generator.check.runner import run
from generator.source.files import SourceFile
from generator.template.load import template_from_sources

HEADINGS = ["What", "Why", "Bad", "Good", "Fix"]
RULES = [(family, name) for family, names in RULE_NAMES.items() for name in names]
CATALOG = Catalog()


def page(family, name):
    return assets.rule_page(family, name.replace("-", "_")).read_text()


def section(text, heading):
    return re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE).group(1)


def blocks(text, heading):
    """The fenced blocks of a section by file name; a name in backticks before one names its file."""
    found = re.findall(r"(?:^`([\w./]+)`:\n\n)?^```\w*\n(.*?)```", section(text, heading), re.DOTALL | re.MULTILINE)
    named = {name: content for name, content in found if name}
    return named or {"main.tf": found[0][1]}


def target_of(text):
    match = re.search(r"Checked for Coder (\d+\.\d+)", text)
    return match and match.group(1)


def fires(rule, text, heading):
    from generator.catalog.versions import Release

    wanted = target_of(section(text, heading))
    release = Release.parse(wanted) if wanted else CATALOG.coder.default
    sources = [SourceFile(name, content.encode()) for name, content in blocks(text, heading).items()]
    template = template_from_sources(sources, ".")
    outcome = run(Context(template, CATALOG, CATALOG.coder.target(release)), select((rule,)), rule_names())
    assert not outcome.faults
    return [d.rule.name for d in outcome.diagnostics]


@pytest.mark.parametrize(("family", "rule"), RULES)
def test_page_has_all_sections_in_order(family, rule):
    text = page(family, rule)
    assert text.startswith(f"# {rule}\n")
    assert re.findall(r"^## (\w+)$", text, re.MULTILINE) == HEADINGS


@pytest.mark.parametrize(("family", "rule"), RULES)
def test_bad_example_fires_and_good_example_does_not(family, rule):
    text = page(family, rule)
    assert rule in fires(rule, text, "Bad")
    assert rule not in fires(rule, text, "Good")


def test_every_rule_file_is_registered_and_named_after_its_rule():
    files = {path.stem for path in Path(assets.__file__).parent.glob("check/rules/*/*.py") if path.stem != "__init__"}
    assert files == {name.replace("-", "_") for _, name in RULES}
    for rule in all_rules():
        assert rule.info.name in RULE_NAMES[rule.info.family]
