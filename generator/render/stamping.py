"""An exported template as cookiecutter reads it, and what stamping it out gives; cookiecutter itself is not needed.

Its expressions stand between marks that no text has by chance, so that what looks like Jinja in a rendered file, and in
an answer, is text: `${{ github.token }}` in a workflow stays what it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jinja2 import Environment, StrictUndefined

from generator.escapes import FILTERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from generator.render.renderer import FileSet
    from generator.render.tokens import Tokens

_END = "}}"
# What Jinja changes (line ends) or cookiecutter may take for a binary file that it does not render.
_NOT_PLAIN = re.compile(r"[^\t\n -~]+")


class Marks:
    """What stands around expressions in an exported template."""

    def __init__(self, texts: Iterable[str], word: str) -> None:
        """Choose marks that are in none of some texts; `word` is not in them either, should it be needed."""
        plain = "taskplate."
        taken = any(f"{{{kind}{plain}" in text for text in texts for kind in "{%#")
        self._inner = f"taskplate-{word}." if taken else plain
        self.start = "{{" + self._inner

    def around(self, expression: str) -> str:
        """An expression, marked."""
        return f"{self.start}{expression}{_END}"

    def settings(self) -> dict[str, Any]:
        """What cookiecutter's environment is to be told of them."""
        return {
            "variable_start_string": self.start,
            "variable_end_string": _END,
            "block_start_string": "{%" + self._inner,
            "block_end_string": "%}",
            "comment_start_string": "{#" + self._inner,
            "comment_end_string": "#}",
        }

    def template(self, text: str, tokens: Tokens) -> str:
        """A rendered file as a file of the exported template: expressions where words stand for answers."""
        return "".join(
            _NOT_PLAIN.sub(self._constant, still) + (self.around(expression) if expression else "")
            for still, expression in tokens.parts(text)
        )

    def _constant(self, found: re.Match[str]) -> str:
        return self.around(f'"{found.group().encode("unicode-escape").decode()}"')


class Stamp:
    """Does with an exported template what cookiecutter does with it."""

    def __init__(self, template: Mapping[str, str], marks: Marks) -> None:
        """Read a template: its files, and its marks."""
        self._environment = Environment(
            undefined=StrictUndefined,
            keep_trailing_newline=True,
            autoescape=False,  # noqa: S701 - nothing here is HTML
            **marks.settings(),
        )
        self._environment.filters.update(FILTERS)
        self._still = {name: text.encode() for name, text in template.items() if marks.start not in text}
        self._files = {n: self._environment.from_string(text) for n, text in template.items() if n not in self._still}

    def files(self, defaults: Mapping[str, str | bool], given: Mapping[str, str | bool]) -> FileSet:
        """What is made of it.

        Args:
            defaults: The default of each question, in order; expressions in text are filled in.
            given: Answers over the defaults.
        """
        answers: dict[str, str | bool] = {}
        for key, default in defaults.items():
            if key in given or isinstance(default, bool):
                answers[key] = given.get(key, default)
            else:
                answers[key] = self._environment.from_string(default).render(cookiecutter=answers)
        made = {name: file.render(cookiecutter=answers).encode() for name, file in self._files.items()}
        return {**self._still, **made}
