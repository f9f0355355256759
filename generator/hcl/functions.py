"""Terraform's common functions on known values. What is missing here, or is given something odd, is unknown."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

from generator.hcl.scalars import equal, is_number, text_of
from generator.hcl.unknown import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_MAX_RANGE = 1024  # https://developer.hashicorp.com/terraform/language/functions/range


class TextSet(list[Any]):
    """A set of text: its members in Terraform's order. What takes it apart gives each member as its own key."""


def call_function(name: str, arguments: Sequence[object]) -> object:
    """The result of a function call, `UNKNOWN` where it cannot be told or Terraform would refuse the call."""
    special = _SPECIAL.get(name)
    if special is not None:
        return special(arguments)
    function = _FUNCTIONS.get(name)
    if function is None or not all(map(_known, arguments)):
        return UNKNOWN
    try:
        return function(*arguments)
    except (TypeError, ValueError, KeyError, IndexError, AttributeError, OverflowError, RecursionError):
        return UNKNOWN  # arguments that Terraform refuses as well, or that mean more there than here


def _known(value: object) -> bool:
    match value:
        case list():
            return all(map(_known, value))
        case dict():
            return all(map(_known, value.values()))
        case _:
            return value is not UNKNOWN


def _text(value: object) -> str:
    if value is None or isinstance(value, list | dict):
        raise TypeError("no text")
    return text_of(value)


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError("no list")
    return value


def _map(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError("no map")
    return value


def _number(value: object) -> int | float:
    if is_number(value):
        return value
    text = _text(value)
    return int(text) if text.lstrip("-").isdigit() else float(text)


def _whole(value: object) -> int:
    number = _number(value)
    if number != int(number):
        raise ValueError("no whole number")
    return int(number)


def _distinct(values: object) -> list[Any]:
    found: list[Any] = []
    if len({type(value) for value in _list(values)}) > 1:
        raise TypeError("Terraform makes one type of them first")
    for value in _list(values):
        if not any(equal(value, other) for other in found):
            found.append(value)
    return found


def _set(values: object) -> TextSet:
    """A set; of text alone, since the orders of others are more involved."""
    found = _distinct(values)
    if not all(isinstance(value, str) for value in found):
        raise TypeError("a set of other than text")
    return TextSet(sorted(found))


def _bool(value: object) -> bool:
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False, "1": True, "0": False}[_text(value)]


def _coalesce(arguments: Sequence[object]) -> object:
    for value in arguments:
        if value is UNKNOWN:
            return UNKNOWN
        if value is not None and value != "":
            return value
    return UNKNOWN


def _first_that_works(arguments: Sequence[object]) -> object:
    """`try`: an unknown may be an error, after which the next argument counts, so only a known first one decides."""
    return arguments[0] if arguments and _known(arguments[0]) else UNKNOWN


def _passed(arguments: Sequence[object]) -> object:
    return arguments[0] if len(arguments) == 1 else UNKNOWN


def _merge(arguments: Sequence[object]) -> object:
    merged: dict[str, object] = {}
    for value in arguments:
        if value is None:
            continue
        if not isinstance(value, dict):
            return UNKNOWN
        merged |= value
    return merged


def _lookup(mapping: object, key: object, *fallback: object) -> object:
    found = _map(mapping)
    return found[_text(key)] if _text(key) in found or not fallback else fallback[0]


def _element(values: object, index: object) -> object:
    items = _list(values)
    return items[_whole(index) % len(items)] if items and _whole(index) >= 0 else UNKNOWN


def _flatten(values: object) -> list[Any]:
    return [item for value in _list(values) for item in (_flatten(value) if isinstance(value, list) else [value])]


def _length(value: object) -> int:
    if not isinstance(value, str | list | dict):
        raise TypeError("no length")
    if isinstance(value, str) and not value.isascii():
        raise ValueError("grapheme clusters")
    return len(value)


def _range(*bounds: object) -> list[int]:
    numbers = [_whole(bound) for bound in bounds]
    found = range(*numbers)
    if len(found) > _MAX_RANGE or (len(numbers) == 2 and numbers[1] < numbers[0]):
        raise ValueError("counts down, or too far")
    return list(found)


