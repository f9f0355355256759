"""What a spec says that another could say otherwise with nothing but a value in the template being another.

Those are the questions of an exported template: the template's name and what people read of it, the literals that the
spec gives to options of the blueprint, the defaults of parameters. Lists, mappings and text of several lines are none,
since cookiecutter has no question for them.
"""

from __future__ import annotations

import re
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from generator.compose.answers import answer
from generator.compose.values import numbered
from generator.escapes import number
from generator.hcl.literals import HclText
from generator.spec.model import OptionParameter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.blueprint.model import Blueprint, BlueprintOption
    from generator.compose.composition import Composition, Parameter
    from generator.spec.model import TaskSpec

Literal = str | int | float | bool

NAME, DISPLAY_NAME, DESCRIPTION = "name", "display_name", "description"
_OPTION, _DEFAULT = "option", "default"
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_NOT_ASKED = frozenset(dir(dict)) | {"template", "templates"}
"""Keys that a question cannot have: `cookiecutter.items` is a method, `templates` asks for a template."""


class Choice(Struct, frozen=True):
    """A value of the spec that can be asked for.

    Attributes:
        key: What the exported template calls it.
        place: What it is, and of which option or parameter.
        value: What the spec says.
        title: What is asked for, in a few words.
        about: What a person should know of it; empty where the title says it.
        values: The only ones there are, each with its name; empty where there are others.
        limits: Where they are given: `min`, `max`; `regex` and the `error` of a value that it does not match.
    """

    key: str
    place: tuple[str, str]
    value: Literal
    title: str
    about: str = ""
    values: tuple[tuple[Literal, str], ...] = ()
    limits: Mapping[str, object] = MappingProxyType({})


class Fixed(Struct, frozen=True):
    """What the spec says and nobody is asked for: its name, and why."""

    name: str
    reason: str


def choices(spec: TaskSpec, blueprint: Blueprint, composition: Composition) -> tuple[list[Choice], list[Fixed]]:
    """What may be asked for, in the order of the spec, and what of the same kind may not.

    Args:
        spec: The spec.
        blueprint: The one that it names.
        composition: What it comes to.
    """
    found: list[Choice] = []
    fixed: list[Fixed] = []
    taken = set(_NOT_ASKED)
    for candidate in _candidates(spec, blueprint, composition):
        reason = _reason(candidate)
        if reason:
            fixed.append(Fixed(candidate.key, reason))
        else:
            found.append(replace(candidate, key=numbered(candidate.key, taken, "_")))
    return found, fixed


def said(spec: TaskSpec, choice: Choice, value: Literal) -> TaskSpec:
    """The spec, if it said another value."""
    kind, name = choice.place
    if kind == _OPTION:
        return replace(spec, options={**spec.options, name: value})
    if kind != _DEFAULT:
        changed: dict[str, Any] = {kind: value}
        return replace(spec, **changed)
    option = spec.options.get(name)
    if isinstance(option, OptionParameter):
        return replace(spec, options={**spec.options, name: replace(option, default=value)})
    parameters = (replace(each, default=value) if each.name == name else each for each in spec.parameters)
    return replace(spec, parameters=tuple(parameters))


def answered(composition: Composition, choice: Choice) -> Composition:
    """The composition with the answer in place of the value; for all but the template's name, which has many places."""
    kind, name = choice.place
    given = f"cookiecutter.{choice.key}"
    if kind == _DEFAULT:
        text = f"{given} | lower" if isinstance(choice.value, bool) else given
        return replace(composition, parameters=tuple(_defaulting(each, name, text) for each in composition.parameters))
    if kind != _OPTION:
        changed = {kind: answer(choice.value, given)}
        return replace(composition, **changed)
    made = answer(choice.value, given if isinstance(choice.value, str | bool) else f"{given} | number")
    if not isinstance(composition.options[name], HclText):
        return replace(composition, options={**composition.options, name: made})
    variables = (replace(each, default=made) if each.name == name else each for each in composition.variables)
    return replace(composition, variables=tuple(variables))  # what the option is, is the variable


def spoken(value: Literal) -> str | bool:
    """A value as it is asked for and answered: text, or yes and no."""
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f")
    return value if isinstance(value, bool) else str(value)


def _candidates(spec: TaskSpec, blueprint: Blueprint, composition: Composition) -> Iterator[Choice]:
    yield Choice(NAME, (NAME, ""), spec.name, "Name of the template in Coder, and its folder")
    yield Choice(DISPLAY_NAME, (DISPLAY_NAME, ""), composition.display_name, "Name that people read")
    yield Choice(DESCRIPTION, (DESCRIPTION, ""), composition.description, "One line about the template")
    parameters = {parameter.name: parameter for parameter in composition.parameters}
    for name, given in spec.options.items():
        option = blueprint.options[name]
        if isinstance(given, OptionParameter):
            yield _default(parameters[name])
        elif isinstance(given, str | int | float | list | dict) and not option.sensitive:
            yield _literal(option, given)
    for parameter in spec.parameters:
        if parameter.default is not None:
            yield _default(parameters[parameter.name])


def _literal(option: BlueprintOption, given: Any) -> Choice:
    limits = {key: value for key in ("min", "max") if (value := getattr(option, key)) is not None}
    values = tuple((choice.value, choice.name) for choice in option.choices)
    place = (_OPTION, option.name)
    return Choice(option.name, place, given, option.display_name, option.description, values, limits)


def _default(parameter: Parameter) -> Choice:
    """The default of a parameter, which may be an expression for a list."""
    arguments = parameter.arguments
    kind = str(arguments["type"])
    return Choice(
        key=f"default_{parameter.label}",
        place=(_DEFAULT, parameter.name),
        value=_typed(kind, arguments["default"]),
        title=f'Default of the parameter "{parameter.name}"',
        about=str(arguments.get("description") or arguments.get("display_name") or ""),
        values=tuple((_typed(kind, option["value"]), str(option["name"])) for option in parameter.options),
        limits=dict(parameter.validation or {}),
    )


def _defaulting(parameter: Parameter, name: str, expression: str) -> Parameter:
    """A parameter as it is, or the one of a name with an answer for its default."""
    if parameter.name != name:
        return parameter
    default = answer(parameter.arguments["default"], expression)
    return replace(parameter, arguments={**parameter.arguments, "default": default})


def _typed(kind: str, text: Any) -> Any:
    """The value that a spec would say for what Coder has as text."""
    if kind == "bool" and text in {"true", "false"}:
        return text == "true"
    if kind == "number" and _NUMBER.fullmatch(str(text)):
        return number(text)
    return text


def _reason(choice: Choice) -> str:
    """Why something cannot be asked for; empty where it can."""
    value: object = choice.value
    if len(choice.values) == 1:
        return "there is but one value"
    if isinstance(value, list | dict | HclText):
        return "cookiecutter asks for no lists and mappings"
    if isinstance(value, str) and "".join(value.splitlines()) != value:
        return "cookiecutter asks for one line"
    return ""
