"""Runs rules over one template: all findings in one order, faults of rules kept apart from findings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from generator.check.deep import DEEP_RULES, untold
from generator.check.suppression import suppress
from generator.diagnostics import Diagnostic, in_order

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from generator.check.deep import Told
    from generator.check.rule import Context, Runnable
    from generator.diagnostics import Edit
    from generator.template.model import Template

_WORD = r'[\w.-]+|"[\w.-]+"'


class Fault(Struct, frozen=True):
    """A rule that failed: its name and where in its code."""

    rule: str
    reason: str


class Outcome(Struct, frozen=True):
    """What the rules found in one template, in total order, and which of them failed."""

    diagnostics: tuple[Diagnostic, ...]
    faults: tuple[Fault, ...] = ()


MODULE_FAMILIES = frozenset({"syntax", "language", "module", "security"})
"""The families whose rules also run over a module in a folder of the template: what they find does not depend on what
the module's variables are given. Those of `provider` see its blocks in the template, with what its caller gives."""


def run(
    context: Context, rules: Sequence[Runnable], known: Collection[str], told: Sequence[Told] | None = None
) -> Outcome:
    """Run rules over a template and the modules in it, and apply the comments that silence findings.

    Args:
        context: The template and what it is checked against.
        rules: The rules to run.
        known: The names of all rules there are, for comments that name one.
        told: What Terraform says of the template; None where it was not asked. What a rule finds too is left out.
    """
    inner_rules = [rule for rule in rules if rule.family in MODULE_FAMILIES]
    faults: list[Fault] = []
    found = list(_run(context, rules, faults))
    for module in context.template.modules_inside:
        callers = tuple(context.template.callers(module))
        found += _run(replace(context, template=module, callers=callers), inner_rules, faults)
    parts = {part.folder: part for part in context.template.parts}
    by_folder: dict[str, list[Diagnostic]] = {folder: [] for folder in parts}
    homes = {
        document.source.path: part.folder for part in parts.values() for document in (*part.documents, *part.values)
    }
    for diagnostic in found:
        by_folder[homes.get(diagnostic.primary.path, context.template.folder)].append(diagnostic)
    kept: list[Diagnostic] = []
    for folder, part in parts.items():
        inside = part is not context.template
        ran = {rule.name for rule in rules if not inside or rule.family in MODULE_FAMILIES or rule.family == "provider"}
        kept += _judged(part, by_folder[folder], known, ran, told)
    return Outcome(tuple(in_order(kept)), tuple(faults))


def _judged(
    part: Template, found: list[Diagnostic], known: Collection[str], ran: set[str], told: Sequence[Told] | None
) -> Iterator[Diagnostic]:
    """The findings in the files of a template or a module in it, with what Terraform says; those that count."""
    if told is not None:
        found = [*found, *untold(part, told, found)]
        ran = ran | {info.name for info in DEEP_RULES}
    yield from _with_fitting_fixes(part, suppress(part, found, known, ran))


def _run(context: Context, rules: Sequence[Runnable], faults: list[Fault]) -> Iterator[Diagnostic]:
    """What rules find; those that fail are added to the faults."""
    text = _all_text(context)
    for rule in rules:
        if rule.needs.encode() not in text:
            continue
        try:
            yield from rule.check(context)
        except Exception as error:  # noqa: BLE001 - not hidden: the rule is named and the run ends with exit code 4
            import traceback

            frame = traceback.extract_tb(error.__traceback__)[-1]
            faults.append(Fault(rule.name, f"{type(error).__name__}: {error} ({frame.name}, line {frame.lineno})"))


def _with_fitting_fixes(template: Template, found: list[Diagnostic]) -> Iterator[Diagnostic]:
    """The findings; without its fix where that writes Terraform's own syntax into a file of the JSON syntax."""
    for diagnostic in found:
        fix = diagnostic.fix
        fits = fix is None or all(_is_word(template, e) for e in fix.edits if e.span.path.endswith(".json"))
        yield diagnostic if fits else replace(diagnostic, fix=None)


def _is_word(template: Template, edit: Edit) -> bool:
    """True for an edit that puts one word in the place of another, both in quotes or neither."""
    written = template.sources[edit.span.path].slice(edit.span)
    both = re.fullmatch(_WORD, written) and re.fullmatch(_WORD, edit.replacement)
    return bool(both) and written.startswith('"') == edit.replacement.startswith('"')


def _all_text(context: Context) -> bytes:
    """The names and contents of every file, in which the words that rules need are looked for."""
    sources = context.template.sources.items()
    return b"\n".join(part for path, source in sources for part in (path.encode(errors="replace"), source.data))
