"""What Go's `net/url.Parse` refuses, which the coder provider asks whether text is a URL.

It takes almost anything: relative paths, empty text, unknown schemes. Written after net/url/url.go; what Go's releases
judge differently (what may stand between the brackets of an IPv6 host) is taken.
"""

from __future__ import annotations

import re

_CONTROL = r"[\x00-\x1f\x7f]"
_SCHEME = r"[A-Za-z][A-Za-z0-9+.-]*:"
_ESCAPE = r"%(?![0-9A-Fa-f]{2})"
_USER = r"[A-Za-z0-9\-._:~!$&'()*+,;=%@]*"
_PORT = r"(?::[0-9]*)?"
_HOST_REFUSED = r"[\x00-\x20#/?@\\^`{|}\x7f]"  # of ASCII; the rest of Unicode is taken
# In a host only bytes outside of ASCII, and the percent sign itself, may be escaped.
_HOST_ESCAPE = r"%(?!25)[0-7]"


def url_problem(text: str) -> str | None:
    """Why Go cannot parse a text as a URL, in a few words; None when it can."""
    rest, _, fragment = text.partition("#")
    return _main_problem(rest) or _escape_problem(fragment)


def _main_problem(text: str) -> str | None:
    if re.search(_CONTROL, text):
        return "it holds a control character"
    if text.startswith(":"):
        return "there is no scheme before its colon"
    match = re.match(_SCHEME, text)
    rest = text[match.end() :] if match else text
    rest = rest.partition("?")[0]
    if not rest.startswith("/"):
        if match:
            return None
        if ":" in rest.split("/")[0]:
            return "there is a colon in its first part, and no scheme before it"
        return _escape_problem(rest)
    if not rest.startswith("//") or (match is None and rest.startswith("///")):
        return _escape_problem(rest)
    authority, slash, path = rest[2:].partition("/")
    return _authority_problem(authority) or _escape_problem(slash + path)


def _authority_problem(authority: str) -> str | None:
    user, at, host = authority.rpartition("@")
    if at and not re.fullmatch(_USER, user):
        return "its user name holds a character that must be escaped"
    return _escape_problem(user) or _host_problem(host)


def _host_problem(host: str) -> str | None:
    if host.startswith("["):
        closing = host.rfind("]")
        if closing < 0:
            return "the bracket of its host is not closed"
        return None if re.fullmatch(_PORT, host[closing + 1 :]) else "its port is no number"
    _, colon, port = host.rpartition(":")
    if not re.fullmatch(_PORT, colon + port if colon else ""):
        return "its port is no number"
    found = re.search(_HOST_REFUSED, host)
    if found:
        return f"there is `{found.group()}` in its host"
    if re.search(_HOST_ESCAPE, host):
        return "its host holds an escape that none may hold"
    return _escape_problem(host)


def _escape_problem(text: str) -> str | None:
    found = re.search(_ESCAPE, text)
    return None if found is None else f"`{text[found.start() : found.start() + 3]}` is no escape"
