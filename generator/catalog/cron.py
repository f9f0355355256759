"""The two dialects of cron that Coder's provider reads, and when two schedules of prebuilds overlap.

Source: robfig/cron v3.0.1 parser.go, set up in coder/terraform-provider-coder provider/script.go (ScriptCRONParser) and
provider/workspace_preset.go (PrebuildsCRONParser, validatePrebuildsCronSpec); provider/helpers/schedule_validation.go.
"""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING, Final

from msgspec import Struct, field

from generator.catalog.timezones import is_timezone

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

# Go's unicode.IsSpace.
_BLANK = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_BLANKS = re.compile(f"[{_BLANK}]+")
_INTEGER = re.compile(r"[+-]?[0-9]+")
_LARGEST = 2**63 - 1
_DIGITS = len(str(_LARGEST))
_DURATION = re.compile(r"[+-]?(?:0|(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:ns|us|\u00b5s|\u03bcs|ms|s|m|h))+)")
_PART = re.compile(r"([0-9]*)\.?([0-9]*)([a-z\u00b5\u03bc]+)")
_NANOSECONDS: Final = {
    "ns": 1,
    "us": 10**3,
    "\u00b5s": 10**3,
    "\u03bcs": 10**3,
    "ms": 10**6,
    "s": 10**9,
    "m": 60 * 10**9,
    "h": 3600 * 10**9,
}
_DESCRIPTORS = frozenset({"@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"})
_EVERY = "@every "
_ZONE = re.compile(r"(?:CRON_)?TZ=([^ ]*)")


class _Field(Struct, frozen=True):
    name: str
    least: int
    most: int
    words: Mapping[str, int] = field(default_factory=dict)


_SECOND = _Field("second", 0, 59)
_MINUTE = _Field("minute", 0, 59)
_HOUR = _Field("hour", 0, 23)
_DAY = _Field("day of the month", 1, 31)
_MONTH = _Field(
    "month",
    1,
    12,
    {
        name: number
        for number, name in enumerate(
            ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
        )
    },
)
_WEEKDAY = _Field(
    "day of the week",
    0,
    6,
    {name: number for number, name in enumerate(["sun", "mon", "tue", "wed", "thu", "fri", "sat"])},
)

_CLASSIC = (_MINUTE, _HOUR, _DAY, _MONTH, _WEEKDAY)
_SCRIPT = (_SECOND, *_CLASSIC)


def script_refusal(text: str) -> str | None:
    """Why `coder_script.cron` refuses a text, or None: five or six fields with seconds first, descriptors, a time zone.

    Returns:
        What goes on after "refuses `text`: ".
    """
    return _refusal(text, _SCRIPT, descriptors=True)


def is_classic(text: str) -> bool:
    """True when a text has five fields and also reads as classic cron, without seconds."""
    return len(_fields(text)) == 5 and _refusal(text, _CLASSIC, descriptors=True) is None


def prebuild_refusal(text: str) -> str | None:
    """Why a preset's schedule refuses a text, or None: exactly five fields, the first of them `*`."""
    parts = _fields(text)
    if len(parts) != 5:
        return f"it has {_counted(parts)}, not the five of `* HOUR DAY MONTH WEEKDAY`"
    if parts[0] != "*":
        return f"its minute is `{parts[0]}`; a schedule covers whole hours, so the minute must be `*`"
    return _refusal(text, _CLASSIC, descriptors=False)


class IncomparableError(ValueError):
    """Two schedules that the provider cannot compare, which refuses them too; the message says why."""


def overlapping(schedules: Sequence[str]) -> Iterator[tuple[int, int, str | None]]:
    """The pairs of prebuild schedules that the provider refuses together, by position, first ones first.

    Args:
        schedules: Texts that `prebuild_refusal` takes.

    Yields:
        The positions, and why the two cannot be compared; None where they can and overlap.
    """
    for (first, one), (second, other) in combinations(enumerate(schedules), 2):
        try:
            if _overlap(_fields(one), _fields(other)):
                yield first, second, None
        except IncomparableError as error:
            yield first, second, str(error)


def _fields(text: str) -> list[str]:
    return [part for part in _BLANKS.split(text) if part]


def _counted(parts: Sequence[str]) -> str:
    return "1 field" if len(parts) == 1 else f"{len(parts)} fields"


def _trimmed(text: str) -> str:
    return text.strip(_BLANK)


