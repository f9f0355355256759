"""What stands for an answer while a template is rendered and formatted: a word that tells what to put there.

An answer is known only when somebody stamps a template out, so a rendered file has an expression in its place. That
is no HCL, and the formatter would read it; a word is, and nothing that we escape or format changes one. Each file's
kind says by its own filters how an answer is written, and the word keeps their names, so nothing is guessed afterwards
from where a word stands.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, TypeVar

from generator.compose.answers import Answer, answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_Marked = TypeVar("_Marked", bound=str)


class Tokens:
    """The words of one rendering, which begin in a way in which no other word of it does."""

    def __init__(self, mark: str) -> None:
        """Take letters and digits that stand nowhere in what is rendered."""
        self._mark = mark
        # Where an answer is quoted text, so is its word: the formatter tells the two from other terms.
        self._word = re.compile(rf'"{mark}q([0-9a-f]+)z"|{mark}b([0-9a-f]+)z')

    def word(self, expression: str, text: str = "") -> str:
        """The word for an expression; `text` is what would stand there without answers."""
        told = expression.encode().hex()
        return f'"{self._mark}q{told}z"' if text.startswith('"') else f"{self._mark}b{told}z"

    def parts(self, text: str) -> Iterator[tuple[str, str]]:
        """Text as it is, and the expression after it; empty after the last."""
        start = 0
        for found in self._word.finditer(text):
            yield text[start : found.start()], bytes.fromhex(found[1] or found[2]).decode()
            start = found.end()
        yield text[start:], ""

    def deferring(self, name: str, function: Callable[..., object], marked: type[_Marked]) -> Callable[..., object]:
        """A filter that applies itself to values, and leaves its name with answers.

        Args:
            name: What the exported template calls it.
            function: The filter.
            marked: The type of what is not to be escaped any more, for which the word is put at last.
        """

        def applied(value: object, *arguments: object) -> object:
            if not isinstance(value, Answer):
                return function(value, *arguments)
            made = function(value.own, *arguments)
            given = f"({', '.join(map(json.dumps, arguments))})" if arguments else ""
            expression = f"{value.expression} | {name}{given}"
            return marked(self.word(expression, made)) if isinstance(made, marked) else answer(made, expression)

        return applied


NO_ANSWERS = Tokens("")
"""For templates that are rendered as they are."""
