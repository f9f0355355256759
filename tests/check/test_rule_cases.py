"""Every case file in tests/rules/ holds, and every rule has one."""

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


def sources(case):
    files = case if isinstance(case, dict) else {"main.tf": case}
    return {name: SourceFile(name, text.encode()) for name, text in files.items()}


def findings(files, rule, target=None):
    release = Release.parse(target) if target else CATALOG.coder.default
    context = Context(template_from_sources(files.values(), "."), CATALOG, CATALOG.coder.target(release))
    outcome = run(context, select((rule,)), rule_names())
    assert not outcome.faults
    return [d for d in outcome.diagnostics if d.rule.name == rule]


def place(files, diagnostic):
    span = diagnostic.primary
    source = files[span.path]
    prefix = f"{span.path} " if len(files) > 1 or span.path != "main.tf" else ""
    return f"{prefix}{source.position(span.start)}-{source.position(span.end)}"


def all_cases():
    for path in sorted(CASES.glob("*.yml")):
        content = yaml.safe_load(path.read_text())
        assert content["rule"] == path.stem
        for name, case in content["cases"].items():
            yield pytest.param(path.stem, case, id=f"{path.stem}: {name}")


@pytest.mark.parametrize(("rule", "case"), list(all_cases()))
def test_case(rule, case):
    assert set(case) <= {"pass", "fail", "at", "message", "severity", "fixed", "target"}
    target = case.get("target")
    if "pass" in case:
        assert [d.message for d in findings(sources(case["pass"]), rule, target)] == []
        return
    files = sources(case["fail"])
    found = findings(files, rule, target)
    assert [place(files, d) for d in found] == case["at"], [d.message for d in found]
    assert found, "a failing case names at least one place"
    if "message" in case:
        assert found[0].message == case["message"]
    if "severity" in case:
        assert found[0].severity.value == case["severity"]
    if "fixed" in case:
        fixed = fix_all(files, lambda now: findings(now, rule, target))
        assert fixed.settled
        wanted = sources(case["fixed"])
        assert {path: source.text for path, source in fixed.sources.items()} == {p: s.text for p, s in wanted.items()}
        assert not [d for d in findings(wanted, rule, target) if d.fix is not None and d.fix.safe]
    else:
        assert not any(d.fix is not None and d.fix.safe for d in found), "a safe fix is shown by `fixed`"


@pytest.mark.parametrize("rule", [name for names in RULE_NAMES.values() for name in names])
def test_every_rule_has_a_case_that_fails_and_one_that_passes(rule):
    cases = yaml.safe_load((CASES / f"{rule}.yml").read_text())["cases"].values()
    assert any("fail" in case for case in cases)
    assert any("pass" in case for case in cases)