def _refusal(text: str, fields: Sequence[_Field], *, descriptors: bool) -> str | None:
    """The parser; the last field may be left out where descriptors are taken, as the provider sets both together."""
    if not text:
        return "it is empty"
    zone = _ZONE.match(text)
    if zone is not None:
        if zone.end() == len(text):
            return "it is a time zone without a schedule"
        if is_timezone(zone[1]) is False:
            return f"`{zone[1]}` is no time zone of the IANA database"
        text = _trimmed(text[zone.end() :])
    if text.startswith("@"):
        return _descriptor(text) if descriptors else "it takes no descriptors"
    parts = _fields(text)
    least = len(fields) - 1 if descriptors else len(fields)
    if not least <= len(parts) <= len(fields):
        wanted = f"{least} or {len(fields)}" if least < len(fields) else f"{least}"
        return f"it has {_counted(parts)}, not {wanted}"
    for part, bounds in zip(parts, fields, strict=False):
        for item in part.split(","):
            if item:
                why = _item(item, bounds)
                if why is not None:
                    return why
    return None


def _descriptor(text: str) -> str | None:
    if text in _DESCRIPTORS:
        return None
    if not text.startswith(_EVERY):
        return f"`{text}` is none of {', '.join(f'`{name}`' for name in sorted(_DESCRIPTORS))} and `@every <duration>`"
    duration = text.removeprefix(_EVERY)
    if _is_duration(duration):
        return None
    return f"`{duration}` is no duration, such as `1h30m`"


def _is_duration(text: str) -> bool:
    """True for what Go's `time.ParseDuration` takes: at most some 292 years."""
    if not _DURATION.fullmatch(text):
        return False
    total = 0
    for whole, fraction, unit in _PART.findall(text.lstrip("+-")):
        scale, count = _NANOSECONDS[unit], _atoi(whole or "0")
        if count is None:
            return False
        total += count * scale + (int(float(f"0.{fraction}") * scale) if fraction else 0)
    return total <= (_LARGEST + 1 if text.startswith("-") else _LARGEST)


def _item(text: str, bounds: _Field) -> str | None:
    span, *steps = text.split("/")
    low, *high = span.split("-")
    if low in {"*", "?"}:
        first, last = bounds.least, bounds.most
    else:
        if len(high) > 1:
            return f"`{text}` has too many hyphens"
        numbers = [_number(word, bounds.words) for word in (low, *high)]
        unread = next((word for word, number in zip((low, *high), numbers, strict=True) if number is None), None)
        if unread is not None:
            return f"`{unread}` is no {bounds.name}"
        first, last = numbers[0] or 0, numbers[-1] or 0
    if len(steps) > 1:
        return f"`{text}` has too many slashes"
    if steps:
        step = _number(steps[0], {})
        if not step:
            return f"`{steps[0]}` is no step; it must be a whole number from 1"
        if not high:
            last = bounds.most
    if first < bounds.least or last > bounds.most:
        return f"`{text}` is no {bounds.name}, which runs from {bounds.least} to {bounds.most}"
    return f"`{text}` runs backwards" if first > last else None


def _number(text: str, words: Mapping[str, int]) -> int | None:
    """A word or a number, not below zero."""
    named = words.get(text.lower())
    if named is not None:
        return named
    number = _atoi(text)
    return number if number is not None and number >= 0 else None


def _atoi(text: str) -> int | None:
    """A number as Go's `strconv.Atoi` reads it."""
    if not _INTEGER.fullmatch(text):
        return None
    digits = text.lstrip("+-").lstrip("0") or "0"
    if len(digits) > _DIGITS or int(digits) > _LARGEST:
        return None
    return -int(digits) if text.startswith("-") else int(digits)


def _overlap(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two schedules share an hour of a day of a month: what is not looked at is not read either."""
    days, months, weekdays = (one[2], other[2]), (one[3], other[3]), (one[4], other[4])
    if not _share(months, 12):
        return False
    if "*" in days:
        same_day = _share(weekdays, 6)
    elif "*" in weekdays:
        same_day = _share(days, 31)
    else:
        by_day, by_weekday = _share(days, 31), _share(weekdays, 6)
        same_day = by_day or by_weekday
    return same_day and _share((one[1], other[1]), 23)


def _share(pair: tuple[str, str], most: int) -> bool:
    one, other = (_values(text, most) for text in pair)
    return bool(one & other)


def _values(text: str, most: int) -> set[int]:
    if text == "*":
        return set(range(most + 1))
    found: set[int] = set()
    for part in text.split(","):
        first, last = (_atoi(part.split("-")[:2][end]) for end in (0, -1))
        if first is None or last is None:
            raise IncomparableError(f"`{part}` is neither a number nor a range of numbers")
        if first < 0 or last > most or first > last:
            raise IncomparableError(f"`{part}` is out of 0 to {most}")
        found.update(range(first, last + 1))
    return found
