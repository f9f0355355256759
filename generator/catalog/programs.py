"""Programs that agents need, and how a Debian or Ubuntu image comes by them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping


class Program(Struct, frozen=True):
    """How a program is installed.

    Attributes:
        package: The Debian package that holds it.
        repository: URL of the script that adds the repository of the package, `{version}` standing for the major
            version; None where the distribution's own repository has it.
        version: The major version to take where no other is asked for; None without such a script.
    """

    package: str
    repository: str | None = None
    version: int | None = None


def programs_from_data(data: Mapping[str, Any]) -> Mapping[str, Program]:
    """The programs by name, from the content of their file; the tests have checked it against its schema."""
    return {name: Program(**row) for name, row in data["programs"].items()}
