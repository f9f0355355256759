"""unknown-registry-module: a module of the Coder registry that the catalog does not know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.catalog.catalog import registry_folder
from generator.diagnostics import Diagnostic, Edit, Fix, RuleInfo, Severity
from generator.hcl.expressions import Literal
from generator.source.near import near_match

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.template.model import ModuleCall

INFO = RuleInfo(
    "unknown-registry-module",
    "module",
    "a registry module that the catalog does not know",
    Severity.WARNING,
    fixable=True,
)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at the source of each such call: a warning where a known module is near, else information.

    The registry may have modules newer than the catalog, so neither is an error. A folder in a known module is a
    warning: no release that the catalog knows has modules in folders.
    """
    known = context.catalog.addresses
    for call in context.template.module_calls:
        inner = None if call.source is None else registry_folder(call.source)
        if inner is not None:
            yield from _folder(context, call, *inner)
        if call.address is None or call.address in known:
            continue
        match = _same_name(call.address, known) or near_match(call.address, known)
        advice = (
            "the registry may have it since the catalog was made; its inputs are not checked"
            if match is None
            else f"did you mean `{match}`?"
        )
        yield INFO.at(
            call.source_place,
            f"the catalog has no registry module `{call.address}`; {advice}",
            severity=Severity.INFO if match is None else Severity.WARNING,
            fix=None if match is None else _fix(call, context.catalog.source_for(match)),
        )


def _folder(context: Context, call: ModuleCall, address: str, folder: str) -> Iterator[Diagnostic]:
    if address in context.catalog.addresses:
        message = f"no release of {address} that the catalog knows has a module in a folder `{folder}`; call it without"
        yield INFO.at(call.source_place, message, fix=_fix(call, context.catalog.source_for(address)))


def _fix(call: ModuleCall, written: str) -> Fix | None:
    """Unsafe: it is another module."""
    source = call.block.body.expression("source")
    if not isinstance(source, Literal):
        return None
    return Fix(f"Write `{written}`", (Edit(source.span, f'"{written}"'),), safe=False)


def _same_name(address: str, known: tuple[str, ...]) -> str | None:
    """The one known module of the same name in another namespace."""
    name = address.partition("/")[2]
    matches = [candidate for candidate in known if candidate.partition("/")[2] == name]
    return matches[0] if len(matches) == 1 else None
