"""Runs rules over one template: all findings in one order, faults of rules kept apart from findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.check.suppression import suppress
from generator.diagnostics import Diagnostic, in_order

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from generator.check.rule import Context, Runnable


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule that failed: its name and where in its code."""

    rule: str
    reason: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the rules found in one template, in total order, and which of them failed."""

    diagnostics: tuple[Diagnostic, ...]
    faults: tuple[Fault, ...] = ()


def run(context: Context, rules: Sequence[Runnable], known: Collection[str]) -> Outcome:
    """Run rules over a template and apply the comments that silence findings.

    Args:
        context: The template and what it is checked against.
        rules: The rules to run.
        known: The names of all rules there are, for comments that name one.
    """
    found: list[Diagnostic] = []
    faults: list[Fault] = []
    text = _all_text(context)
    for rule in rules:
        if rule.needs.encode() not in text:
            continue
        try:
            found.extend(rule.check(context))
        except Exception as error:  # noqa: BLE001 - not hidden: the rule is named and the run ends with exit code 4
            import traceback

            frame = traceback.extract_tb(error.__traceback__)[-1]
            faults.append(Fault(rule.name, f"{type(error).__name__}: {error} ({frame.name}, line {frame.lineno})"))
    kept = suppress(context.template, found, known, {rule.name for rule in rules})
    return Outcome(tuple(in_order(kept)), tuple(faults))


def _all_text(context: Context) -> bytes:
    """The names and contents of every file, in which the words that rules need are looked for."""
    sources = context.template.sources.items()
    return b"\n".join(part for path, source in sources for part in (path.encode(errors="replace"), source.data))
