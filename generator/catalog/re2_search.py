"""Regular expressions as Coder reads them: RE2, the engine whose syntax Go's `regexp` took over."""

from __future__ import annotations

from typing import Any


def searches(pattern: str, text: str) -> bool | None:
    r"""Whether a pattern is found anywhere in a text; None when RE2 does not take the pattern.

    Of `\C`, which RE2 has and Go has not, nothing is said either.
    """
    compiled, error = _compiled(pattern)
    return None if error else compiled.search(text) is not None


def pattern_error(pattern: str) -> str | None:
    """Why Go does not take a pattern, in RE2's words, or None when it does or that cannot be told.

    A pattern that is too large for RE2 may be small enough for Go, which holds it in another form.
    """
    error = _compiled(pattern)[1]
    return None if not error or error.startswith("pattern too large") else error


def _compiled(pattern: str) -> tuple[Any, str]:
    import re2

    options = re2.Options()
    options.log_errors = False
    if r"\C" in pattern:
        return None, r"invalid escape sequence: \C"
    try:
        return re2.compile(pattern, options), ""
    except re2.error as error:
        reason = error.args[0] if error.args else error
        return None, reason.decode(errors="replace") if isinstance(reason, bytes) else str(reason)
