"""unknown-function: a function that Terraform does not have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, Edit, Fix, RuleInfo, Severity, Span
from generator.source.near import near_match, sole_match

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context

INFO = RuleInfo("unknown-function", "language", "a function that Terraform does not have", Severity.ERROR, fixable=True)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each call of a function that no Terraform release has; those of providers are not judged.

    A warning only inside `try` or `can`, and inside a dynamic block, which may make no block at all.
    """
    known = context.catalog.language.functions.keys()
    for found in context.function_calls:
        call = found.call
        if "::" in call.name or call.name in known:
            continue
        near, match = near_match(call.name, known), sole_match(call.name, known)
        hint = "" if near is None else f"; did you mean `{near}`?"
        place = Span(call.span.path, call.span.start, call.span.start + len(call.name.encode()))
        fix = None if match is None else Fix(f"Call `{match}`", (Edit(place, match),), safe=True)
        severity = Severity.ERROR if found.certain else Severity.WARNING
        yield INFO.at(place, f"Terraform has no function `{call.name}`{hint}", severity=severity, fix=fix)
