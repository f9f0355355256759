"""What every report is made from: the findings folder by folder, and the files that they point into."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from generator.diagnostics import Diagnostic, Severity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.source.files import SourceFile


class RuleFault(Struct, frozen=True):
    """A rule that failed, and why; what it would have found is not known."""

    rule: str
    reason: str


class FolderFindings(Struct, frozen=True):
    """What was found in one template folder.

    Attributes:
        name: The folder, as the paths were given.
        diagnostics: The findings, in total order.
        faults: The rules that failed there.
        threshold: The least severity that fails; None where nothing does.
        unreadable: Why a file of it cannot be read, so that nothing was checked; empty when all could.
    """

    name: str
    diagnostics: tuple[Diagnostic, ...] = ()
    faults: tuple[RuleFault, ...] = ()
    threshold: Severity | None = Severity.ERROR
    unreadable: str = ""

    def fails(self, diagnostic: Diagnostic) -> bool:
        """True when a finding is as bad as the threshold, or worse."""
        return self.threshold is not None and diagnostic.severity.at_least(self.threshold)


class Findings(Struct, frozen=True, dict=True):
    """What a run found.

    Attributes:
        folders: Every folder, in order, those without findings among them.
        sources: The files by the path that spans name.
        colour: The report may use colour.
    """

    folders: tuple[FolderFindings, ...]
    sources: Mapping[str, SourceFile]
    colour: bool = False

    @cached_property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """All findings, folder by folder."""
        return tuple(diagnostic for folder in self.folders for diagnostic in folder.diagnostics)

    @cached_property
    def faults(self) -> tuple[RuleFault, ...]:
        """The rules that failed, each reason once."""
        return tuple(dict.fromkeys(fault for folder in self.folders for fault in folder.faults))

    @property
    def unreadable(self) -> tuple[str, ...]:
        """Why folders were not checked."""
        return tuple(folder.unreadable for folder in self.folders if folder.unreadable)

    @property
    def failures(self) -> tuple[str, ...]:
        """What went wrong with the check itself, in sentences: rules that failed, folders that cannot be read."""
        return (*(f"the rule `{fault.rule}` failed: {fault.reason}" for fault in self.faults), *self.unreadable)
