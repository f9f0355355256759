"""What lets a workspace's container act on the machine that runs it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping


class HostRight(Struct, frozen=True):
    """An argument and the values that give a container a right of the host.

    Attributes:
        types: The resource types that take it.
        block: The block that the argument stands in; None where the argument's name alone tells it.
        argument: Its name.
        values: The values; of an argument that takes a list, one of its members.
        gives: What the container gets by it, as the end of a sentence.
    """

    types: frozenset[str]
    block: str | None
    argument: str
    values: tuple[str | int | float | bool, ...]
    gives: str


class HostMount(Struct, frozen=True):
    """An argument, in a block of some resource types, that takes a path of the host."""

    types: frozenset[str]
    block: str
    argument: str


class HostAccess(Struct, frozen=True):
    """What is known of containers and hosts, from `modules_catalog/host_access.yaml`.

    Attributes:
        rights: Arguments that take the wall between container and host away.
        inner_container: Matches an image that runs the workspace in a container of its own, without rights.
        mounts: Arguments that take a path of the host.
        sockets: Paths of the sockets that container engines listen on.
    """

    rights: tuple[HostRight, ...]
    inner_container: re.Pattern[str]
    mounts: tuple[HostMount, ...]
    sockets: tuple[str, ...]

    @property
    def types(self) -> frozenset[str]:
        """Every resource type that something is known of."""
        return frozenset().union(*(right.types for right in self.rights), *(mount.types for mount in self.mounts))

    def socket_in(self, path: str) -> str | None:
        """The first socket that a mounted path of the host is or holds; None when there is none."""
        folder = path.rstrip("/")
        return next((socket for socket in self.sockets if socket == path or socket.startswith(f"{folder}/")), None)


def host_access_from_data(data: Mapping[str, Any]) -> HostAccess:
    """The facts from the content of their file, which has been checked against its schema in the tests."""
    kinds = {name: frozenset(types) for name, types in data["kinds"].items()}
    return HostAccess(
        rights=tuple(
            HostRight(kinds[row["kind"]], row.get("block"), row["argument"], tuple(row["values"]), row["gives"])
            for row in data["rights"]
        ),
        inner_container=re.compile(data["inner_container"]),
        mounts=tuple(HostMount(kinds[row["kind"]], row["block"], row["argument"]) for row in data["mounts"]),
        sockets=tuple(data["sockets"]),
    )
