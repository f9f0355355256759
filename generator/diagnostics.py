"""The one type in which every finding about a user's file is said, and its total order.

Spans are byte offsets into one file; `generator.source` alone turns them into lines and columns.
"""

from __future__ import annotations

from enum import Enum

from msgspec import Struct


class Severity(Enum):
    """How bad a finding is. `ERROR` is what breaks, late or silently; the values are what reports print."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for error, 1 for warning, 2 for info: the smaller, the worse."""
        return _RANKS[self]

    def at_least(self, other: Severity) -> bool:
        """True when this severity is as bad as `other`, or worse."""
        return self.rank <= other.rank


_RANKS = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


class Span(Struct, frozen=True, order=True):
    """A half-open range of bytes, `start` to `end`, in the file that reports call `path` (with forward slashes)."""

    path: str
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"a span runs forward from 0: {self.start}..{self.end}")

    def contains(self, other: Span) -> bool:
        """True when `other` lies in the same file and wholly inside this span."""
        return self.path == other.path and self.start <= other.start and other.end <= self.end


class Note(Struct, frozen=True):
    """A related place, and in `message` why it matters to the finding."""

    message: str
    span: Span


class Edit(Struct, frozen=True):
    """Replace the bytes of `span` by `replacement` (UTF-8 when written); an empty span inserts."""

    span: Span
    replacement: str


class Fix(Struct, frozen=True):
    """Edits that mend a finding together.

    Attributes:
        title: What the fix does, in the imperative ("Rename `modle` to `model`").
        edits: Edits that do not overlap.
        safe: True when the edits cannot change what works; `--fix` applies safe fixes only.
    """

    title: str
    edits: tuple[Edit, ...]
    safe: bool


class RuleInfo(Struct, frozen=True):
    """What is known of a rule before it runs.

    Attributes:
        name: The rule's id in kebab-case, which is its file name; reads as the problem.
        family: `syntax`, `module`, `task`, `preset`, `security`, ... : the folder that holds the rule.
        summary: One line that says what the rule finds.
        severity: The severity of its findings unless a finding says otherwise.
        fixable: True when some of its findings carry a fix.
    """

    name: str
    family: str
    summary: str
    severity: Severity
    fixable: bool = False

    def at(
        self,
        span: Span,
        message: str,
        *,
        severity: Severity | None = None,
        related: tuple[Note, ...] = (),
        fix: Fix | None = None,
    ) -> Diagnostic:
        """A finding of this rule at `span`; `severity` defaults to the rule's own."""
        return Diagnostic(
            rule=self, severity=severity or self.severity, message=message, primary=span, related=related, fix=fix
        )


class Diagnostic(Struct, frozen=True, kw_only=True):
    """One finding about a user's file.

    Attributes:
        rule: The rule that found it.
        severity: After everything that may change it.
        message: What is wrong and what to do, one line, offending names in backticks.
        primary: Where the reader should look first.
        related: Other places that explain it.
        fix: How to mend it; None where a person has to decide.
    """

    rule: RuleInfo
    severity: Severity
    message: str
    primary: Span
    related: tuple[Note, ...] = ()
    fix: Fix | None = None

    @property
    def order(self) -> tuple[str, int, int, int, str, str]:
        """The key of the one total order: place, then severity, then rule and message."""
        return (
            self.primary.path,
            self.primary.start,
            self.primary.end,
            self.severity.rank,
            self.rule.name,
            self.message,
        )


def in_order(diagnostics: list[Diagnostic]) -> list[Diagnostic]:
    """The findings in their total order, exact repeats dropped; a new list."""
    return list(dict.fromkeys(sorted(diagnostics, key=lambda diagnostic: diagnostic.order)))
