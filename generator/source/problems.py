"""Findings that stop a run: what is wrong with an input, each at its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from generator.diagnostics import Diagnostic
    from generator.source.files import SourceFile


class InvalidInputError(UsageError):
    """An input file was read but does not say anything that can be carried out.

    Attributes:
        diagnostics: What is wrong, at least one, in their total order.
        sources: The files that the diagnostics point into.
    """

    def __init__(self, diagnostics: Sequence[Diagnostic], sources: Mapping[str, SourceFile]) -> None:
        first = diagnostics[0]
        place = ""
        if first.primary.path in sources:
            place = f":{sources[first.primary.path].position(first.primary.start)}"
        super().__init__(f"{first.primary.path}{place}: {first.message}")
        self.diagnostics = tuple(diagnostics)
        self.sources = dict(sources)
