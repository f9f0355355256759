"""Which locals, resources and data sources need which others first, and where that runs in a circle.

Modules are left out: what a module gives need not depend on what it takes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.template.addresses import named

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from generator.template.scopes import Reference

Graph = dict[str, dict[str, "Reference"]]
"""Address to the addresses it needs, each with the first reference that says so."""

# What stands there is worked out when the resource itself exists already.
_LATER = frozenset({"provisioner", "connection", "lifecycle"})


def dependencies(references: Sequence[Reference]) -> Graph:
    """The graph of all references between locals, resources and data sources."""
    graph: Graph = {}
    for reference in references:
        user, needed = reference.scope.owner, named(reference.traversal, {"local"})
        if user is None or needed is None:
            continue
        if user == needed and not _LATER.isdisjoint(reference.scope.inside):
            continue
        graph.setdefault(user, {}).setdefault(needed, reference)
    return graph


def cycles(graph: Graph) -> Iterator[tuple[str, ...]]:
    """The circles in a graph, none sharing an address with another: each address needs the next, the last the first."""
    done: set[str] = set()
    for start in graph:
        if start in done:
            continue
        circle = _circle(graph, start, done)
        if circle:
            yield circle


def _circle(graph: Mapping[str, Mapping[str, object]], start: str, done: set[str]) -> tuple[str, ...]:
    """The first circle met on a walk from `start`; everything that was walked is added to `done`."""
    path = [start]
    position = {start: 0}
    pending = [iter(graph.get(start, ()))]
    found: tuple[str, ...] = ()
    while pending:
        following = next(pending[-1], None)
        if following is None:
            pending.pop()
            left = path.pop()
            del position[left]
            done.add(left)
        elif following in position:
            found = found or tuple(path[position[following] :])
        elif following not in done:
            position[following] = len(path)
            path.append(following)
            pending.append(iter(graph.get(following, ())))
    return found
