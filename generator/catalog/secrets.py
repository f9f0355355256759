"""What secrets look like: the shapes of keys, the names that hold them, and the texts that only stand in for one."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_FEW = 5  # a key of fewer different characters than this was typed to fill a place

_TAIL = 16  # the characters at the end of a key that are surely not its fixed beginning


class SecretShape(Struct, frozen=True, dict=True):
    """A kind of key that can be told by its text.

    Attributes:
        name: What people call it.
        opens: What whoever holds it can get at.
        marker: Text that every such key contains; a text without it need not be searched.
        regex: Matches the key within a longer text.
    """

    name: str
    opens: str
    marker: str
    regex: str

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The compiled `regex`, of which few are ever needed: texts without the marker are not searched."""
        return re.compile(self.regex)


class SecretShapes(Struct, frozen=True):
    """What is known of secrets in text, from `modules_catalog/secret_shapes.yaml`.

    Attributes:
        shapes: The kinds of keys.
        environment: The names of environment variables that hold a secret.
        variable_name: Matches the name of a Terraform variable that by its name holds a secret.
        identifier: Matches the name of an input that modules mark sensitive though it names an account.
        placeholders: Lower-case texts; a text that contains one only stands in for a secret.
        stand_ins: Lower-case texts that, as a whole, are no secret.
    """

    shapes: tuple[SecretShape, ...]
    environment: frozenset[str]
    variable_name: re.Pattern[str]
    identifier: re.Pattern[str]
    placeholders: tuple[str, ...]
    stand_ins: frozenset[str]

    def find(self, text: str) -> Iterator[tuple[SecretShape, str]]:
        """The keys in a text that are no placeholders, each with its shape, shape by shape."""
        for shape in self.shapes:
            if shape.marker in text:
                for match in shape.pattern.finditer(text):
                    key = match.group()
                    if not self._filled_in(key[-_TAIL:]) and not self._named(key):
                        yield shape, key

    def is_placeholder(self, text: str) -> bool:
        """True when a text given as a secret is none: empty, a stand-in, a hint such as `<your key>`, a reference."""
        bare = text.strip()
        if not bare or bare.lower() in self.stand_ins or bare.startswith(("$", "<", "{{")):
            return True
        return self._named(bare) or (len(bare) >= _FEW and self._filled_in(bare))

    def _named(self, text: str) -> bool:
        lower = text.lower()
        return any(word in lower for word in self.placeholders)

    @staticmethod
    def _filled_in(text: str) -> bool:
        return len(set(text)) < _FEW


def shapes_from_data(data: Mapping[str, Any]) -> SecretShapes:
    """The shapes from the content of their file, which has been checked against its schema in the tests."""
    return SecretShapes(
        shapes=tuple(SecretShape(row["name"], row["opens"], row["marker"], row["regex"]) for row in data["shapes"]),
        environment=frozenset(data["environment"]),
        variable_name=re.compile(data["variable_name"]),
        identifier=re.compile(data["identifier"]),
        placeholders=tuple(data["placeholders"]),
        stand_ins=frozenset(data["stand_ins"]),
    )
