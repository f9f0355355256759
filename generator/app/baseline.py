"""Findings that are known and put up with: a file that lists them, so that only new ones are reported."""

from __future__ import annotations

import json
from collections import Counter
from os.path import relpath
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from generator.errors import UsageError
from generator.render.swap import replace_file
from generator.source.files import read_source
from generator.source.fingerprint import fingerprint

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from generator.diagnostics import Diagnostic
    from generator.source.files import SourceFile

BASELINE_VERSION = 1


class Entry(Struct, frozen=True, order=True):
    """A finding as a baseline knows it: stable when lines move, gone when the line or the message changes.

    Attributes:
        path: The file, relative to the folder of the baseline, with forward slashes.
        rule: The rule's name.
        fingerprint: See `generator.source.fingerprint`.
    """

    path: str
    rule: str
    fingerprint: str


class Baseline(Struct, frozen=True):
    """Known findings and how often each is there.

    Attributes:
        folder: What the entries' paths are relative to.
        counts: How many findings each entry stands for.
    """

    folder: Path
    counts: Mapping[Entry, int]

    def entry_of(self, diagnostic: Diagnostic, sources: Mapping[str, SourceFile]) -> Entry:
        """The entry that would stand for a finding."""
        path = self.path_of(diagnostic.primary.path)
        return Entry(path, diagnostic.rule.name, fingerprint(diagnostic, sources))

    def path_of(self, path: str) -> str:
        """A path as entries have it, from one relative to the current folder."""
        return Path(relpath(path, self.folder)).as_posix()

    def new_among(
        self, diagnostics: Iterable[Diagnostic], sources: Mapping[str, SourceFile]
    ) -> tuple[tuple[Diagnostic, ...], Counter[Entry]]:
        """The findings that are not known, in their order, and how often each entry was met."""
        met: Counter[Entry] = Counter()
        new = []
        for diagnostic in diagnostics:
            entry = self.entry_of(diagnostic, sources)
            if met[entry] < self.counts.get(entry, 0):
                met[entry] += 1
            else:
                new.append(diagnostic)
        return tuple(new), met

    def stale(self, met: Mapping[Entry, int], folders: Mapping[str, Collection[str]]) -> tuple[Entry, ...]:
        """The entries that stand for more findings than there are, in order.

        Args:
            met: How often each entry was met.
            folders: Each folder that was checked, to the rules that ran there; of others nothing can be said.
        """
        ran = {self.path_of(name): rules for name, rules in folders.items()}
        return tuple(
            entry
            for entry, count in sorted(self.counts.items())
            if met.get(entry, 0) < count and entry.rule in ran.get(Path(entry.path).parent.as_posix(), ())
        )


def baseline_of(file: Path, diagnostics: Iterable[Diagnostic], sources: Mapping[str, SourceFile]) -> Baseline:
    """A baseline that knows the given findings and will lie at `file`."""
    empty = Baseline(file.parent, {})
    return Baseline(file.parent, Counter(empty.entry_of(diagnostic, sources) for diagnostic in diagnostics))


def write_baseline(file: Path, baseline: Baseline) -> None:
    """Write a baseline, in one step and the same for the same findings.

    Raises:
        UsageError: It cannot be written.
    """
    entries = [
        {"path": entry.path, "rule": entry.rule, "fingerprint": entry.fingerprint, "count": count}
        for entry, count in sorted(baseline.counts.items())
    ]
    replace_file(file, (json.dumps({"version": BASELINE_VERSION, "entries": entries}, indent=2) + "\n").encode())


def read_baseline(file: Path) -> Baseline:
    """The baseline in a file.

    Raises:
        UsageError: It cannot be read, or is no baseline.
    """
    source = read_source(file, file.as_posix())
    try:
        data: Any = json.loads(source.text)
        if data["version"] != BASELINE_VERSION:
            raise UsageError(
                f"{file}: is a baseline of version {data['version']!r}, not {BASELINE_VERSION}",
                hint="Write it anew with --write-baseline.",
            )
        counts = {
            Entry(_text(e["path"]), _text(e["rule"]), _text(e["fingerprint"])): int(e["count"]) for e in data["entries"]
        }
    except json.JSONDecodeError as error:
        raise UsageError(f"{file}:{error.lineno}:{error.colno}: this is not JSON: {error.msg}") from None
    except (KeyError, TypeError, ValueError, RecursionError):
        raise UsageError(f"{file}: is no baseline", hint="Write it anew with --write-baseline.") from None
    return Baseline(file.parent, counts)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value
