"""The names that a template declares, and what an expression refers to that is not among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.hcl.expressions import traversals
from generator.source.near import near_match

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from generator.hcl.expressions import Expression, Traversal
    from generator.template.model import Template

# What they mean depends on where they stand; `template`, `lazy` and `arg` are kept by Terraform for later.
_BY_PLACE = frozenset({"each", "count", "self", "action", "list", "template", "lazy", "arg"})
# terraform/internal/terraform/evaluate.go, GetPathAttr and GetTerraformAttr.
_GIVEN = {"path": frozenset({"module", "root", "cwd"}), "terraform": frozenset({"workspace", "applying"})}
_TYPED = frozenset({"data", "ephemeral"})


def declared(template: Template) -> dict[str, frozenset[str]]:
    """The declared addresses by kind: `var`, `local`, `module`, `data`, `ephemeral`, `resource` (`type.name`)."""
    inside_checks = (block for check in template.blocks("check") for block in check.body.blocks_of("data"))
    return {
        "var": frozenset(template.variables),
        "local": frozenset(template.locals),
        "module": frozenset(call.name for call in template.module_calls),
        "data": frozenset(f"{b.label(0)}.{b.label(1)}" for b in (*template.blocks("data"), *inside_checks)),
        "ephemeral": frozenset(f"{block.label(0)}.{block.label(1)}" for block in template.blocks("ephemeral")),
        "resource": frozenset(f"{block.label(0)}.{block.label(1)}" for block in template.blocks("resource")),
        **_GIVEN,
    }


def unresolved(known: Mapping[str, Collection[str]], traversal: Traversal) -> tuple[str, frozenset[str]] | None:
    """What a traversal refers to when nothing declared is there: the address it names, and what could be meant.

    The address is written as people write it: `var.x`, `data.coder_parameter.x`, `docker_container.x`. Of `each`,
    `count` and `self` nothing is said: that depends on the place.

    Args:
        known: The declared addresses, from `declared`.
        traversal: Whose root no `for` and no dynamic block binds.
    """
    names = traversal.attributes
    root = names[0]
    if root in _BY_PLACE:
        return None
    if root == "resource":  # the long form of a managed resource's address
        prefix, rest, candidates = "", ".".join(names[1:3]), known["resource"]
    elif root in _TYPED:
        prefix, rest, candidates = f"{root}.", ".".join(names[1:3]), known[root]
    elif root in known:
        prefix, rest, candidates = f"{root}.", ".".join(names[1:2]), known[root]
    else:
        prefix, rest, candidates = "", ".".join(names[:2]), known["resource"]
    if rest in candidates:
        return None
    return prefix + rest, frozenset(prefix + candidate for candidate in candidates)


def undeclared(template: Template, expression: Expression) -> Iterator[tuple[Traversal, str, frozenset[str]]]:
    """Every traversal that refers to nothing declared: itself, the address it names, and what could be meant."""
    known = declared(template)
    for traversal in traversals(expression):
        found = unresolved(known, traversal)
        if found is not None:
            yield traversal, *found


def near_address(address: str, known: Collection[str]) -> str | None:
    """The declared address that was most likely meant: first one of the same type, then one of the same name."""
    prefix, _, name = address.rpartition(".")
    same_type = {each.rpartition(".")[2]: each for each in known if each.rpartition(".")[0] == prefix}
    match = near_match(name, same_type)
    if match is not None:
        return same_type[match]
    same_name = {each.rpartition(".")[0]: each for each in known if each.rpartition(".")[2] == name}
    match = near_match(prefix, same_name)
    return None if match is None else same_name[match]