def _json(value: object) -> str:
    """What `jsonencode` writes, whose texts escape what Go's encoding/json does."""
    text = json.dumps(_sorted(value), separators=(",", ":"), ensure_ascii=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _ascii(value: object) -> str:
    """A text whose letters have one other case; of others Go and Python may think differently."""
    text = _text(value)
    if not text.isascii():
        raise ValueError("letters beyond ASCII")
    return text


def _concat(*lists: object) -> list[Any]:
    if any(isinstance(values, TextSet) for values in lists):
        raise TypeError("a set")
    return [item for values in lists for item in _list(values)]


def _sorted(value: object) -> object:
    match value:
        case dict():
            return {key: _sorted(item) for key, item in sorted(value.items())}
        case list():
            return [_sorted(item) for item in value]
        case float() if value.is_integer():
            return int(value)
        case _:
            return value


def _substring(text: object, offset: object, length: object) -> str:
    whole, start, wanted = _text(text), _whole(offset), _whole(length)
    if not whole.isascii() or start < 0:
        raise ValueError("grapheme clusters, or counted from the end")
    return whole[start:] if wanted == -1 else whole[start : start + wanted]


def _replace(text: object, old: object, new: object) -> str:
    pattern = _text(old)
    if len(pattern) > 1 and pattern.startswith("/") and pattern.endswith("/"):
        raise ValueError("a regular expression")
    return _text(text).replace(pattern, _text(new))


_SPECIAL: dict[str, Callable[[Sequence[object]], object]] = {
    "coalesce": _coalesce,
    "merge": _merge,
    "nonsensitive": _passed,
    "sensitive": _passed,
    "ephemeralasnull": lambda _: UNKNOWN,
    "try": _first_that_works,
}
"""Functions that decide although some argument is unknown."""

_FUNCTIONS: dict[str, Callable[..., object]] = {
    "abs": lambda value: abs(_number(value)),
    "alltrue": lambda values: all(map(_bool, _list(values))),
    "anytrue": lambda values: any(map(_bool, _list(values))),
    "base64decode": lambda text: base64.b64decode(_text(text), validate=True).decode(),
    "base64encode": lambda text: base64.b64encode(_text(text).encode()).decode(),
    "chomp": lambda text: _text(text).rstrip("\r\n"),
    "compact": lambda values: [_text(value) for value in _list(values) if value is not None and value != ""],
    "concat": _concat,
    "contains": lambda values, wanted: any(equal(value, wanted) for value in _list(values)),
    "distinct": _distinct,
    "element": _element,
    "endswith": lambda text, end: _text(text).endswith(_text(end)),
    "flatten": _flatten,
    "index": lambda values, wanted: next(i for i, value in enumerate(_list(values)) if equal(value, wanted)),
    "join": lambda separator, *lists: _text(separator).join(_text(item) for values in lists for item in _list(values)),
    "jsondecode": lambda text: json.loads(_text(text)),
    "jsonencode": _json,
    "keys": lambda mapping: sorted(_map(mapping)),
    "length": _length,
    "lookup": _lookup,
    "lower": lambda text: _ascii(text).lower(),
    "max": lambda *numbers: max(map(_number, numbers)),
    "min": lambda *numbers: min(map(_number, numbers)),
    "one": lambda values: None if not values else _list(values)[0] if len(values) == 1 else UNKNOWN,
    "range": _range,
    "replace": _replace,
    "reverse": lambda values: list(reversed(_list(values))),
    "slice": lambda values, start, end: _list(values)[_whole(start) : _whole(end)],
    "sort": lambda values: sorted(map(_text, _list(values))),
    "split": lambda separator, text: _text(text).split(_text(separator)),
    "startswith": lambda text, start: _text(text).startswith(_text(start)),
    "substr": _substring,
    "sum": lambda values: sum(map(_number, _list(values))),
    "tobool": lambda value: None if value is None else _bool(value),
    "tolist": lambda values: list(_list(values)),
    "tomap": _map,
    "tonumber": lambda value: None if value is None else _number(value),
    "toset": _set,
    "tostring": lambda value: None if value is None else _text(value),
    "trimprefix": lambda text, start: _text(text).removeprefix(_text(start)),
    "trimspace": lambda text: _text(text).strip(),
    "trimsuffix": lambda text, end: _text(text).removesuffix(_text(end)),
    "upper": lambda text: _ascii(text).upper(),
    "values": lambda mapping: [value for _, value in sorted(_map(mapping).items())],
    "zipmap": lambda keys, values: dict(zip(map(_text, _list(keys)), _list(values), strict=True)),
}
