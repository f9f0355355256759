"""Collects what is wrong with a spec beyond its schema, each at its place, so that all of it is said at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import RuleInfo, Severity, in_order
from generator.source.problems import InvalidInputError

if TYPE_CHECKING:
    from generator.diagnostics import Diagnostic, Span
    from generator.source.yaml_tree import Path, YamlTree


class Problems:
    """The findings of one composition."""

    def __init__(self, tree: YamlTree) -> None:
        self._tree = tree
        self._found: list[Diagnostic] = []
        self.remarks: list[Diagnostic] = []

    def add(self, rule: str, path: Path, message: str) -> None:
        """Note an error at the value that `path` leads to, or at what is around it where there is none."""
        self._add(rule, message, self._tree.span(path))

    def add_at_key(self, rule: str, path: Path, message: str) -> None:
        """Note an error at the key of a mapping."""
        self._add(rule, message, self._tree.key_span(path))

    def remark(self, rule: str, path: Path, message: str) -> None:
        """Note at the key of a mapping what is worth knowing and stops nothing."""
        info = RuleInfo(rule, "spec", "the spec says what does not count", Severity.INFO)
        self.remarks.append(info.at(self._tree.key_span(path), message))

    def refuse(self) -> None:
        """End the composition if anything was found.

        Raises:
            InvalidInputError: With everything found so far.
        """
        if self._found:
            raise InvalidInputError(in_order(self._found), {self._tree.source.path: self._tree.source})

    def _add(self, rule: str, message: str, span: Span) -> None:
        info = RuleInfo(rule, "spec", "the spec asks for what cannot be made", Severity.ERROR)
        self._found.append(info.at(span, message))
