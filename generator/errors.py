"""Failures of a run, as opposed to findings about the user's files (those are `diagnostics`).

The command line turns each class into an exit code; nothing below it prints or exits.
"""

from __future__ import annotations


class TaskplateError(Exception):
    """A failure whose message is fit for a person; the command line shows it without a traceback.

    Attributes:
        message: One line that says what is wrong, with the offending name or path in it.
        hint: What to do about it; empty when the message already says so.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(TaskplateError):
    """The request cannot be carried out as given: an unreadable file, an unknown name, a target in the way. Exit 2."""


class NothingToCheckError(TaskplateError):
    """The paths given hold no template. Exit 3."""


class ToolError(TaskplateError):
    """taskplate itself, or a program it drives, is at fault. Exit 4."""
