"""A template in JSON syntax has the findings of the same template in native syntax."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from generator.catalog.catalog import Catalog
from generator.catalog.versions import Release
from generator.check.registry import rule_names, select
from generator.check.rule import Context
from generator.check.runner import run
from generator.hcl.tree import parse
from generator.source.files import SourceFile
from generator.template.load import template_from_sources
from tests.json_translation import in_json

CASES = Path(__file__).parent.parent / "rules"
CATALOG = Catalog()

OTHERWISE = {
    "invalid-syntax": "the two syntaxes have faults of their own",
    "unknown-block": "JSON does not tell a block from an argument: `unknown-argument` has it",
    "unformatted": "it is the layout of the native syntax",
    "unread-file": "what our tree of the native syntax fails on is no trouble in JSON",
}
"""Rules that find other things in JSON, each with the reason."""

NOT_IN_JSON = {
    "refused-dynamic: what it holds": "JSON does not tell a block beside `content` from an argument",
    "refused-meta-argument: lifecycles": "in JSON a word and a constant are text",
    "refused-meta-argument: provisioners": "in JSON a word is text",
    "refused-provider-reference: what is no reference": "in JSON text is read as a reference where it can be",
    "refused-variable: types": "in JSON a type is text",
    "refused-variable: defaults": "in JSON the text of a default means itself",
    "refused-refactoring: an address in quotes": "in JSON that is how addresses are written",
    "wrong-labels: too few and too many": "in JSON a label is what a block lies under",
    "unknown-argument: a block that is written as an argument": "in JSON that is how blocks are written",
    "refused-workspace-tags: a key twice in one block": "the translation writes the key once",
}
"""Cases that cannot be written in JSON, each with the reason."""


def findings(file: str, text: str, rule: str, target: str | None) -> list[tuple[str, str]]:
    release = Release.parse(target) if target else CATALOG.coder.default
    template = template_from_sources([SourceFile(file, text.encode())], ".")
    outcome = run(Context(template, CATALOG, CATALOG.coder.target(release)), select((rule,)), rule_names())
    assert not outcome.faults
    for diagnostic in outcome.diagnostics:
        assert 0 <= diagnostic.primary.start <= diagnostic.primary.end <= len(text.encode())
    return sorted((d.severity.value, d.message) for d in outcome.diagnostics if d.rule.name == rule)


def translatable():
    for path in sorted(CASES.glob("*.yml")):
        content = yaml.safe_load(path.read_text())
        if content["rule"] in OTHERWISE:
            continue
        for name, case in content["cases"].items():
            files = case.get("fail", case.get("pass"))
            text = files.get("main.tf") if isinstance(files, dict) and list(files) == ["main.tf"] else files
            if f"{path.stem}: {name}" in NOT_IN_JSON or not isinstance(text, str):
                continue
            if "<<" in text or "taskplate: ignore" in text:
                continue
            if not parse(SourceFile("main.tf", text.encode())).broken:
                yield pytest.param(content["rule"], text, case.get("target"), id=f"{path.stem}: {name}")


@pytest.mark.parametrize(("rule", "text", "target"), list(translatable()))
def test_the_same_findings(rule: str, text: str, target: str | None) -> None:
    translated = in_json(text)
    assert findings("main.tf.json", translated, rule, target) == findings("main.tf", text, rule, target), translated
