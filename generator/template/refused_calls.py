"""Why Terraform refuses a call of a function whose arguments are of the right kinds: what the function itself says.

A call is judged when Terraform would make it: no argument is unknown as a whole, though a member of a list may be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.hcl.conversion import converts, described, number_of, of_one_sort
from generator.hcl.evaluation import wholly_known
from generator.hcl.functions import TextSet
from generator.hcl.scalars import equal, is_number, text_of
from generator.hcl.unknown import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_MAX_RANGE = 1024  # go-cty function/stdlib/sequence.go
# Which arguments must be whole numbers, by their places: gocty.FromCtyValue into an int, in terraform lang/funcs and
# go-cty function/stdlib.
_WHOLE = {
    "chunklist": (1,),
    "cidrhost": (1,),
    "cidrsubnet": (1, 2),
    "element": (1,),
    "indent": (0,),
    "slice": (1, 2),
    "substr": (1, 2),
}
# What functions take lists of: the kind, and whether null may be among them.
_MEMBERS = {
    "alltrue": ("bool", True),
    "anytrue": ("bool", True),
    "compact": ("string", True),
    "join": ("string", False),
    "sort": ("string", False),
}


def refused_call(name: str, values: Sequence[object]) -> str | None:
    """Why a call is refused; None where it may be right.

    Args:
        name: The function.
        values: What its arguments are worth, as many as it takes, and of the kinds that it takes.
    """
    lone = _refused_whatever_else(name, values)
    if lone is not None or any(value is UNKNOWN for value in values):
        return lone
    for place in _WHOLE.get(name, ()):
        number = number_of(values[place])
        if number is not None and number != int(number):
            return f"`{name}` takes a whole number here, and `{number}` is none"
    if name in _MEMBERS:
        return _members(name, values[1:] if name == "join" else values)
    wrong = _no_collection(name, values[0]) if name in _TAKES else None
    if wrong is not None or name in _OF_LISTS:
        return wrong or _OF_LISTS[name](*values)
    if name in _OF_TEXTS:
        from generator.template import refused_texts

        return refused_texts.refused(name, values)
    return None


def _refused_whatever_else(name: str, values: Sequence[object]) -> str | None:
    """What one argument alone decides, whatever the others are."""
    match name, values:
        case (("regex" | "regexall"), [str() as pattern, _]):
            from generator.catalog.re2_search import pattern_error

            error = pattern_error(pattern)
            return None if error is None else f"`{name}` cannot read this pattern: {error}"
        case (("merge" | "concat" | "coalescelist" | "setproduct"), _):
            wanted = dict if name == "merge" else list
            wrong = (v for v in values if v is not UNKNOWN and not isinstance(v, wanted) and v is not None)
            odd = next(wrong, None)
            if odd is None and name == "concat":
                odd = next((value for value in values if isinstance(value, TextSet)), None)
            what = "maps and objects" if name == "merge" else "lists"
            return None if odd is None else f"`{name}` takes {what}, and {_described(odd)} is none"
        case "lookup", [dict() as mapping, str() as key] if key not in mapping:
            return f"there is no `{key}` in this {listed(mapping)}, and no default"
        case _:
            return None


def listed(value: dict[str, object]) -> str:
    """What an object holds, in a few words."""
    names = ", ".join(f"`{name}`" for name in list(value)[:6])
    return f"object, only {names}" if len(value) <= 6 and names else "object"


def _described(value: object) -> str:
    return "a set" if isinstance(value, TextSet) else "null" if value is None else described(value)


def _members(name: str, lists: Iterable[object]) -> str | None:
    kind, nullable = _MEMBERS[name]
    for values in lists:
        for member in values if isinstance(values, list) else ():
            if isinstance(member, list | dict) or not converts(member, kind) or (kind == "bool" and is_number(member)):
                return f"`{name}` takes a list of {kind}s, and {described(member)} in it is none"
        if not nullable and isinstance(values, list) and wholly_known(values) and None in values:
            return f"`{name}` takes no null, and there is one in this list"
    return None


def _no_collection(name: str, value: object) -> str | None:
    """What is wrong with a first argument that is of several kinds, but surely not of those that a function takes."""
    kinds, words, sets = _TAKES[name]
    fits = value is None or (isinstance(value, kinds) and (sets or not isinstance(value, TextSet)))
    return None if fits else f"`{name}` takes {words}, and {_described(value)} is none"


def _number(wanted: str) -> Callable[..., str | None]:
    def refused(value: object) -> str | None:
        odd = wanted == "bool" and is_number(value)
        fits = value is None or (converts(value, wanted) and not isinstance(value, list | dict) and not odd)
        return None if fits else f"{described(value)} does not convert to a {wanted}"

    return refused


def _collected(words: str, shape: type) -> Callable[..., str | None]:
    """A conversion to a list, set or map, whose members get one type."""

    def refused(value: object) -> str | None:
        if value is None:
            return None
        if not isinstance(value, shape):
            return f"{_described(value)} does not convert to a {words}"
        members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        return None if of_one_sort(members) else f"the members of a {words} are of one type, and these are not"

    return refused


def _element(values: object, _: object) -> str | None:
    return "`element` takes nothing from an empty list" if values == [] else None


def _one(values: Sequence[object]) -> str | None:
    return None if len(values) <= 1 else f"`one` takes a list of one element or none, and this has {len(values)}"


def _coalesce(*choices: object) -> str | None:
    if choices and all(choice is None or choice == "" for choice in choices):
        return "`coalesce` finds nothing here that is neither null nor empty"
    return None if of_one_sort(choices) else "the arguments of `coalesce` are of one type, and these are not"


def _coalescelist(*lists: object) -> str | None:
    if any(values is None for values in lists):
        return "`coalescelist` takes no null"
    return None if any(lists) else "`coalescelist` finds nothing here that is not empty"


def _lookup(mapping: dict[str, object], key: object, *fallback: object) -> str | None:
    if fallback or isinstance(key, list | dict) or key is None or text_of(key) in mapping:
        return None
    return f"there is no `{text_of(key)}` in this {listed(mapping)}, and no default"


def _slice(values: Sequence[object], start: object, end: object) -> str | None:
    first, last = number_of(start), number_of(end)
    if first is None or last is None or 0 <= first <= last <= len(values):
        return None
    return f"`slice` takes from this list of {len(values)} nothing between {first} and {last}"


def _index(values: Sequence[object], wanted: object) -> str | None:
    if not values:
        return "`index` finds nothing in an empty list"
    scalars = wholly_known(values) and not any(isinstance(value, list | dict) for value in (wanted, *values))
    return f"{_described(wanted)} is not in this list" if scalars and not _is_in(wanted, values) else None


def _is_in(wanted: object, values: Sequence[object]) -> bool:
    """True when it may be there: a list that was converted may hold texts where numbers are written."""
    return any(equal(value, wanted) or text_of(value) == text_of(wanted) for value in values)


def _zipmap(keys: Any, values: object) -> str | None:
    if not isinstance(values, list) or isinstance(values, TextSet):
        return f"`zipmap` takes a list of values, and {_described(values)} is none"
    if not isinstance(keys, list) or len(keys) == len(values):
        return None
    return f"`zipmap` takes as many values as keys, and there are {len(values)} values and {len(keys)} keys"


def _matchkeys(values: Any, keys: Any, _: object) -> str | None:
    even = not isinstance(values, list) or not isinstance(keys, list) or len(values) == len(keys)
    return None if even else f"`matchkeys` takes as many values as keys, and there are {len(values)} and {len(keys)}"


def _chunklist(_: object, size: object) -> str | None:
    number = number_of(size)
    return f"`chunklist` takes no size of {number}" if number is not None and number < 0 else None


def _sum(values: Sequence[object]) -> str | None:
    if not values:
        return "`sum` adds up nothing in an empty list"
    odd = next((value for value in values if value is not UNKNOWN and number_of(value) is None), UNKNOWN)
    known = odd is not UNKNOWN and wholly_known(values) and not (isinstance(odd, str) and converts(odd, "number"))
    return f"`sum` adds up numbers, and {_described(odd)} is none" if known else None


def _range(*bounds: object) -> str | None:
    numbers = [number_of(bound) for bound in bounds]
    if any(number is None for number in numbers):
        return None
    start, end = (0, numbers[0]) if len(numbers) == 1 else numbers[:2]
    down = end < start  # type: ignore[operator]
    step = numbers[2] if len(numbers) > 2 else -1 if down else 1
    if start == end:
        return None
    if step and (step < 0) is not down:
        return f"`range` does not get from {start} to {end} by steps of {step}"
    if not step or abs(end - start) > abs(step) * _MAX_RANGE:  # type: ignore[operator]
        return f"`range` makes no more than {_MAX_RANGE} numbers, and these are more"
    return None


# What the first argument must be: its shapes, what to call them, and whether a set is one.
_TAKES: dict[str, tuple[type | tuple[type, ...], str, bool]] = {
    "contains": (list, "a list", True),
    "element": (list, "a list", False),
    "flatten": (list, "a list", True),
    "index": (list, "a list", False),
    "keys": (dict, "a map or object", False),
    "length": ((list, dict, str), "a list, map or text", True),
    "lookup": (dict, "a map or object", False),
    "one": (list, "a list", True),
    "reverse": (list, "a list", True),
    "slice": (list, "a list", False),
    "sum": (list, "a list", True),
    "values": (dict, "a map or object", False),
}
_OF_LISTS: dict[str, Callable[..., str | None]] = {
    "chunklist": _chunklist,
    "coalesce": _coalesce,
    "coalescelist": _coalescelist,
    "element": _element,
    "index": _index,
    "lookup": _lookup,
    "matchkeys": _matchkeys,
    "one": _one,
    "range": _range,
    "slice": _slice,
    "sum": _sum,
    "tobool": _number("bool"),
    "tolist": _collected("list", list),
    "tomap": _collected("map", dict),
    "tonumber": _number("number"),
    "toset": _collected("set", list),
    "tostring": _number("string"),
    "zipmap": _zipmap,
}
_OF_TEXTS = frozenset(
    {
        "base64decode", "cidrhost", "cidrnetmask", "cidrsubnet", "cidrsubnets", "format", "formatdate", "formatlist",
        "jsondecode", "parseint", "regex", "replace", "timeadd", "timecmp", "uuidv5",
    }
)  # fmt: skip
