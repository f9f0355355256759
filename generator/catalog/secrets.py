"""What secrets look like: the shapes of keys, the names that hold them, and the texts that only stand in for one."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property
from math import log2
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


class RandomText(Struct, frozen=True, dict=True):
    """How a text that looks drawn by lot is told from others, where its name says that it is a secret.

    Attributes:
        name: Searched in the name.
        least_length: The fewest characters.
        least_bits: The least entropy over its characters, in bits a character.
        least_digits: The fewest digits.
        least_letters: The fewest letters.
        longest_word: The most letters of one case in a row.
        regex: Matches the whole of such a text.
        others: Searched in texts that are as random and no secrets.
    """

    name: str
    least_length: int
    least_bits: float
    least_digits: int
    least_letters: int
    longest_word: int
    regex: str
    others: tuple[str, ...]

    @cached_property
    def names(self) -> re.Pattern[str]:
        """The compiled `name`."""
        return re.compile(self.name)

    def __contains__(self, text: str) -> bool:
        """True for a text that looks drawn by lot."""
        if len(text) < self.least_length or re.fullmatch(self.regex, text) is None:
            return False
        letters = sum(1 for sign in text if sign.isalpha())
        if letters < self.least_letters or sum(1 for sign in text if sign.isdigit()) < self.least_digits:
            return False
        longer = self.longest_word + 1
        if re.search(f"[a-z]{{{longer}}}|[A-Z]{{{longer}}}", text) or any(
            re.search(each, text) for each in self.others
        ):
            return False
        return _bits(text) >= self.least_bits


def _bits(text: str) -> float:
    """Shannon's entropy of the characters of a text, in bits a character."""
    counts = Counter(text).values()
    return -sum(count / len(text) * log2(count / len(text)) for count in counts)


class SecretShapes(Struct, frozen=True):
    """What is known of secrets in text, from `modules_catalog/secret_shapes.yaml`.

    Attributes:
        shapes: The kinds of keys.
        environment: The names of environment variables that hold a secret.
        variable_name: Matches the name of a Terraform variable that by its name holds a secret.
        identifier: Matches the name of an input that modules mark sensitive though it names an account.
        placeholders: Lower-case texts; a text that contains one only stands in for a secret.
        stand_ins: Lower-case texts that, as a whole, are no secret.
        random: How a secret is told that has no shape.
    """

    shapes: tuple[SecretShape, ...]
    environment: frozenset[str]
    variable_name: re.Pattern[str]
    identifier: re.Pattern[str]
    placeholders: tuple[str, ...]
    stand_ins: frozenset[str]
    random: RandomText

    def find(self, text: str) -> Iterator[tuple[SecretShape, str]]:
        """The keys in a text that are no placeholders, each with its shape, shape by shape."""
        for shape in self.shapes:
            if shape.marker in text:
                for match in shape.pattern.finditer(text):
                    key = match.group()
                    if not self._filled_in(key[-_TAIL:]) and not self._named(key):
                        yield shape, key

    def is_random(self, name: str, text: str) -> bool:
        """True for a text under a name that says secret which looks drawn by lot, and stands in for nothing."""
        return self.random.names.search(name) is not None and text in self.random and not self.is_placeholder(text)

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
        random=RandomText(**{**data["random"], "others": tuple(data["random"]["others"])}),
    )
