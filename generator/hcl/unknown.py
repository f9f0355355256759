"""The value that cannot be told without running."""

from __future__ import annotations

from enum import Enum
from typing import Final


class Unknown(Enum):
    """The type of `UNKNOWN`, for annotations."""

    TOKEN = "unknown"  # noqa: S105 - the token of a sentinel, not a secret


UNKNOWN: Final = Unknown.TOKEN
"""A value that cannot be told without running; compare with `is`."""
