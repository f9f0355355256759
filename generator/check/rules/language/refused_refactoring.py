"""refused-refactoring: a `moved`, `removed` or `import` block that does not fit what the template declares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, Note, RuleInfo, Severity
from generator.hcl.expressions import GetAttribute, GetIndex, Literal, Traversal
from generator.template.addresses import address_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.check.rule import Context
    from generator.diagnostics import Span
    from generator.hcl.expressions import Expression
    from generator.hcl.tree import Block

INFO = RuleInfo(
    "refused-refactoring",
    "language",
    "a `moved`, `removed` or `import` block that does not fit what is declared",
    Severity.ERROR,
)

_OF_A_MODULE = 2  # `module.name`
_REPEATED = frozenset({"count", "for_each"})


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each such block that Terraform refuses whatever the state holds."""
    yield from _moves(context)
    for block in context.template.blocks("removed"):
        target = block.body.expression("from")
        if isinstance(target, Traversal):
            yield from _removal(context, target)
    for block in context.template.blocks("import"):
        yield from _import(context, block)


def _moves(context: Context) -> Iterator[Diagnostic]:
    sources: dict[str, Traversal] = {}
    targets: dict[str, Traversal] = {}
    headers: dict[str, Span] = {}
    for block in context.template.blocks("moved"):
        ends = [block.body.expression(name) for name in ("from", "to")]
        for end in ends:
            if end is not None and not _is_address(end, block):
                yield INFO.at(end.span, "an address stands here, such as `docker_container.workspace`")
        source, target = ends
        if not isinstance(source, Traversal) or not isinstance(target, Traversal) or _indexed(source, target):
            continue
        headers.setdefault(str(source), block.header)
        if str(source) == str(target):
            yield INFO.at(block.header, f"`{source}` moves to itself; take this block out")
            continue
        declared = _declared(context, source)
        if declared is not None and _REPEATED.isdisjoint(declared.body.attributes):
            yield INFO.at(
                source.span,
                f"`{source}` is declared still, so it cannot have moved",
                related=(Note("where it is", declared.header),),
            )
        for seen, one, other in ((sources, source, target), (targets, target, source)):
            first = seen.setdefault(str(one), other)
            if str(first) != str(other):
                yield INFO.at(
                    block.header, f"`{one}` moves twice", related=(Note("what the other block says", first.span),)
                )

    yield from _circles({source: str(target) for source, target in sources.items()}, headers)


def _circles(moves: Mapping[str, str], headers: Mapping[str, Span]) -> Iterator[Diagnostic]:
    """Points at the first block of each chain of moves that ends where it began."""
    done: set[str] = set()
    for start in moves:
        chain: list[str] = []
        at = start
        while at in moves and at not in done:
            done.add(at)
            chain.append(at)
            at = moves[at]
        if at in chain[:-1]:
            circle = chain[chain.index(at) :]
            shown = " → ".join(f"`{address}`" for address in (*circle, circle[0]))
            yield INFO.at(
                min(headers[address] for address in circle), f"{shown} is a circle of moves that ends nowhere"
            )


def _removal(context: Context, target: Traversal) -> Iterator[Diagnostic]:
    if _indexed(target):
        yield INFO.at(target.span, "a `removed` block means all instances; take the index out")
        return
    declared = _declared(context, target)
    if declared is not None:
        yield INFO.at(
            target.span,
            f"`{target}` is declared still, so it cannot be removed",
            related=(Note("where it is", declared.header),),
        )


def _import(context: Context, block: Block) -> Iterator[Diagnostic]:
    given = [block.body.attributes[name] for name in ("id", "identity") if name in block.body.attributes]
    if not given:
        yield INFO.at(block.header, "an `import` block needs `id`, or `identity`: what the provider knows it by")
    elif len(given) > 1:
        yield INFO.at(given[1].name_span, "`id` and `identity` exclude each other; take one of them out")
    target = block.body.expression("to")
    if not isinstance(target, Traversal) or context.template.opaque:
        return
    address = address_of(target)
    if address is not None and address.key[0] == "resource" and address.key not in context.resource_blocks:
        yield INFO.at(target.span, f"`{address}` is not declared, so nothing can be imported to it")


def _declared(context: Context, target: Traversal) -> Block | None:
    """The block of a resource or module that an address means and that is there."""
    names = target.attributes
    if names[0] == "module":
        return next(context.template.blocks("module", names[1]), None) if len(names) == _OF_A_MODULE else None
    address = address_of(target)
    if address is None or address.rest or address.key[0] != "resource":
        return None
    return context.resource_blocks.get(address.key)


def _indexed(*targets: Traversal) -> bool:
    return any(not isinstance(step, GetAttribute) for target in targets for step in target.steps)


def _is_address(expression: Expression, block: Block) -> bool:
    """True for an address; JSON writes one as text."""
    if isinstance(expression, Literal):
        return isinstance(expression.value, str) and block.header.path.endswith(".json")
    return isinstance(expression, Traversal) and all(
        isinstance(step, GetAttribute) or (isinstance(step, GetIndex) and isinstance(step.key, Literal))
        for step in expression.steps
    )
