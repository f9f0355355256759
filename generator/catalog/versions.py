"""Releases, ranges of releases in our data, and Terraform's version constraints.

Terraform reads the `version` of a module with hashicorp/go-version and that of a provider with
apparentlymart/go-versions. The two agree but for `~> 4` and for `~>` before a prerelease; both dialects are here.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

_RELEASE = re.compile(r"v?([0-9]+(?:\.[0-9]+){0,2})(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?")
_LEADING_ZERO = re.compile(r"0[0-9]+")
_TERM = re.compile(r"(!=|>=|<=|~>|=|>|<|)\s*([^\s=<>!~].*)")
_ANY = ".."
_LOWER_BOUNDS = frozenset({">=", ">", "~>", "="})


class Release(Struct, frozen=True):
    """A semantic version without build metadata, ordered as semver 2.0.0 says: `1.0.0-beta.2 < 1.0.0`.

    Attributes:
        major: The first number.
        minor: The second number.
        patch: The third number.
        prerelease: What follows the hyphen, such as `beta.2`; empty for a final release.
    """

    major: int
    minor: int = 0
    patch: int = 0
    prerelease: str = ""

    @classmethod
    def parse(cls, text: str) -> Release:
        """Reads `4.9.2`, `v4.9.2`, `4.9`, `4` or `4.9.2-beta.1`; numbers left out are 0.

        Raises:
            ValueError: When `text` is none of these.
        """
        return _parse_release(text)[0]

    def __str__(self) -> str:
        core = f"{self.major}.{self.minor}.{self.patch}"
        return f"{core}-{self.prerelease}" if self.prerelease else core

    # A Struct has all comparisons, so that `total_ordering` would add none.

    def __lt__(self, other: Release) -> bool:
        return self._order < other._order

    def __le__(self, other: Release) -> bool:
        return self._order <= other._order

    def __gt__(self, other: Release) -> bool:
        return self._order > other._order

    def __ge__(self, other: Release) -> bool:
        return self._order >= other._order

    @property
    def _order(self) -> tuple[int, int, int, bool, tuple[tuple[bool, int, str], ...]]:
        # In semver numbers compare as numbers and come before words, and a final release comes after its prereleases.
        if not self.prerelease:
            return (self.major, self.minor, self.patch, True, ())
        identifiers = tuple(
            (False, int(part), "") if part.isdigit() else (True, 0, part) for part in self.prerelease.split(".")
        )
        return (self.major, self.minor, self.patch, False, identifiers)


@lru_cache(maxsize=1024)  # the catalog's files name few releases many times
def _parse_release(text: str) -> tuple[Release, int]:
    """The release that `text` names, and how many numbers were written (1 to 3)."""
    match = _RELEASE.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"`{text}` is not a version: write up to three numbers, such as `4.9.2` or `4.9.2-beta.1`")
    numbers = [int(number) for number in match[1].split(".")]
    prerelease = match[2] or ""
    if any(_LEADING_ZERO.fullmatch(part) for part in prerelease.split(".")):
        raise ValueError(f"`{text}` is not a version: a number in the prerelease has a leading zero")
    major, minor, patch = [*numbers, 0, 0][:3]
    return Release(major, minor, patch, prerelease), len(numbers)


class ReleaseRange(Struct, frozen=True):
    """A set of releases as inclusive spans; the text form is what the catalog's files hold.

    `4.0.0..4.9.2` is closed, `4.0.0..` and `..1.2.0` are open on one side, `..` is every release,
    `4.9.2` is one release, and a comma joins several: `1.0.0..1.2.0, 2.0.0..`.

    Attributes:
        spans: `(first, last)` in ascending order and apart from each other; None stands for an open side.
    """

    spans: tuple[tuple[Release | None, Release | None], ...]

    @classmethod
    def parse(cls, text: str) -> ReleaseRange:
        """Reads the text form; spans may come in any order but may not overlap.

        Raises:
            ValueError: When a span is malformed, runs backwards, or overlaps another.
        """
        spans = sorted(
            (_parse_span(part.strip(), text) for part in text.split(",")),
            key=lambda span: (span[0] is not None, span[0] or Release(0)),
        )
        for (_, last), (first, _) in pairwise(spans):
            if last is None or first is None or first <= last:
                raise ValueError(f"`{text}` is not a range of releases: its parts overlap")
        return cls(tuple(spans))

    @classmethod
    def of(cls, chosen: Collection[Release], among: Sequence[Release]) -> ReleaseRange:
        """The shortest range that holds `chosen` and none of the rest of `among`.

        A run that reaches the newest of `among` stays open, so that later releases fall in.

        Args:
            chosen: Some of `among`, at least one.
            among: Every release there is, ascending.

        Raises:
            ValueError: When `chosen` is empty or holds a release that `among` has not.
        """
        wanted = set(chosen)
        if not wanted or not wanted <= set(among):
            raise ValueError("a range needs at least one release, and only releases that exist")
        spans: list[tuple[Release | None, Release | None]] = []
        first: Release | None = None
        last: Release | None = None
        for release in among:
            if release in wanted:
                first, last = first or release, release
            elif first is not None:
                spans.append((first, last))
                first = None
        if first is not None:
            spans.append((first, None))
        return cls(tuple(spans))

    def __contains__(self, release: Release) -> bool:
        return any(
            (first is None or first <= release) and (last is None or release <= last) for first, last in self.spans
        )

    def __str__(self) -> str:
        return ", ".join(_span_text(first, last) for first, last in self.spans)


def _parse_span(part: str, whole: str) -> tuple[Release | None, Release | None]:
    low, dots, high = part.partition(_ANY)
    if not dots:
        release = Release.parse(part)
        return release, release
    first = Release.parse(low) if low.strip() else None
    last = Release.parse(high) if high.strip() else None
    if first is not None and last is not None and last < first:
        raise ValueError(f"`{whole}` is not a range of releases: `{part}` runs backwards")
    return first, last


def _span_text(first: Release | None, last: Release | None) -> str:
    if first is not None and first == last:
        return str(first)
    return f"{first or ''}{_ANY}{last or ''}"


class _Term(Struct, frozen=True):
    """One comparison; `operator` is `=` for a bare version, and `written` counts the numbers the version had."""

    operator: str
    release: Release
    written: int

    def allows(self, release: Release, *, provider: bool) -> bool:
        bound = self.release
        match self.operator:
            case "=":
                return release == bound
            case "!=":
                return release != bound
            case ">":
                return release > bound
            case ">=":
                return release >= bound
            case "<":
                return release < bound
            case "<=":
                return release <= bound
            case _:
                return self._allows_pessimistic(release, provider=provider)

    def _allows_pessimistic(self, release: Release, *, provider: bool) -> bool:
        bound = self.release
        if release < bound:
            return False
        if not provider and bound.prerelease and not release.prerelease:
            return False  # go-version: `~> 1.0.0-beta` does not reach the final release
        if self.written == 1:
            return not provider or release.major == bound.major
        return release.major == bound.major and (self.written == 2 or release.minor == bound.minor)

    @property
    def first(self) -> Release:
        """The lowest final release that its lower bound lets in; 0.0.0 where it has none."""
        if self.operator not in {">", ">=", "~>"}:
            return Release(0)
        core = Release(self.release.major, self.release.minor, self.release.patch)
        if self.operator == ">" and not self.release.prerelease:
            return Release(core.major, core.minor, core.patch + 1)
        return core

    def raised(self, floor: Release) -> tuple[_Term, ...]:
        """With its bound at `floor` where it bounds from below and is lower; a second one where `~>` cannot say it."""
        if self.operator not in _LOWER_BOUNDS or self.release >= floor:
            return (self,)
        needed = 3 if floor.patch else 2
        if self.operator != "~>":
            return (_Term(">=" if self.operator == ">" else self.operator, floor, max(self.written, needed)),)
        if self.written == 3 or not floor.patch:
            return (_Term("~>", floor, max(self.written, 2)),)
        return (_Term("~>", Release(floor.major, floor.minor), 2), _Term(">=", floor, 3))

    def __str__(self) -> str:
        numbers = (self.release.major, self.release.minor, self.release.patch)[: self.written]
        version = ".".join(map(str, numbers)) + (f"-{self.release.prerelease}" if self.release.prerelease else "")
        return version if self.operator == "=" else f"{self.operator} {version}"


class Constraint(Struct, frozen=True):
    """A Terraform version constraint: comparisons that must all hold. Build one with `parse`.

    A prerelease is allowed only where `=` or a bare version names it, as Terraform does for modules and providers.

    Attributes:
        terms: The comparisons as written.
        provider: True for a provider's constraint, in which `~> 4` means `>= 4.0.0, < 5.0.0`;
            in a module's, `~> 4` has no upper bound and lets 5.0.0 in.
    """

    terms: tuple[_Term, ...]
    provider: bool = False

    @classmethod
    def parse(cls, text: str, *, provider: bool = False) -> Constraint:
        """Reads comparisons (`= != > >= < <= ~>`, or a bare version for `=`) joined by commas; spaces are free.

        Raises:
            ValueError: When a comparison is malformed, or there is none.
        """
        terms = []
        for part in text.split(","):
            match = _TERM.fullmatch(part.strip())
            if match is None:
                raise ValueError(
                    f"`{text}` is not a version constraint: write such as `4.9.2`, `~> 4.9.0` or `>= 4, < 5`"
                )
            release, written = _parse_release(match[2])
            terms.append(_Term(match[1] or "=", release, written))
        return cls(tuple(terms), provider)

    def allows(self, release: Release) -> bool:
        """True when `release` meets every comparison."""
        if release.prerelease and not any(term.operator == "=" and term.release == release for term in self.terms):
            return False
        return all(term.allows(release, provider=self.provider) for term in self.terms)

    @property
    def exact(self) -> Release | None:
        """The release that the constraint pins, by a single `=` or bare version; None when it leaves a choice."""
        if len(self.terms) == 1 and self.terms[0].operator == "=":
            return self.terms[0].release
        return None

    @property
    def floor(self) -> Release | None:
        """The highest version written after `>=`, `>`, `~>` or `=`; None when nothing bounds it from below."""
        return max((term.release for term in self.terms if term.operator in _LOWER_BOUNDS), default=None)

    @property
    def lowest(self) -> Release | None:
        """The lowest release that anyone could make which the constraint allows; None when it contradicts itself."""
        named = [term.release for term in self.terms if term.operator == "="]
        if named:
            return named[0] if self.allows(named[0]) else None
        # Final releases alone are left: what bounds them from above bounds all that follow, so the first one that the
        # lower bounds leave, and `!=` does not take out, tells whether there is any.
        excluded = {term.release for term in self.terms if term.operator == "!="}
        first = max((term.first for term in self.terms), default=Release(0))
        while first in excluded:
            first = Release(first.major, first.minor, first.patch + 1)
        return first if self.allows(first) else None

    def raised(self, floor: Release) -> Constraint | None:
        """The constraint with its lower bounds at `floor` at least, each in the form it has.

        None where an upper bound lets nothing from there on in. A constraint stays as it is that has no lower bound, or
        one that is high enough.
        """
        enough = self.floor is None or self.floor >= floor
        terms = self.terms if enough else tuple(part for term in self.terms for part in term.raised(floor))
        raised = Constraint(terms, self.provider)
        beyond = raised & Constraint((_Term(">=", floor, 3),), self.provider)
        return None if beyond.lowest is None else raised

    def __and__(self, other: Constraint) -> Constraint:
        """Both constraints as one.

        Raises:
            ValueError: One is a provider's and the other is not.
        """
        if self.provider != other.provider:
            raise ValueError("a provider's constraint and a module's are read differently")
        return Constraint((*self.terms, *other.terms), self.provider)

    def __str__(self) -> str:
        return ", ".join(map(str, self.terms))
