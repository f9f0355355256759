"""What holds of any bytes in a Terraform file, in one place for all that makes bytes up."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from generator.catalog.catalog import Catalog
from generator.check.fix_loop import fix_all
from generator.check.registry import rule_names, select
from generator.check.rule import Context
from generator.check.runner import run
from generator.diagnostics import Severity
from generator.hcl.format import format_hcl
from generator.hcl.syntax import syntax_problem
from generator.source.files import SourceFile
from generator.template.load import template_from_sources

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.diagnostics import Diagnostic

ROOT = Path(__file__).parents[2]
FILES = tuple(sorted([*(ROOT / "examples").rglob("*.tf"), *(ROOT / "tests" / "corpus").rglob("*.tf")]))
"""The files at hand that have no fault."""

_HIDING = frozenset({"unknown-block", "unknown-resource-type"})


@cache
def _catalog() -> Catalog:
    return Catalog()


def findings(sources: Mapping[str, SourceFile]) -> tuple[Diagnostic, ...]:
    """What all rules find in some files; no rule may fail, and no finding may lie outside of its file."""
    catalog = _catalog()
    context = Context(
        template_from_sources(sources.values(), "."), catalog, catalog.coder.target(catalog.coder.default)
    )
    outcome = run(context, select(()), rule_names())
    assert outcome.faults == ()
    for each in outcome.diagnostics:
        assert each.primary.end <= len(sources[each.primary.path].data), each
    return outcome.diagnostics


def errors(found: tuple[Diagnostic, ...]) -> int:
    """How many of the findings are errors."""
    return sum(each.severity is Severity.ERROR for each in found)


def formatting_is_stable(data: bytes) -> None:
    """Formatted text stays as it is, and what parses still does."""
    once = format_hcl(data)
    assert format_hcl(once) == once
    if _is_text(data) and _parses(data):
        assert _parses(once)


def fixes_mend(data: bytes) -> None:
    """Rules do not fail, and a fix leaves a file that parses as well as before and has no more errors.

    But for what an unknown word hid: when it is mended, what it stands for is checked as well.
    """
    if not _is_text(data):
        return
    before = {"main.tf": SourceFile("main.tf", data)}
    found = findings(before)
    hidden = not _HIDING.isdisjoint(each.rule.name for each in found)
    for unsafe in (False, True):
        fixed = fix_all(before, findings, unsafe=unsafe)
        after = fixed.sources["main.tf"]
        if _parses(data):
            assert _parses(after.data), (unsafe, after.data)
        if not (unsafe or hidden):
            assert errors(findings(fixed.sources)) <= errors(found), after.data


def _is_text(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _parses(data: bytes) -> bool:
    return syntax_problem(SourceFile("main.tf", data)) is None
