"""The exit codes, the same for every command."""

from __future__ import annotations

from typing import Final

CLEAN: Final = 0
FINDINGS: Final = 1
"""There are findings at or above the threshold, or a check such as `--check` failed."""
USAGE: Final = 2
"""The request cannot be carried out: arguments, an unreadable file, an invalid spec."""
NOTHING: Final = 3
"""There is nothing to check."""
FAULT: Final = 4
"""taskplate itself is at fault."""
INTERRUPTED: Final = 130
READER_GONE: Final = 141
"""Who read the output stopped before its end: what a program says that a closed pipe ends. Nothing was proved clean."""
