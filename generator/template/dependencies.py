"""What needs what first in a template and its modules, and where that runs in a circle.

Locals, resources, data sources, configurations of providers, and of a module in a folder of the template each variable
and output by itself, as Terraform has them: what a module gives need not depend on all that it takes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from generator.hcl.expressions import GetAttribute, GetIndex, Literal, Traversal
from generator.template.addresses import named
from generator.template.scopes import references, scoped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from generator.diagnostics import Span
    from generator.hcl.tree import Block
    from generator.template.model import Template
    from generator.template.scopes import Reference, Scope

Graph = dict[str, dict[str, "Span"]]
"""Address to the addresses it needs, each with the first place that says so."""

# What stands there is worked out when the resource itself exists already.
_LATER = frozenset({"provisioner", "connection", "lifecycle"})
_INSTANCES = frozenset({"count", "for_each", "depends_on"})  # of a module call: all that is in it waits for them
_MOST_MODULES: Final = 200


def dependencies(template: Template, own: Sequence[Reference]) -> Graph:
    """The graph of a template, with the modules that it calls.

    Args:
        template: The template.
        own: The references in its own files.
    """
    graph: Graph = {}
    # Each call, with what its addresses begin with and whether it has the configurations of providers of its caller.
    pending: list[tuple[Template, str, Sequence[Reference], bool]] = [(template, "", own, True)]
    visited = 0
    while pending and visited < _MOST_MODULES:
        visited += 1
        part, prefix, found, inherits = pending.pop(0)
        _add(graph, part, prefix, found)
        if inherits:
            _add_providers(graph, part, prefix)
        for call in part.blocks("module"):
            called = part.local_modules.get(call.label(0))
            if called is not None and called.template is not None:
                inner = f"{prefix}module.{call.label(0)}."
                _add_boundary(graph, called.template, inner, call.header)
                own_ones = bool(prefix) and any(part.blocks("provider"))
                passes = inherits and not own_ones and "providers" not in call.body.attributes
                pending.append((called.template, inner, tuple(references(scoped(called.template))), passes))
    return graph


def _add(graph: Graph, part: Template, prefix: str, found: Sequence[Reference]) -> None:
    """What the references in one module say."""
    for reference in found:
        user = _user(part, reference.scope)
        for needed in () if user is None else _needed(part, reference, inside=bool(prefix)):
            if user == needed and not _LATER.isdisjoint(reference.scope.inside):
                continue
            graph.setdefault(f"{prefix}{user}", {}).setdefault(f"{prefix}{needed}", reference.traversal.span)


def _user(part: Template, scope: Scope) -> str | None:
    """What has an expression."""
    label = scope.block.label(0)
    match scope.block.type:
        case "output":
            return f"output.{label}"
        case "provider":
            return _provider(scope.block)
        case "module" if label in part.local_modules:
            return f"module.{label}" if scope.argument in _INSTANCES else f"module.{label}.var.{scope.argument}"
        case _:
            return scope.owner


def _needed(part: Template, reference: Reference, *, inside: bool) -> Iterator[str]:
    """What a reference names."""
    traversal = reference.traversal
    if traversal.root == "module":
        yield from _of_module(part, traversal, waits=reference.scope.argument == "depends_on")
        return
    address = named(traversal, {"local", "var"} if inside else {"local"})
    if address is not None:
        yield address


def _of_module(part: Template, traversal: Traversal, *, waits: bool) -> Iterator[str]:
    """The output that a reference names, all of them, or with `depends_on` the whole module."""
    match traversal.steps:
        case (GetAttribute(name=name), *rest) if name in part.local_modules:
            called = part.local_modules[name].template
            if waits:
                yield f"module.{name} (all)"
                return
            match rest:
                case [GetAttribute(name=output), *_] | [GetIndex(), GetAttribute(name=output), *_]:
                    yield f"module.{name}.output.{output}"
                case _:
                    for block in () if called is None else called.blocks("output"):
                        yield f"module.{name}.output.{block.label(0)}"


def _add_boundary(graph: Graph, called: Template, prefix: str, place: Span) -> None:
    """All that is in a module needs what makes its instances; who waits for the module, needs all that is in it."""
    address = prefix.removesuffix(".")
    inside = [f"var.{name}" for name in called.variables]
    inside += [f"output.{block.label(0)}" for block in called.blocks("output")]
    inside += [f"{block.label(0)}.{block.label(1)}" for block in called.blocks("resource")]
    for name in inside:
        graph.setdefault(f"{prefix}{name}", {}).setdefault(address, place)
        graph.setdefault(f"{address} (all)", {}).setdefault(f"{prefix}{name}", place)


def _add_providers(graph: Graph, part: Template, prefix: str) -> None:
    """Each resource and data source needs the configuration of its provider, which a module may have of the root."""
    own = {_provider(block) for block in part.blocks("provider")}
    for kind in ("resource", "data"):
        for block in part.blocks(kind):
            name = f"provider.{_chosen(block)}"
            needed = f"{prefix}{name}" if name in own else name
            if needed in graph:
                address = f"{block.label(0)}.{block.label(1)}"
                user = f"{prefix}data.{address}" if kind == "data" else f"{prefix}{address}"
                graph.setdefault(user, {}).setdefault(needed, block.header)


def _chosen(block: Block) -> str:
    """The configuration that a block asks for, as it is named in its module."""
    match block.body.expression("provider"):
        case Traversal() as named_one:
            return str(named_one)
        case Literal(value=value):  # the old form, a quoted name
            return str(value)
        case _:
            return block.label(0).partition("_")[0]


def _provider(block: Block) -> str:
    alias = getattr(block.body.expression("alias"), "value", None)
    return f"provider.{block.label(0)}.{alias}" if isinstance(alias, str) else f"provider.{block.label(0)}"


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
