"""A rule that fails is named, the others go on, and the findings come in one order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.catalog.catalog import Catalog
from generator.check import registry
from generator.check.rule import Context, Rule
from generator.check.runner import run
from generator.diagnostics import Diagnostic, RuleInfo, Severity, Span
from generator.errors import UsageError
from generator.source.files import SourceFile
from generator.template.load import template_from_sources
from tests.helpers import build_tree, run_cli

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CATALOG = Catalog()
INFO = RuleInfo("finds-locals", "language", "finds locals", Severity.WARNING)
FAULTY = RuleInfo("is-broken", "language", "breaks", Severity.ERROR)


def finds(context: Context) -> Iterator[Diagnostic]:
    for block in reversed(list(context.template.blocks("locals"))):
        yield INFO.at(block.header, "a block of locals")
        yield INFO.at(block.header, "a block of locals")


def breaks(context: Context) -> Iterator[Diagnostic]:
    yield FAULTY.at(Span(context.template.documents[0].source.path, 0, 0), "found before it broke")
    raise KeyError("gone")


def context_of(text: str) -> Context:
    template = template_from_sources([SourceFile("main.tf", text.encode())], ".")
    return Context(template, CATALOG, CATALOG.coder.target(CATALOG.coder.default))


def test_a_rule_that_fails_is_named_and_the_others_go_on() -> None:
    rules = (Rule(FAULTY, breaks), Rule(INFO, finds))
    outcome = run(context_of("locals {}\n"), rules, ("finds-locals", "is-broken"))
    assert [fault.rule for fault in outcome.faults] == ["is-broken"]
    assert outcome.faults[0].reason.startswith("KeyError: 'gone' (breaks, line ")
    assert "a block of locals" in [diagnostic.message for diagnostic in outcome.diagnostics]


def test_findings_come_once_and_in_the_order_of_the_text() -> None:
    outcome = run(context_of("locals {}\nlocals {}\n"), (Rule(INFO, finds),), ("finds-locals",))
    assert [diagnostic.primary.start for diagnostic in outcome.diagnostics] == [0, 10]


def test_a_rule_that_fails_ends_in_exit_code_4_with_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "all_rules", lambda: (Rule(FAULTY, breaks), Rule(INFO, finds)))
    build_tree(tmp_path, {"main.tf": "locals {}\n"})
    code, out, err = run_cli(["validate", "."], tmp_path)
    assert code == 4
    assert "a block of locals" in out
    assert "taskplate: the rule `is-broken` failed: KeyError: 'gone'" in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("chosen", "ignored", "has", "lacks"),
    [
        ((), (), "invalid-syntax", "nothing"),
        (("preset",), (), "invalid-preset-value", "invalid-syntax"),
        (("invalid-syntax",), (), "invalid-syntax", "unread-file"),
        (("preset", "unread-file"), ("invalid-preset-value",), "unread-file", "invalid-preset-value"),
        ((), ("security",), "invalid-syntax", "secret-in-text"),
        ((), (), "secret-in-text", "unformatted"),
        (("style",), (), "unformatted", "invalid-syntax"),
    ],
)
def test_rules_are_chosen_by_name_and_family(
    chosen: tuple[str, ...], ignored: tuple[str, ...], has: str, lacks: str
) -> None:
    names = {rule.info.name for rule in registry.select(chosen, ignored)}
    assert has in names
    assert lacks not in names


def test_an_unknown_rule_is_refused_with_what_was_meant() -> None:
    with pytest.raises(UsageError, match=r"there is no rule `invalid_syntax`\. Did you mean `invalid-syntax`\?"):
        registry.select(("invalid_syntax",))
