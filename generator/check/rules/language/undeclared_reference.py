"""undeclared-reference: a name that nothing in the template declares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, Edit, Fix, RuleInfo, Severity, Span
from generator.hcl.expressions import GetAttribute
from generator.hcl.literals import IDENTIFIER
from generator.source.near import sole_match
from generator.template.addresses import named
from generator.template.symbols import declared, near_address, unresolved

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.check.rule import Context
    from generator.hcl.expressions import Traversal
    from generator.hcl.tree import Block

INFO = RuleInfo(
    "undeclared-reference",
    "language",
    "a variable, local, resource, data source or module that is not declared",
    Severity.ERROR,
    fixable=True,
)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each reference to what no file of the template declares."""
    if context.template.opaque:
        return
    known = declared(context.template)
    inside_checks = _inside_checks(context)
    for reference in context.references:
        traversal = reference.traversal
        if traversal.root == "self" and not reference.scope.has_self:
            yield INFO.at(traversal.span, "`self` means something only in a provisioner, connection or postcondition")
            continue
        found = unresolved(known, traversal)
        if found is None:
            address = named(traversal, ()) or ""
            if address in inside_checks and reference.scope.block not in inside_checks[address]:
                yield INFO.at(traversal.span, f"`{address}` is known only in the `check` that holds it")
            continue
        address, candidates = found
        if not any(isinstance(step, GetAttribute) for step in traversal.steps):
            if not traversal.steps:
                yield INFO.at(traversal.span, f"`{address}` refers to nothing; text stands in quotes")
            continue
        near = near_address(address, candidates)
        hint = f"; did you mean `{near}`?" if near is not None else ""
        yield INFO.at(traversal.span, f"`{address}` is not declared{hint}", fix=_rename(traversal, address, candidates))


def _inside_checks(context: Context) -> Mapping[str, list[Block]]:
    """The data sources that only a `check` has, with the checks that have one of that address."""
    held: dict[str, list[Block]] = {}
    for block in context.template.blocks("check"):
        for data in block.body.blocks_of("data"):
            if ("data", data.label(0), data.label(1)) not in context.resource_blocks:
                held.setdefault(f"data.{data.label(0)}.{data.label(1)}", []).append(block)
    return held


def _rename(traversal: Traversal, address: str, candidates: frozenset[str]) -> Fix | None:
    """The fix where exactly one name of the same type is near, and is one that can be written there."""
    prefix, _, name = address.rpartition(".")
    same_type = [each.rpartition(".")[2] for each in candidates if each.rpartition(".")[0] == prefix]
    match = sole_match(name, same_type)
    step = next((s for s in reversed(traversal.steps) if isinstance(s, GetAttribute) and s.name == name), None)
    if match is None or step is None or IDENTIFIER.fullmatch(match) is None:
        return None
    place = Span(step.span.path, step.span.end - len(name.encode()), step.span.end)
    return Fix(f"Rename `{name}` to `{match}`", (Edit(place, match),), safe=True)
