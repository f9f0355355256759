"""The names that a template declares, and what an expression refers to that is not among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.hcl.expressions import traversals

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.hcl.expressions import Expression, Traversal
    from generator.template.model import Template

_GIVEN = frozenset({"path", "terraform", "each", "count", "self"})


def declared(template: Template) -> dict[str, frozenset[str]]:
    """The declared addresses by kind: `var`, `local`, `module`, `data` and `resource` (`type.name`)."""
    return {
        "var": frozenset(template.variables),
        "local": frozenset(template.locals),
        "module": frozenset(call.name for call in template.module_calls),
        "data": frozenset(f"{block.label(0)}.{block.label(1)}" for block in template.blocks("data")),
        "resource": frozenset(f"{block.label(0)}.{block.label(1)}" for block in template.blocks("resource")),
    }


def undeclared(template: Template, expression: Expression) -> Iterator[tuple[Traversal, str, frozenset[str]]]:
    """Every traversal that refers to nothing declared: itself, the address it names, and what could be meant.

    The address is written as people write it: `var.x`, `data.coder_parameter.x`, `docker_container.x`.
    """
    known = declared(template)
    for traversal in traversals(expression):
        names = traversal.attributes
        root = names[0]
        if root in _GIVEN:
            continue
        if root in {"var", "local", "module"}:
            prefix, rest, candidates = f"{root}.", ".".join(names[1:2]), known[root]
        elif root == "data":
            prefix, rest, candidates = "data.", ".".join(names[1:3]), known["data"]
        else:
            prefix, rest, candidates = "", ".".join(names[:2]), known["resource"]
        if rest not in candidates:
            yield traversal, prefix + rest, frozenset(prefix + candidate for candidate in candidates)
