"""What atheris runs, guided by which code its inputs reach: `python -m tests.fuzz.harness [options of libFuzzer]`."""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["generator"], enable_loader_override=False):
    from tests.fuzz.promises import fixes_mend, formatting_is_stable


def one_input(data: bytes) -> None:
    """Asserts every promise of some bytes; whatever is raised ends the run and keeps the bytes."""
    formatting_is_stable(data)
    fixes_mend(data)


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
