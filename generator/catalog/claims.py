"""What a claim does to a prebuilt workspace: what of it changes, and which resources cannot take that in place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping


class Replaceable(Struct, frozen=True):
    """What makes a resource anew; a dot leads into a block, and a block stands for all that is in it.

    Attributes:
        replaced_by: Arguments whose change replaces the resource.
        pods_replaced_by: Arguments whose change replaces the pods that it keeps.
    """

    replaced_by: tuple[str, ...]
    pods_replaced_by: tuple[str, ...]


class Claims(Struct, frozen=True):
    """What is known of claims, from `modules_catalog/claims.yaml`.

    Attributes:
        changes: Data source of the coder provider and attribute, of what surely is worth something else after a claim.
        agent_outputs: Attributes of an agent that no plan knows in which the agent is made anew.
        resources: By resource type.
    """

    changes: frozenset[tuple[str, str]]
    agent_outputs: frozenset[str]
    resources: Mapping[str, Replaceable]


def claims_from_data(data: Mapping[str, Any]) -> Claims:
    """The facts from the content of their file, which has been checked against its schema in the tests."""
    return Claims(
        changes=frozenset((source, name) for source, names in data["changes"].items() for name in names),
        agent_outputs=frozenset(data["agent_outputs"]),
        resources={
            type_: Replaceable(tuple(row["replaced_by"]), tuple(row.get("pods_replaced_by", ())))
            for type_, row in data["resources"].items()
        },
    )
