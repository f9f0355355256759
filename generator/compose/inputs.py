"""Inputs that a spec gives to a module, against the interface of the release that is pinned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.hcl.conversion import converts, described
from generator.hcl.unknown import UNKNOWN
from generator.source.near import did_you_mean
from generator.spec.model import Expr

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from generator.catalog.interface import ModuleInput, ModuleInterface, ModuleRelease
    from generator.compose.problems import Problems
    from generator.source.yaml_tree import Path
    from generator.spec.model import Value


def check_inputs(
    inputs: Mapping[str, Value],
    held: ModuleRelease,
    interface: ModuleInterface,
    given: Collection[str],
    problems: Problems,
    path: Path,
) -> None:
    """Note every input that the release lacks, that is set elsewhere in the spec, or whose value it refuses.

    Args:
        inputs: What the spec gives.
        held: The interface of the pinned release.
        interface: The module, for what other releases have.
        given: The inputs that are set already.
        problems: Where problems are noted.
        path: The place of the inputs in the spec.
    """
    for name, value in inputs.items():
        place = (*path, name)
        if name in given:
            message = f"`{name}` is set from other keys of the spec; remove it here"
            problems.add_at_key("unsupported-setting", place, message)
            continue
        wanted = held.inputs.get(name)
        if wanted is None:
            having = interface.input_range(name)
            advice = f"; the releases {having} have it" if having else f".{did_you_mean(name, held.inputs)}"
            message = f"{interface.address} {held.release} has no input `{name}`{advice}"
            problems.add_at_key("unknown-input", place, message)
        elif not converts(_known(value), wanted.type):
            message = f"`{name}` takes {wanted.type}, and {described(value)} does not convert to it"
            problems.add("invalid-input", place, message)
        elif (refusal := choice_refusal(name, value, wanted)) is not None:
            problems.add("invalid-input", place, refusal)


def choice_refusal(name: str, value: object, wanted: ModuleInput) -> str | None:
    """Why an input does not take a value, if its validation lists those that it takes; None where it does."""
    if not wanted.allowed or isinstance(value, Expr) or value is None or value in wanted.allowed:
        return None
    allowed = ", ".join(f"`{choice}`" for choice in wanted.allowed)
    return f"`{name}` takes one of {allowed}, not `{value}`"


def _known(value: Value) -> object:
    """A spec value as folded data: every expression in it is unknown."""
    match value:
        case Expr():
            return UNKNOWN
        case dict():
            return {key: _known(item) for key, item in value.items()}
        case list():
            return [_known(item) for item in value]
        case _:
            return value


def missing_inputs(held: ModuleRelease, given: Collection[str]) -> list[str]:
    """The required inputs of a release that are not given, in order."""
    return [name for name, wanted in held.inputs.items() if wanted.required and name not in given]
