"""unknown-attribute: an attribute that a resource or data source does not have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, Edit, Fix, RuleInfo, Severity, Span
from generator.hcl.expressions import GetIndex, Splat, Traversal, TupleCons, calls
from generator.source.near import near_match, sole_match
from generator.template.addresses import address_of
from generator.template.attribute_types import misstep
from generator.template.scopes import CATCHING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.catalog.provider_schemas import TypeHistory
    from generator.check.rule import Context
    from generator.template.addresses import Address
    from generator.template.attribute_types import Misstep
    from generator.template.providers import ProviderUse
    from generator.template.schema_bodies import SchemaBody
    from generator.template.scopes import Reference

INFO = RuleInfo(
    "unknown-attribute",
    "language",
    "an attribute that the resource or data source does not have",
    Severity.ERROR,
    fixable=True,
)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each attribute that the schema of the referred resource does not have."""
    for reference in context.references:
        address = address_of(reference.traversal)
        block = None if address is None else context.resource_blocks.get(address.key)
        use = None if block is None else context.providers.of(block)
        if address is None or block is None or use is None:
            continue
        kind, type_, _ = address.key
        schema = use.schema.type(kind, type_)
        if schema is None:
            continue
        repeated = not {"count", "for_each"}.isdisjoint(block.body.attributes)
        steps = address.rest
        if repeated and steps and isinstance(steps[0], GetIndex):
            steps = steps[1:]
        elif (steps and isinstance(steps[0], GetIndex)) or (repeated and not (steps and isinstance(steps[0], Splat))):
            continue
        wrong = misstep(schema, steps)
        if wrong is None or not _is_sure(wrong, use, use.history(kind, type_)):
            continue
        if wrong.certain or not _caught(reference):
            yield _finding(address, wrong, f"{use.schema.source} {use.schema.version}")
    for body in context.schema_bodies:
        if body.provider is not None and body.top.type == "resource" and not body.path:
            yield from _ignored(body, body.provider)


def _is_sure(wrong: Misstep, use: ProviderUse, history: TypeHistory | None) -> bool:
    """False where another release may have it: what absent-in-provider-release tells, and gaps of our schemas."""
    if isinstance(wrong.step, GetIndex):
        return wrong.thing != "set" or use.schema.complete
    if history is not None and wrong.path in history.members:
        return False
    # The reconstructed schemas lack some attributes that can only be read.
    known = wrong.known is None or use.schema.complete
    return known or sole_match(wrong.step.name, wrong.known or ()) is not None


def _ignored(body: SchemaBody, use: ProviderUse) -> Iterator[Diagnostic]:
    """What `ignore_changes` names that the resource does not have."""
    known = {*body.schema.attribute_names, *body.schema.block_names}
    for lifecycle in body.body.blocks_of("lifecycle"):
        listed = lifecycle.body.expression("ignore_changes")
        for item in listed.items if isinstance(listed, TupleCons) else ():
            if not isinstance(item, Traversal) or item.root in known or body.dated(item.root):
                continue
            match = sole_match(item.root, known)
            if match is None and not use.schema.complete:
                continue
            place = Span(item.span.path, item.span.start, item.span.start + len(item.root.encode()))
            hint = "" if match is None else f"; did you mean `{match}`?"
            fix = None if match is None else Fix(f"Rename `{item.root}` to `{match}`", (Edit(place, match),), safe=True)
            release = f"{use.schema.source} {use.schema.version}"
            yield INFO.at(place, f"`{body.name}` of {release} has no attribute `{item.root}`{hint}", fix=fix)


def _caught(reference: Reference) -> bool:
    """True inside `try` or `can`, which take what goes wrong at run time."""
    around = (call for call in calls(reference.expression) if call.name in CATCHING)
    return any(call.span.contains(reference.traversal.span) for call in around)


def _finding(address: Address, wrong: Misstep, release: str) -> Diagnostic:
    span = wrong.step.span
    if isinstance(wrong.step, GetIndex):
        advice = "; go through it by `for`, or write `tolist(...)` around it" if wrong.thing == "set" else ""
        return INFO.at(span, f"`{address}.{wrong.path}` is a {wrong.thing}, of which no index takes anything{advice}")
    name = wrong.step.name
    place = Span(span.path, span.end - len(name.encode()), span.end)
    if wrong.known is None:
        holder = f"{address}.{wrong.path.rpartition('.')[0]}"
        advice = "; take one of its elements first, such as `[0]`" if wrong.thing == "list" else ""
        article = "a" if wrong.thing != "any" else "an"
        return INFO.at(place, f"`{holder}` is {article} {wrong.thing} and has no attribute `{name}`{advice}")
    near, match = near_match(name, wrong.known), sole_match(name, wrong.known)
    hint = "" if near is None else f"; did you mean `{near}`?"
    fix = None if match is None else Fix(f"Rename `{name}` to `{match}`", (Edit(place, match),), safe=True)
    holder = ".".join((address.key[1], *wrong.path.split(".")[:-1]))
    return INFO.at(place, f"`{holder}` of {release} has no attribute `{name}`{hint}", fix=fix)
