"""What `each`, `count` and the names of dynamic blocks are worth in an expression, once for each time it is made."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from generator.hcl.conversion import number_of
from generator.hcl.expressions import Traversal
from generator.hcl.functions import TextSet
from generator.hcl.unknown import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from generator.hcl.tree import Block
    from generator.template.model import Template
    from generator.template.scopes import Scope

Held = dict[str, object]
"""What is known of the names that repetition binds: `each` or an iterator, `count`."""

_MAX_INSTANCES: Final = 64


def repetitions(template: Template, scope: Scope, *, of_instances: bool) -> Iterator[Held]:
    """What the names that repetition binds are worth each time an expression is surely made, at most a few dozen.

    Args:
        template: Where the expression is.
        scope: What surrounds it.
        of_instances: False where the block at the top may not be made at all; nothing is known of its instances then.
    """
    once: Iterable[Held] = _instances(template, scope.block) if of_instances else ({},)
    for dynamic in scope.dynamics:
        once = [held | more for held in once for more in _made(template, dynamic, held)]
    yield from islice(once, _MAX_INSTANCES)


def members(values: Sequence[Any] | Mapping[str, Any]) -> Iterable[tuple[object, object]]:
    """What `for_each` goes through: keys and values."""
    if isinstance(values, TextSet):
        return zip(values, values, strict=True)
    return enumerate(values) if isinstance(values, list) else values.items()  # type: ignore[union-attr]


def iterator_of(dynamic: Block) -> str:
    """The name that a dynamic block binds."""
    chosen = dynamic.body.expression("iterator")
    return chosen.root if isinstance(chosen, Traversal) else dynamic.label(0)


def _instances(template: Template, block: Block) -> Iterable[Held]:
    """Of a block at the top; one of which nothing is held where it is not repeated, or that cannot be told."""
    count, each = block.body.expression("count"), block.body.expression("for_each")
    if each is not None:
        keys = template.known_parts(each)
        if isinstance(keys, dict | TextSet):
            return [{"each": {"key": key, "value": value}} for key, value in islice(members(keys), _MAX_INSTANCES)]
    elif count is not None:
        number = number_of(template.known_parts(count))
        if number is not None:
            return [{"count": {"index": index}} for index in range(min(int(number), _MAX_INSTANCES))]
    return ({},)


def _made(template: Template, dynamic: Block, held: Held) -> Iterable[Held]:
    """What a dynamic block makes; nothing where that cannot be told."""
    made = template.known_parts(dynamic.body.expression("for_each"), held)
    if made is UNKNOWN or not isinstance(made, list | dict):
        return []
    name = iterator_of(dynamic)
    return [{name: {"key": key, "value": value}} for key, value in islice(members(made), _MAX_INSTANCES)]
