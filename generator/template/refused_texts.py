"""Why Terraform's functions refuse a text that they read: a pattern, a document, a date, a network, a format."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from generator.hcl.conversion import converts, described, number_of
from generator.hcl.evaluation import wholly_known
from generator.hcl.scalars import is_number, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_MAX_BASE = 62
_BITS = {".": 32, ":": 128}
# go-cty function/stdlib/datetime.go: RFC 3339, with a `T` and a `Z` that are capitals.
_TIMESTAMP = r"\d{4}-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)"
# Go, time.ParseDuration.
_DURATION = r"[+-]?(0|((\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h))+)"
_DATE_VERBS = frozenset(
    {
        "YY", "YYYY", "M", "MM", "MMM", "MMMM", "D", "DD", "EEE", "EEEE", "h", "hh", "H", "HH", "AA", "aa",
        "m", "mm", "s", "ss", "Z", "ZZZ", "ZZZZ", "ZZZZZ",
    }
)  # fmt: skip
_BASE64 = r"([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?"
_UUID_NAMESPACES = frozenset({"dns", "url", "oid", "x500"})
# go-cty function/stdlib/format_fsm.rl: flags, width, precision, which argument, and the verb.
_VERB = r"%[0#+\- ]*[0-9]*(?:\.[0-9]*)?(?:\[([0-9]+)\])?([A-Za-z%])"
_VERBS = {"v": "", "t": "bool", "s": "string", "q": "string"} | dict.fromkeys("bdoxXeEfgG", "number")
_WHOLE_VERBS = frozenset("bdoxX")


_TAKE_ANY = frozenset({"format", "formatlist", "parseint"})


def refused(name: str, values: Sequence[Any]) -> str | None:
    """Why a call is refused whose arguments are known, and of the kinds that it takes; None where it may be right."""
    texts = [value if isinstance(value, list | dict) or value is None else text_of(value) for value in values]
    return _READERS[name](values if name in _TAKE_ANY else texts)


def _regex(values: Sequence[str]) -> str | None:
    from generator.catalog.re2_search import searches

    found = searches(values[0], values[1])
    return (
        "`regex` finds nothing in this text, and fails; `regexall` would give an empty list" if found is False else None
    )


def _replace(values: Sequence[str]) -> str | None:
    pattern = values[1]
    if len(pattern) < 2 or not (pattern[0] == pattern[-1] == "/"):
        return None
    from generator.catalog.re2_search import pattern_error

    error = pattern_error(pattern[1:-1])
    return None if error is None else f"`replace` cannot read this pattern: {error}"


def _jsondecode(values: Sequence[str]) -> str | None:
    import json

    def no_number(word: str) -> str:
        raise ValueError(f"{word} is no JSON")

    try:
        json.loads(values[0], parse_int=str, parse_float=str, parse_constant=no_number)
    except ValueError as error:
        why = getattr(error, "msg", str(error))
        return f"{described(values[0])} is no JSON: {why[:1].lower()}{why[1:]}"
    except RecursionError:
        return None
    return None


def _parseint(values: Sequence[object]) -> str | None:
    number, given = values[0], number_of(values[1])
    if given is None or given != int(given) or not 2 <= given <= _MAX_BASE:
        return None if given is None else f"`parseint` takes a base between 2 and {_MAX_BASE}, and `{given}` is none"
    base = int(given)
    if not isinstance(number, str):
        return f"`parseint` takes a text, and {described(number)} is none"
    digits = number[1:] if number[:1] in {"+", "-"} else number
    allowed = (_DIGITS + _DIGITS[10:].upper())[:base] if base > len(_DIGITS) else _DIGITS[:base]
    lowered = digits if base > len(_DIGITS) else digits.lower()
    fits = bool(digits) and all(digit in allowed for digit in lowered)
    return None if fits else f"{described(number)} is no whole number in base {base}"


def _base64decode(values: Sequence[str]) -> str | None:
    import base64

    text = values[0].replace("\r", "").replace("\n", "")
    if not re.fullmatch(_BASE64, text):
        return f"{described(values[0])} is no base64"
    try:
        base64.b64decode(text).decode()
    except ValueError:
        return f"{described(values[0])} decodes to what is no UTF-8"
    return None


def _timestamp(text: str) -> str | None:
    import datetime as dt

    if re.fullmatch(_TIMESTAMP, text):
        try:
            dt.datetime.fromisoformat(text[:19])
        except ValueError:
            return None if text[17:19] == "60" or text[:4] == "0000" else f"{described(text)} is no date"
        return None
    return f"{described(text)} is no timestamp, such as `2025-01-31T12:00:00Z`"


def _timeadd(values: Sequence[str]) -> str | None:
    wrong = _timestamp(values[0])
    if wrong is None and not re.fullmatch(_DURATION, values[1]):
        return f"{described(values[1])} is no duration, such as `1h30m`; the largest unit is `h`"
    return wrong


def _timecmp(values: Sequence[str]) -> str | None:
    return _timestamp(values[0]) or _timestamp(values[1])


def _formatdate(values: Sequence[str]) -> str | None:
    wrong = _timestamp(values[1])
    if wrong is not None:
        return wrong
    parts = re.findall(r"'(?:[^']|'')*'|([A-Za-z])(\1*)|'|.", values[0], re.DOTALL)
    odd = next((first + rest for first, rest in parts if first and first + rest not in _DATE_VERBS), None)
    if odd is not None:
        return (
            f"`formatdate` has no verb `{odd}`; a year is `YYYY`, a month `MM`, a day `DD`, and text stands in `'...'`"
        )
    return "a `'` in this format has no other" if values[0].count("'") % 2 else None


def _network(prefix: str) -> tuple[int, int] | None:
    """The length of a prefix and the bits of its addresses; None for what is no network. Go reads leading zeros."""
    address, _, length = prefix.partition("/")
    sign = ":" if ":" in address else "."
    bits = _BITS[sign]
    if not re.fullmatch(r"[0-9]{1,3}", length) or int(length) > bits:
        return None
    if sign == "." and not (
        re.fullmatch(r"([0-9]+\.){3}[0-9]+", address) and all(int(part) <= 255 for part in address.split("."))
    ):
        return None
    return int(length), bits


def _cidr(values: Sequence[str]) -> tuple[str | None, int, int]:
    found = _network(values[0])
    if found is None:
        return f"{described(values[0])} is no network, such as `10.0.0.0/16`", 0, 0
    return None, *found


def _cidrhost(values: Sequence[str]) -> str | None:
    wrong, length, bits = _cidr(values)
    number = number_of(values[1])
    if wrong is not None or number is None:
        return wrong
    number = -int(number) - 1 if number < 0 else int(number)
    return None if number < 2 ** (bits - length) else f"a network of {described(values[0])} has no host {values[1]}"


def _cidrnetmask(values: Sequence[str]) -> str | None:
    wrong, _, bits = _cidr(values)
    return wrong or ("an IPv6 network has no netmask" if bits == _BITS[":"] else None)


def _cidrsubnet(values: Sequence[str]) -> str | None:
    wrong, length, bits = _cidr(values)
    new, number = number_of(values[1]), number_of(values[2])
    if wrong is not None or new is None or number is None:
        return wrong
    if length + new > bits:
        return f"a prefix of {length} has no room for {new} bits more"
    if new >= 0 and number >= 2**new:
        return f"{new} bits more make no subnet numbered {number}"
    return None


def _cidrsubnets(values: Sequence[str]) -> str | None:
    wrong, length, bits = _cidr(values)
    for value in values[1:]:
        new = number_of(value)
        if wrong is None and new is not None and not 1 <= new <= bits - length:
            wrong = (
                f"a prefix of {length} has no room for {new} bits more"
                if new >= 1
                else "a subnet has 1 bit more, or more"
            )
    return wrong


def _uuidv5(values: Sequence[str]) -> str | None:
    hexadecimal = re.sub(r"^urn:uuid:|[{}-]", "", values[0].lower())
    if values[0] in _UUID_NAMESPACES or re.fullmatch("[0-9a-f]{32}", hexadecimal):
        return None
    return f"`uuidv5` takes `dns`, `url`, `oid`, `x500` or a UUID, and {described(values[0])} is none"


def _format(values: Sequence[Any]) -> str | None:
    text, arguments = values[0], values[1:]
    if not isinstance(text, str) or not wholly_known(list(arguments)):
        return None
    position = most = 0
    at = text.find("%")
    while at >= 0:
        match = re.compile(_VERB).match(text, at)
        if match is None:
            return f"`format` cannot read what stands from `{text[at : at + 10]}` on; a percent sign is written `%%`"
        at = text.find("%", match.end())
        if match[2] == "%":
            continue
        if match[2] not in _VERBS:
            return f"`format` has no verb `%{match[2]}`"
        position = int(match[1]) if match[1] else position + 1
        most = max(most, position)
        if not 1 <= position <= len(arguments):
            return f"`format` has {len(arguments)} values here, and `{match[0]}` takes number {position}"
        wrong = _unformatted(match[2], arguments[position - 1])
        if wrong is not None:
            return f"`{match[0]}` {wrong}"
    return None if most >= len(arguments) else f"`format` has {len(arguments)} values here, and its text takes {most}"


def _formatlist(values: Sequence[Any]) -> str | None:
    lists = [value for value in values[1:] if isinstance(value, list)]
    if len({len(each) for each in lists}) > 1:
        return "the lists that `formatlist` goes through are of one length, and these are not"
    if not all(map(wholly_known, values)):
        return None
    rows = zip(*lists, strict=True) if lists else ((),)
    for row in rows:
        members = iter(row)
        wrong = _format([values[0], *(next(members) if isinstance(each, list) else each for each in values[1:])])
        if wrong is not None:
            return wrong.replace("`format`", "`formatlist`")
    return None


def _unformatted(verb: str, value: object) -> str | None:
    """Why a verb does not write a value."""
    wanted = _VERBS[verb]
    if not wanted or value is None:
        return None
    if isinstance(value, list | dict) or not converts(value, wanted) or (wanted == "bool" and is_number(value)):
        return f"writes a {wanted}, and {described(value)} is none"
    number = number_of(value) if verb in _WHOLE_VERBS else None
    return f"writes a whole number, and `{number}` is none" if number is not None and number != int(number) else None


_READERS: dict[str, Callable[[Sequence[Any]], str | None]] = {
    "base64decode": _base64decode,
    "cidrhost": _cidrhost,
    "cidrnetmask": _cidrnetmask,
    "cidrsubnet": _cidrsubnet,
    "cidrsubnets": _cidrsubnets,
    "format": _format,
    "formatlist": _formatlist,
    "formatdate": _formatdate,
    "jsondecode": _jsondecode,
    "parseint": _parseint,
    "regex": _regex,
    "replace": _replace,
    "timeadd": _timeadd,
    "timecmp": _timecmp,
    "uuidv5": _uuidv5,
}
