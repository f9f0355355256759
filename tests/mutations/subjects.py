"""The files without a fault that are put faults into: hand-written ones of several styles, and our examples."""

from __future__ import annotations

import random
from functools import cache
from itertools import islice, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from generator.diagnostics import Edit
from generator.hcl.edits import apply_edits
from tests.mutations.kinds import UNPARSED
from tests.mutations.subject import Subject

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tests.mutations.subject import Kind, Mutant

_TESTS = Path(__file__).parents[1]
_EXAMPLES = ("codex", "custom-module", "everything", "workspace-2.38")
SEED = 3


def _subject(name: str, files: Iterable[Path]) -> Subject:
    """Files as one, without provider blocks: each would start a provider for every mutant."""
    whole = Subject(name, "\n".join(path.read_text(encoding="utf-8") for path in files))
    edits = [Edit(block.span, "") for block in whole.template.blocks("provider")]
    return Subject(name, apply_edits(whole.source.data, edits).decode())


@cache
def hand_written() -> tuple[Subject, ...]:
    """A subject for each file of tests/corpus/language."""
    return tuple(_subject(path.stem, [path]) for path in sorted((_TESTS / "corpus" / "language").glob("*.tf")))


@cache
def examples() -> tuple[Subject, ...]:
    """A subject for each of some examples, chosen for what they have that others have not."""
    folders = (next((_TESTS.parent / "examples" / name).glob("*/main.tf")).parent for name in _EXAMPLES)
    return tuple(_subject(folder.name, sorted(folder.glob("*.tf"))) for folder in folders)


def mutants(kinds: Mapping[str, Kind], subjects: Sequence[Subject], each: int) -> list[Mutant]:
    """Up to so many mutants of each kind, dealt over the subjects in turn."""
    found = []
    for name, kind in kinds.items():
        order = list(subjects)
        random.Random(f"{name}{SEED}").shuffle(order)
        hands = (one.mutants(name, kind, SEED, each, parsed=name not in UNPARSED) for one in order)
        dealt = (mutant for row in zip_longest(*hands) for mutant in row if mutant is not None)
        found += islice(dealt, each)
    return found
