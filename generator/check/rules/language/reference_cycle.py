"""reference-cycle: locals, resources and data sources that need each other first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, Note, RuleInfo, Severity
from generator.template.dependencies import cycles, dependencies

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context

INFO = RuleInfo("reference-cycle", "language", "locals or resources that need each other first", Severity.ERROR)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at a reference of each circle; the others are related places."""
    if context.callers:
        return  # it is looked at with what calls it
    graph = dependencies(context.template, context.references)
    told = set()
    for circle in cycles(graph):
        edges = [
            (user, needed, graph[user][needed]) for user, needed in zip(circle, (*circle[1:], circle[0]), strict=True)
        ]
        start = min(range(len(edges)), key=lambda index: edges[index][2])
        edges = edges[start:] + edges[:start]
        if edges[0][2] in told:
            continue  # the circle of a module that is called twice
        told.add(edges[0][2])
        shown = " → ".join(f"`{user}`" for user, _, _ in (*edges, edges[0]))
        message = f"{shown} is a circle: each needs the next one first"
        if len(edges) == 1:
            message = f"`{edges[0][0]}` refers to itself"
        notes = tuple(Note(f"`{user}` needs `{needed}`", span) for user, needed, span in edges[1:])
        yield INFO.at(edges[0][2], message, related=notes)
