"""unknown-registry-module: a module of the Coder registry that the catalog does not know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, RuleInfo, Severity
from generator.source.near import near_match

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context

INFO = RuleInfo(
    "unknown-registry-module", "module", "a registry module that the catalog does not know", Severity.WARNING
)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at the source of each such call: a warning where a known module is near, else information.

    The registry may have modules newer than the catalog, so neither is an error.
    """
    known = context.catalog.addresses
    for call in context.template.module_calls:
        if call.address is None or call.address in known:
            continue
        match = _same_name(call.address, known) or near_match(call.address, known)
        advice = (
            "the registry may have it since the catalog was made; its inputs are not checked"
            if match is None
            else f"did you mean `{match}`?"
        )
        source = call.block.body.attributes["source"]
        yield INFO.at(
            source.expression.span,
            f"the catalog has no registry module `{call.address}`; {advice}",
            severity=Severity.INFO if match is None else Severity.WARNING,
        )


def _same_name(address: str, known: tuple[str, ...]) -> str | None:
    """The one known module of the same name in another namespace."""
    name = address.partition("/")[2]
    matches = [candidate for candidate in known if candidate.partition("/")[2] == name]
    return matches[0] if len(matches) == 1 else None
