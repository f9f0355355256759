"""A template that was checked goes at once: of a thousand, none waits for the garbage collector."""

from __future__ import annotations

import gc
from pathlib import Path

from generator.app.validation import validate

EXAMPLE = Path(__file__).parents[2] / "examples" / "everything" / "everything"


def test_a_checked_template_leaves_nothing_behind() -> None:
    validate([EXAMPLE], configured=False)  # what is kept of the catalog
    gc.collect()
    gc.disable()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        validate([EXAMPLE], configured=False)
        gc.collect()
        assert [each for each in gc.garbage if type(each).__module__.startswith("generator.")] == []
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()
