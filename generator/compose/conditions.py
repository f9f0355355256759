"""Parameters that are asked for on a condition: when that is, and what stands for one in the rest of the template."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from generator.compose.values import expression_text, label, parameter_text
from generator.diagnostics import Edit, Span
from generator.hcl.edits import apply_edits
from generator.hcl.expressions import GetAttribute, traversals
from generator.hcl.literals import HclText, literal
from generator.hcl.tree import parse_expression
from generator.spec.model import Condition, Expr, OptionParameter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.compose.composition import Parameter
    from generator.hcl.expressions import Traversal
    from generator.spec.model import TaskSpec

_Part = TypeVar("_Part")

SETUP_SCRIPT = "setup_script"
"""The name and label of the parameter that holds the setup script."""

_PARTS = ("agent", "options", "repositories", "presets", "env", "apps", "modules", "workspace_tags")
"""What of a spec may hold expressions, beside the parameters."""


def resolved(spec: TaskSpec) -> TaskSpec:
    """The spec with each reference to a parameter that is not always there made one that always is worth something.

    Such a parameter is a list of none or one (`count`). Where nobody was asked, its default is what it is worth.
    """
    if all(parameter.when is None for parameter in spec.parameters):
        return spec
    taken = {name for name, option in spec.options.items() if isinstance(option, OptionParameter)}
    if spec.setup.script is not None:
        taken.add(SETUP_SCRIPT)
    defaults: dict[str, str] = {}
    parameters = []
    for parameter in spec.parameters:
        told = _resolved(parameter, defaults)
        name = label(parameter.name, taken)
        if told.when is not None:
            defaults[name] = literal(parameter_text("" if told.default is None else told.default))
        parameters.append(told)
    parts = {name: _resolved(getattr(spec, name), defaults) for name in _PARTS}
    return replace(spec, parameters=tuple(parameters), **parts)


def count_of(when: Expr | Condition, known: Mapping[str, Parameter]) -> HclText:
    """The `count` of a parameter that is asked for on a condition; `known` are those that it may name."""
    if isinstance(when, Expr):
        return HclText(f"{expression_text(when)} ? 1 : 0")
    parameter = known[when.parameter]
    address = f"data.coder_parameter.{parameter.label}"
    value = f"{address}.value"
    if parameter.count is not None:
        value = _worth(address, literal(parameter.arguments.get("default", "")))
    wanted = literal(parameter_text(when.value))
    if parameter.arguments["type"] == "list(string)":
        return HclText(f"contains(jsondecode({value}), {wanted}) ? 1 : 0")
    return HclText(f"{value} == {wanted} ? 1 : 0")


def where_of(when: Expr | Condition) -> tuple[str, str] | None:
    """The parameter that a condition names, and the text that it must have; None for an expression."""
    text = None if isinstance(when, Expr) else parameter_text(when.value)
    return None if isinstance(when, Expr) or text is None else (when.parameter, str(text))


def never_asked(parameter: Parameter, given: Mapping[str, object], known: Mapping[str, Parameter]) -> bool:
    """True when a parameter is surely not asked for where others have the values of a preset, else their defaults."""
    if parameter.where is None:
        return False
    name, wanted = parameter.where
    held = parameter_text(given[name]) if name in given else known[name].arguments.get("default", "")
    if known[name].arguments["type"] == "list(string)":
        return name in given and isinstance(given[name], list) and wanted not in given[name]  # type: ignore[operator]
    return not isinstance(held, HclText) and held != wanted


def _worth(address: str, default: str) -> str:
    return f"try({address}[0].value, {default})"


def _resolved(part: _Part, defaults: Mapping[str, str]) -> _Part:
    """A part of a spec with its expressions resolved, however deep they stand."""
    if not defaults:
        return part
    made: object = part
    match part:
        case Expr():
            made = Expr(_with_defaults(part.text, defaults), part.path)
        case dict():
            made = {key: _resolved(item, defaults) for key, item in part.items()}
        case list():
            made = [_resolved(item, defaults) for item in part]
        case tuple():
            made = tuple(_resolved(item, defaults) for item in part)
        case Struct():
            made = replace(part, **{key: _resolved(getattr(part, key), defaults) for key in part.__struct_fields__})
    return made  # type: ignore[return-value]


def _with_defaults(text: str, defaults: Mapping[str, str]) -> str:
    tree = parse_expression(text)
    if tree is None:  # told when the expressions are read
        return text
    edits = [edit for each in traversals(tree) for edit in _edits(each, defaults)]
    return apply_edits(text.encode(), edits).decode()


def _edits(reference: Traversal, defaults: Mapping[str, str]) -> Iterator[Edit]:
    names = reference.attributes[:3]
    if names[:2] != ("data", "coder_parameter") or len(names) < 3 or names[2] not in defaults:
        return
    address, steps = ".".join(names), reference.steps[2:]
    if steps and not isinstance(steps[0], GetAttribute):  # an index or a splat: its writer knows that there is a list
        return
    end = steps[0].span.end if steps else reference.span.end
    attribute = steps[0].name if steps and isinstance(steps[0], GetAttribute) else ""
    if attribute == "value":
        text = _worth(address, defaults[names[2]])
    else:
        text = f"one({address}[*].{attribute})" if attribute else f"one({address})"
    yield Edit(Span(reference.span.path, reference.span.start, end), text)
