"""Which machines of a template go on running when a workspace is stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.hcl.expressions import GetAttribute, Traversal
from generator.hcl.scalars import text_of
from generator.hcl.unknown import UNKNOWN
from generator.template.addresses import named
from generator.template.task_resources import has_instances
from generator.template.values import local_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.catalog.catalog import Catalog
    from generator.catalog.costs import Compute
    from generator.hcl.evaluation import Names
    from generator.hcl.tree import Block
    from generator.template.model import Template
    from generator.template.scopes import Reference

_WORKSPACE = ("data", "coder_workspace")
_STOP = 1  # where a value of a stop stands beside that of a start in the catalog
_OF_CODER = ("coder_", "data.coder_")
_NUMBER_OF_INSTANCES = frozenset({"count", "for_each"})


def survivors(template: Template, catalog: Catalog, references: Sequence[Reference]) -> Iterator[tuple[Block, Compute]]:
    """The resources that surely are there after a stop and that nothing stops, each with what is known of its type.

    What in the resource itself, or in something that refers to it or that it refers to, depends on whether the
    workspace is started or stopped may stop it. Coder's own resources stop nothing.

    Args:
        template: The template.
        catalog: Which types are machines, and what tells a start from a stop.
        references: Every reference of the template.
    """
    known = catalog.costs.compute
    blocks = [block for block in template.blocks("resource") if block.label(0) in known]
    if not blocks or template.opaque:
        return
    needs = _Needs(catalog, references)
    names = _names_at_stop(template, catalog)
    for block in blocks:
        compute = known[block.label(0)]
        if has_instances(block, names) and not _is_idle(template, block, compute) and not needs.may_stop(block):
            yield block, compute


def _names_at_stop(template: Template, catalog: Catalog) -> Names:
    """Names of which the locals are known, and what of the workspace tells a stop from a start."""
    workspace = catalog.coder.import_job["coder_workspace"]

    def look(traversal: Traversal) -> tuple[object, int]:
        match traversal:
            case Traversal(root="data", steps=(GetAttribute(name="coder_workspace"), _, GetAttribute(name=name), *_)):
                held = workspace.get(name) if name in catalog.costs.transition else None
                return (held[_STOP] if isinstance(held, list) else UNKNOWN), 3
            case _:
                return UNKNOWN, len(traversal.steps)

    return local_names(template.locals, look)


def _is_idle(template: Template, block: Block, compute: Compute) -> bool:
    values = ((template.value(block.body.expression(name)), idle) for name, idle in compute.idle.items())
    return any(value is not None and text_of(value) == text_of(idle) for value, idle in values)


class _Needs:
    """What refers to what, and what of it depends on the transition of the workspace."""

    def __init__(self, catalog: Catalog, references: Sequence[Reference]) -> None:
        self._needed: dict[str, set[str]] = {}
        self._users: dict[str, set[str]] = {}
        self._told: set[str] = set()
        for reference in references:
            scope = reference.scope
            user = scope.owner or f"{scope.block.type}.{scope.block.label(0)}"
            if user.startswith(_OF_CODER):
                continue
            own = scope.block.type == "resource" and not scope.inside and scope.argument in _NUMBER_OF_INSTANCES
            if own and scope.block.label(0) in catalog.costs.compute:
                continue  # how many machines there are is judged by itself
            if _tells(catalog, reference.traversal):
                self._told.add(user)
            needed = named(reference.traversal, {"local", "module"})
            if needed is not None and not needed.startswith(_OF_CODER):
                self._needed.setdefault(user, set()).add(needed)
                self._users.setdefault(needed, set()).add(user)

    def may_stop(self, block: Block) -> bool:
        """True when something that depends on the transition could stop what a block makes."""
        address = f"{block.label(0)}.{block.label(1)}"
        users = self._reached(address, self._users)
        if any(user.startswith("module.") for user in users):
            return True
        return any(self._reached(user, self._needed) & self._told for user in users)

    @staticmethod
    def _reached(start: str, edges: dict[str, set[str]]) -> set[str]:
        """An address and all that is reached from it."""
        found, pending = {start}, [start]
        while pending:
            for following in edges.get(pending.pop(), ()):
                if following not in found:
                    found.add(following)
                    pending.append(following)
        return found


def _tells(catalog: Catalog, traversal: Traversal) -> bool:
    """True when an expression reads what tells a start from a stop, or takes the whole data source."""
    names = traversal.attributes
    return names[:2] == _WORKSPACE and (len(names) < 4 or names[3] in catalog.costs.transition)
