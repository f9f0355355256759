"""unknown-function: a function that Terraform does not have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, Edit, Fix, RuleInfo, Severity, Span
from generator.source.near import near_match, sole_match

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context

INFO = RuleInfo("unknown-function", "language", "a function that Terraform does not have", Severity.ERROR, fixable=True)


_CORE = "core::"
_PROVIDER = "provider"


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each call of a function that no Terraform release has, or of a provider that does not bring it.

    A warning only inside `try` or `can`, and inside a dynamic block, which may make no block at all.
    """
    known = context.catalog.language.functions.keys()
    for found in context.function_calls:
        call, name = found.call, found.call.name.removeprefix(_CORE)
        if name in known:
            continue
        severity = Severity.ERROR if found.certain else Severity.WARNING
        place = Span(call.span.path, call.span.start, call.span.start + len(call.name.encode()))
        if "::" in name:
            wrong = _of_no_provider(context, name)
            if wrong is not None:
                yield INFO.at(place, wrong, severity=severity)
            continue
        near, match = near_match(name, known), sole_match(name, known)
        hint = "" if near is None else f"; did you mean `{near}`?"
        place = Span(place.path, place.end - len(name.encode()), place.end)
        fix = None if match is None else Fix(f"Call `{match}`", (Edit(place, match),), safe=True)
        yield INFO.at(place, f"Terraform has no function `{name}`{hint}", severity=severity, fix=fix)


def _of_no_provider(context: Context, name: str) -> str | None:
    """What is wrong with a name that has a namespace: `provider::NAME::FUNCTION`, of a provider that is required."""
    namespace, _, rest = name.partition("::")
    provider, _, function = rest.partition("::")
    if namespace != _PROVIDER or not function:
        return f"Terraform has no function `{name}`; those of a provider are called `provider::NAME::FUNCTION`"
    if not context.providers.declares(provider):
        if context.template.opaque:
            return None
        return f"`{provider}` must stand in `required_providers` before its functions can be called"
    use = context.providers.named(provider)
    lacks = use is not None and use.schema.complete and function not in use.schema.functions
    return f"the provider `{provider}` has no function `{function}`" if lacks else None
