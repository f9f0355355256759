"""Text, numbers and bools as HCL compares and converts them; Python alone would take True for 1."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import TypeGuard


def is_number(value: object) -> TypeGuard[int | float]:
    """True for a number, and not for a bool."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def text_of(value: object) -> str:
    """A known scalar as Terraform turns it into a string."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and math.isfinite(value):
        return str(int(value)) if value.is_integer() else format(Decimal(repr(value)), "f")
    return str(value)


def equal(one: object, other: object) -> bool:
    """Whether `==` holds for two known values: the types count, so `1 == "1"` and `true == 1` are false."""
    match one, other:
        case (list(), list()):
            return len(one) == len(other) and all(map(equal, one, other))
        case (dict(), dict()):
            return one.keys() == other.keys() and all(equal(value, other[key]) for key, value in one.items())
        case _:
            return all(isinstance(one, kind) is isinstance(other, kind) for kind in (bool, str)) and one == other
