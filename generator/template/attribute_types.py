"""What a reference takes from a resource, step by step along its schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from generator.catalog.provider_schemas import BlockSchema
from generator.hcl.expressions import GetAttribute, GetIndex, Literal, Splat

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from generator.hcl.expressions import Step


_SCALARS = frozenset({"string", "number", "bool"})


class _Many(Struct, frozen=True):
    """Several blocks of one kind, as a `list` or `set`."""

    block: BlockSchema
    shape: str


class Misstep(Struct, frozen=True):
    """A step that leads nowhere.

    Attributes:
        step: The step: a name, or an index that is written out.
        path: The names taken up to and with it, dotted.
        known: The names that are there instead; None where there are none, since the thing has none.
        thing: What has no attributes or indexes: `list`, `set`, `string`, ...; empty where `known` is set.
        certain: False where a splat or an index that must be worked out came before, which `try` may catch.
    """

    step: GetAttribute | GetIndex
    path: str
    known: Collection[str] | None
    thing: str
    certain: bool


def misstep(schema: BlockSchema, steps: Sequence[Step]) -> Misstep | None:
    """The first step from an instance that its schema does not have; None where all lead somewhere, or may.

    Args:
        schema: What the type of the resource holds.
        steps: The steps behind the address and the index of the instance.
    """
    at: Any = schema
    names: list[str] = []
    certain = True
    splat = False
    for step in steps:
        if isinstance(step, GetAttribute):
            names.append(step.name)
            wrong, at = _attribute(at, step.name)
            if wrong is not None:
                known, thing = wrong
                return Misstep(step, ".".join(names), known, thing, certain)
        elif isinstance(step, GetIndex):
            if splat:  # what it applies to depends on how the splat is written
                return None
            whole = _unindexed(at) if isinstance(step.key, Literal) else None
            if whole is not None:
                return Misstep(step, ".".join(names), None, whole, certain)
            certain = certain and isinstance(step.key, Literal)
            at = _element(at)
        elif isinstance(step, Splat):
            splat, certain = True, False
            at = at if isinstance(at, BlockSchema) else _element(at)
        if at is None:
            return None
    return None


def type_at(schema: BlockSchema, steps: Sequence[Step]) -> Any:
    """The type that steps from an instance lead to, as in a schema; None where it cannot be told.

    Blocks count as `object`, several of them as `list` or `set`.
    """
    at: Any = schema
    for step in steps:
        at = _attribute(at, step.name)[1] if isinstance(step, GetAttribute) else _element(at)
        if at is None:
            return None
    if isinstance(at, BlockSchema):
        return "object"
    return at.shape if isinstance(at, _Many) else at


def _attribute(at: Any, name: str) -> tuple[tuple[Collection[str] | None, str] | None, Any]:
    """What is wrong with taking an attribute, and what it leads to; None and None where it cannot be told."""
    if isinstance(at, BlockSchema):
        attribute, nested = at.attribute(name), at.block(name)
        if attribute is not None:
            return None, None if attribute.type == "dynamic" else attribute.type
        if nested is None:
            return ({*at.attribute_names, *at.block_names}, ""), None
        if nested.nesting in {"single", "group"}:
            return None, nested.block
        return None, _Many(nested.block, nested.nesting) if nested.nesting in {"list", "set"} else None
    if isinstance(at, _Many):
        return (None, at.shape), None
    if isinstance(at, str):
        return (None, at), None
    if at[0] in {"list", "set"}:
        return (None, at[0]), None
    if at[0] == "object":
        member = at[1].get(name)
        return ((at[1].keys(), ""), None) if member is None else (None, None if member == "dynamic" else member)
    return None, None


def _unindexed(at: Any) -> str | None:
    """What to call a thing whose elements no index takes; None for any other."""
    if isinstance(at, _Many):
        return at.shape if at.shape == "set" else None
    if isinstance(at, str):
        return at if at in _SCALARS else None
    return "set" if isinstance(at, list) and at[0] == "set" else None


def _element(at: Any) -> Any:
    """What an index takes from a list, set or map; None where it cannot be told."""
    if isinstance(at, _Many):
        return at.block
    if isinstance(at, list) and at[0] in {"list", "set", "map"}:
        return None if at[1] == "dynamic" else at[1]
    return None
