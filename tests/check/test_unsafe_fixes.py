"""Fixes that a person has to ask for settle, leave Terraform that parses, and clear what they mend."""

from pathlib import Path

import pytest
import yaml

from generator.catalog.catalog import Catalog
from generator.catalog.versions import Release
from generator.check.fix_loop import fix_all
from generator.check.registry import RULE_NAMES, rule_names, select
from generator.check.rule import Context
from generator.check.runner import run
from generator.source.files import SourceFile
from generator.template.load import template_from_sources

CASES = Path(__file__).parent.parent / "rules"
CATALOG = Catalog()


def findings(files, rule, target):
    release = Release.parse(target) if target else CATALOG.coder.default
    context = Context(template_from_sources(files.values(), "."), CATALOG, CATALOG.coder.target(release))
    return context, run(context, select((rule,)), rule_names()).diagnostics


def unsafe_cases():
    for rule in (*RULE_NAMES["task"], *RULE_NAMES["preset"]):
        for name, case in yaml.safe_load((CASES / f"{rule}.yml").read_text())["cases"].items():
            if isinstance(case.get("fail"), str):
                files = {"main.tf": SourceFile("main.tf", case["fail"].encode())}
                found = findings(files, rule, case.get("target"))[1]
                if any(d.fix is not None and not d.fix.safe for d in found):
                    yield pytest.param(rule, files, case.get("target"), id=f"{rule}: {name}")


@pytest.mark.parametrize(("rule", "files", "target"), list(unsafe_cases()))
def test_an_unsafe_fix_clears_its_finding(rule, files, target):
    fixed = fix_all(files, lambda now: findings(now, rule, target)[1], unsafe=True)
    context, left = findings(fixed.sources, rule, target)
    assert fixed.settled
    assert fixed.applied
    assert not context.template.problems
    assert [d.message for d in left if d.rule.name == rule] == []
