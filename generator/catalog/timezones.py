"""Time zones by the names of the IANA database, as far as this machine has one."""

from __future__ import annotations

import zoneinfo
from typing import Final

_RECENT: Final = "America/Coyhaique"
_WITHOUT_FILE: Final = frozenset({"", "UTC", "Local"})


def is_timezone(name: str) -> bool | None:
    """Whether Go's `time.LoadLocation` knows a name; None where this machine's database is absent or too old to tell.

    The database is the system's or that of the package `tzdata`. The zone that tells its age came with 2025b, the last
    release that brought a name.
    """
    if name in _WITHOUT_FILE or _has(name):
        return True
    return False if _has(_RECENT) else None


def _has(name: str) -> bool:
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
