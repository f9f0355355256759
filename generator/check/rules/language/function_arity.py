"""function-arity: too few or too many arguments for a function."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, RuleInfo, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context

INFO = RuleInfo("function-arity", "language", "a function with too few or too many arguments", Severity.ERROR)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each call whose number of arguments the function does not take; `...` may stand for any number.

    A warning only inside `try` or `can`, and inside a dynamic block, which may make no block at all.
    """
    functions = context.catalog.language.functions
    for found in context.function_calls:
        call = found.call
        arity = functions.get(call.name.removeprefix("core::"))
        if arity is None:
            continue
        count = len(call.arguments)
        too_many = arity.most is not None and count - call.expands > arity.most
        if too_many or (not call.expands and not arity.takes(count)):
            word = "argument" if str(arity) in {"1", "at least 1"} else "arguments"
            severity = Severity.ERROR if found.certain else Severity.WARNING
            yield INFO.at(call.span, f"`{call.name}` takes {arity} {word}, not {count}", severity=severity)
