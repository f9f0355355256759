"""Values that are given later: when somebody stamps a template out of what was exported, rather than now."""

from __future__ import annotations

from typing import Any


class Answer:
    """A value of the spec that is only a default: as itself it is the spec's own, so every decision falls as for that.

    Attributes:
        own: The value of the spec.
        expression: The expression, of the exported template, for the value that is given instead.
    """

    own: object
    expression: str


class _Text(Answer, str):  # noqa: SLOT000 - it keeps what it is the answer to
    pass


class _Whole(Answer, int):
    pass


class _Fraction(Answer, float):
    pass


class _Switch(Answer):
    """True or false, which Python lets nobody derive from."""

    def __bool__(self) -> bool:
        """As the spec has it."""
        return bool(self.own)


def answer(value: object, expression: str) -> Any:
    """The answer whose default is text, a number, true or false.

    Args:
        value: The default.
        expression: What stands for what is answered, in the exported template.
    """
    made: Answer
    match value:
        case bool():
            made = _Switch()
        case int():
            made = _Whole(value)
        case float():
            made = _Fraction(value)
        case _:
            made = _Text(value)
    made.own, made.expression = value, expression
    return made
