"""Which values a `coder_parameter` takes: the checks that Coder's provider and server make, said in words.

Source: coder/terraform-provider-coder provider/parameter.go (ValidateInput, validValue, valueIsType, Validation.Valid),
which the server links too. The order of the checks is the provider's: membership, validation block, type.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from generator.catalog.re2_search import pattern_error, searches

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

# Go's strconv.ParseFloat, ParseBool and Atoi.
_FLOAT = re.compile(
    r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?|[+-]?0x[\da-f]*\.?[\da-f]*p[+-]?\d+|[+-]?inf(?:inity)?|nan",
    re.IGNORECASE | re.ASCII,
)
_BOOLS = frozenset({"1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False"})
_INTEGER = re.compile(r"[+-]?\d+", re.ASCII)
_LIST = "list(string)"
_SHOWN = 6


def refusal(
    parameter_type: str,
    value: str,
    options: Sequence[str] | None,
    validation: Mapping[str, object] | None,
    *,
    multi_select: bool,
) -> str | None:
    """Why a parameter refuses a value, or None when it takes it or that cannot be told.

    Args:
        parameter_type: `string`, `number`, `bool` or `list(string)`; of any other type nothing is said.
        value: The value as Coder gets it: text.
        options: The option values; empty when there are no options, None when they cannot be told.
        validation: What its `validation` block holds (`regex`, `min`, `max`), None when it has none; an entry of
            another type than text or number cannot be told and is passed over.
        multi_select: True when its `form_type` is `multi-select`, whose value is a JSON list of option values.

    Returns:
        What goes on after "refuses `value`: ", such as "it is none of its options (`a`, `b`)".
    """
    if parameter_type not in {"string", "number", "bool", _LIST}:
        return None
    if options:
        refused = _membership(value, options, multi_select=multi_select)
        if refused is not None:
            return refused
    if validation is not None:
        refused = _validation(parameter_type, value, validation)
        if refused is not None:
            return refused
    return _type(parameter_type, value)


def option_refusal(parameter_type: str, value: str) -> str | None:
    """Why a parameter refuses an option of a value, or None; of a multi-select's options, which are plain, do not ask.

    Returns:
        What goes on after "refuses `value`: ".
    """
    return _type(parameter_type, value)


def validation_faults(
    parameter_type: str, validation: Mapping[str, object], monotonic: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """What the provider refuses in a `validation` block, whatever the value: the entry, and what is wrong with it.

    Args:
        parameter_type: `string`, `number`, `bool` or `list(string)`; of any other type nothing is said.
        validation: What the block holds, None for an entry that is absent or null. An entry of another type than the
            provider's cannot be told and is passed over.
        monotonic: What `monotonic` may be.
    """
    if parameter_type not in {"string", "number", "bool", _LIST}:
        return
    if parameter_type != "number":
        for name in ("min", "max", "monotonic"):
            if isinstance(validation.get(name), str | int | float) and validation[name] != "":
                yield name, f"`{name}` is for numbers, and this parameter is a `{parameter_type}`; remove it"
    elif isinstance(direction := validation.get("monotonic"), str) and direction not in {"", *monotonic}:
        yield "monotonic", f"`monotonic` is `{direction}`; write {' or '.join(f'`{name}`' for name in monotonic)}"
    pattern = validation.get("regex")
    if not isinstance(pattern, str) or not pattern:
        return
    if parameter_type != "string":
        yield "regex", f"`regex` is for text, and this parameter is a `{parameter_type}`; remove it"
        return
    error = pattern_error(pattern)
    if error is not None:
        yield "regex", f"Go's regular expressions do not take `{pattern}`: {error}"
    if validation.get("error") in {None, ""}:
        yield "regex", "a `regex` needs an `error`, the text that is shown when a value does not match; add it"


def _membership(value: str, options: Sequence[str], *, multi_select: bool) -> str | None:
    offered = ", ".join(f"`{option}`" for option in options[:_SHOWN]) + (", ..." if len(options) > _SHOWN else "")
    if not multi_select:
        return None if value in options else f"it is none of its options ({offered})"
    elements = _strings(value)
    if elements is None:
        return 'it is no JSON list of strings, such as `["a", "b"]`'
    stray = next((element for element in elements if element not in options), None)
    return None if stray is None else f"`{stray}` is none of its options ({offered})"


def _validation(parameter_type: str, value: str, validation: Mapping[str, object]) -> str | None:
    if parameter_type == "number":
        return _bounds(value, validation)
    if parameter_type == "bool" and value not in {"true", "false"}:
        return "it is neither `true` nor `false`"
    pattern = validation.get("regex")
    if parameter_type == "string" and isinstance(pattern, str) and pattern and searches(pattern, value) is False:
        return f"it does not match `{pattern}`"
    return None


def _bounds(value: str, validation: Mapping[str, object]) -> str | None:
    if not _INTEGER.fullmatch(value) or len(value) > 19:
        return "it is no whole number, which a validation block asks for"
    number = int(value)
    least, most = validation.get("min"), validation.get("max")
    if isinstance(least, int | float) and number < least:
        return f"it is below the minimum of {least:g}"
    if isinstance(most, int | float) and number > most:
        return f"it is above the maximum of {most:g}"
    return None


def _type(parameter_type: str, value: str) -> str | None:
    # Go lets underscores stand in some places (`.1_1`) and not in others (`1_1`): of those nothing is said.
    if parameter_type == "number" and not _FLOAT.fullmatch(value.replace("_", "")):
        return "it is no number"
    if parameter_type == "bool" and value not in _BOOLS:
        return "it is neither `true` nor `false`"
    if parameter_type == _LIST and _strings(value) is None:
        return 'it is no JSON list of strings, such as `["a", "b"]`'
    return None


def _strings(value: str) -> list[str] | None:
    """The strings of a JSON list as Go reads them (null is empty, a null element an empty string), or None."""
    try:
        data = json.loads(value)
    except (ValueError, RecursionError):
        return None
    if data is None:
        return []
    if not isinstance(data, list) or not all(element is None or isinstance(element, str) for element in data):
        return None
    return [element or "" for element in data]
