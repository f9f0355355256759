"""Parameters and presets of a composition."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from msgspec.structs import replace

from generator.catalog.parameter_values import refusal
from generator.catalog.re2_search import pattern_error
from generator.compose.composition import Parameter, Preset
from generator.compose.conditions import SETUP_SCRIPT, count_of, never_asked, where_of
from generator.compose.prebuilds import check_prebuilds, compose_prebuilds
from generator.compose.values import label, parameter_text
from generator.hcl.literals import HclText, literal
from generator.source.near import did_you_mean
from generator.spec.model import Expr

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from generator.compose.problems import Problems
    from generator.source.yaml_tree import Path
    from generator.spec.model import Condition, ParameterOption, ParameterSpec, PresetSpec, TaskSpec


def parameter_value(parameter: Parameter) -> HclText:
    """The expression for what the user of the template chose, as Coder gives it: text."""
    return HclText(f"data.coder_parameter.{parameter.label}.value")


def prompt_parameter(name: str) -> Parameter:
    """The parameter through which targets before 2.28 hand the task's prompt over; `name` is the magic name."""
    arguments = {
        "name": name,
        "display_name": name,
        "description": "What the agent shall do.",
        "type": "string",
        "form_type": "textarea",
        "default": "",
        "mutable": True,
        "order": 0,
    }
    return Parameter("ai_prompt", name, arguments)


def setup_parameter(script: str, *, task: bool) -> Parameter:
    """The parameter that holds the setup script, so that presets and users can bring their own.

    Args:
        script: What it holds where nobody says otherwise.
        task: True where an agent comes after it.
    """
    when = "before the agent starts" if task else "when the workspace starts"
    arguments = {
        "name": SETUP_SCRIPT,
        "display_name": "Setup script",
        "description": f"Shell script that runs {when}.",
        "type": "string",
        "form_type": "textarea",
        "default": script,
        "mutable": True,
        "order": 100,
    }
    return Parameter(SETUP_SCRIPT, SETUP_SCRIPT, arguments)


def spec_parameters(spec: TaskSpec, others: Sequence[Parameter], problems: Problems) -> list[Parameter]:
    """The parameters that the spec lists, each checked by itself and against the names that `others` have."""
    labels = {parameter.label for parameter in others}
    taken = {parameter.name for parameter in others}
    above = {parameter.name: parameter for parameter in others}
    composed = []
    for index, parameter in enumerate(spec.parameters):
        path = ("parameters", index)
        if parameter.name in taken:
            problems.add("duplicate-name", (*path, "name"), f"there is another parameter `{parameter.name}`")
        taken.add(parameter.name)
        _check_parameter(parameter, path, problems)
        made = _parameter(parameter, label(parameter.name, labels))
        if parameter.when is not None and _can_be_asked(parameter, parameter.when, above, path, problems):
            made = replace(made, count=count_of(parameter.when, above), where=where_of(parameter.when))
        above[parameter.name] = made
        composed.append(made)
    return composed


def _can_be_asked(
    spec: ParameterSpec, when: Condition | Expr, above: Mapping[str, Parameter], path: Path, problems: Problems
) -> bool:
    """Whether a parameter may have its condition; notes what the condition lacks."""
    path = (*path, "when")
    if spec.default is None:
        message = f"`{spec.name}` needs a default, which it is worth where it is not asked for"
        problems.add("invalid-parameter", path, message)
    if isinstance(when, Expr):
        return True
    other = above.get(when.parameter)
    if other is None:
        message = f"there is no parameter `{when.parameter}` above this one.{did_you_mean(when.parameter, above)}"
        problems.add("unknown-parameter", (*path, "parameter"), message)
        return False
    value = [when.value] if other.arguments["type"] == "list(string)" else when.value
    why = value_refusal(other, value)
    if why is not None:
        problems.add("invalid-parameter", (*path, "is"), f"`{when.parameter}` never has this value: {why}")
    return True


def _parameter(spec: ParameterSpec, label_: str) -> Parameter:
    keys = ("display_name", "description", "type", "form_type", "icon", "mutable", "ephemeral", "order")
    arguments: dict[str, object] = {"name": spec.name}
    arguments |= {key: value for key in keys if (value := getattr(spec, key)) is not None}
    arguments.setdefault("type", "string")
    if spec.default is not None:
        arguments["default"] = parameter_text(spec.default)
    if spec.styling is not None:
        arguments["styling"] = HclText(f"jsonencode({literal(dict(spec.styling))})")
    return Parameter(label_, spec.name, arguments, option_arguments(spec.options), spec.validation)


def option_arguments(options: Sequence[ParameterOption]) -> tuple[Mapping[str, object], ...]:
    """The arguments of the `option` blocks."""
    return tuple(
        {
            "name": option.name,
            "value": parameter_text(option.value),
            **({"description": option.description} if option.description is not None else {}),
            **({"icon": option.icon} if option.icon is not None else {}),
        }
        for option in options
    )


def _check_parameter(spec: ParameterSpec, path: Path, problems: Problems) -> None:
    if spec.ephemeral and not (spec.mutable and spec.default is not None):
        message = f"`{spec.name}` is ephemeral, so it needs `mutable: true` and a default"
        problems.add("invalid-parameter", (*path, "ephemeral"), message)
    for key, values in (
        ("name", [o.name for o in spec.options]),
        ("value", [str(parameter_text(o.value)) for o in spec.options]),
    ):
        for i, value in enumerate(values):
            if value in values[:i]:
                problems.add("duplicate-name", (*path, "options", i, key), f"two options have the {key} `{value}`")
    validation = spec.validation or {}
    if "regex" in validation and "error" not in validation:
        problems.add("invalid-parameter", (*path, "validation"), "`regex` needs `error`: what to say when it fails")
    unreadable = pattern_error(str(validation.get("regex", "")))
    if unreadable is not None:
        message = f"Coder cannot read this pattern (RE2): {unreadable}"
        problems.add("invalid-parameter", (*path, "validation", "regex"), message)
    composed = _parameter(spec, "checked")
    _check_form(composed, path, problems)
    if spec.default is None:
        if spec.validation is not None and value_refusal(composed, "") is not None:
            message = f"`{spec.name}` needs a default: without one Coder checks the empty text against `validation`"
            problems.add("invalid-parameter", (*path, "name"), message)
        return
    why = value_refusal(composed, spec.default)
    if why is not None:
        problems.add("invalid-parameter", (*path, "default"), f"`{spec.name}` does not take its own default: {why}")


def _check_form(parameter: Parameter, path: Path, problems: Problems) -> None:
    """What the coder provider asks of options and validation by the parameter's type (provider/parameter.go)."""
    type_ = str(parameter.arguments["type"])
    validation = parameter.validation or {}
    for key in ("min", "max", "monotonic"):
        if key in validation and type_ != "number":
            problems.add("invalid-parameter", (*path, "validation", key), f"`{key}` is for numbers, not for a {type_}")
        elif key in validation and "regex" in validation:
            message = f"`{key}` and `regex` exclude each other"
            problems.add("invalid-parameter", (*path, "validation", key), message)
    if "regex" in validation and type_ != "string":
        problems.add("invalid-parameter", (*path, "validation", "regex"), f"`regex` is for text, not for a {type_}")
    if parameter.arguments.get("form_type") == "multi-select":
        return
    for index, option in enumerate(parameter.options):
        if isinstance(option["value"], HclText):
            continue
        why = refusal(type_, str(option["value"]), (), None, multi_select=False)
        if why is not None:
            message = f"an option of a {type_} cannot be `{option['value']}`: {why}"
            problems.add("invalid-parameter", (*path, "options", index, "value"), message)


def value_refusal(parameter: Parameter, value: object) -> str | None:
    """Why a parameter does not take a value of the spec, or None when it does or that cannot be told."""
    if isinstance(value, Expr) or any(isinstance(option["value"], HclText) for option in parameter.options):
        return None
    return refusal(
        str(parameter.arguments["type"]),
        json.dumps(value) if isinstance(value, list) else parameter_text(value),
        options=tuple(str(option["value"]) for option in parameter.options),
        validation=None if parameter.validation is None else dict(parameter.validation),
        multi_select=parameter.arguments.get("form_type") == "multi-select",
    )


def spec_presets(
    spec: TaskSpec, parameters: Sequence[Parameter], *, task: bool, all_checked: bool, problems: Problems
) -> list[Preset]:
    """The presets that the spec lists, their values checked against the parameters.

    Args:
        spec: The spec.
        parameters: Every parameter of the template.
        task: True for a task template, in which a preset must give every required parameter.
        all_checked: True where Coder refuses a preset that gives what the form does not ask for at first.
        problems: Where problems are noted.
    """
    by_name = {parameter.name: parameter for parameter in parameters}
    labels: set[str] = set()
    composed = []
    for index, preset in enumerate(spec.presets):
        path = ("presets", index)
        if preset.name in [other.name for other in spec.presets[:index]]:
            problems.add("duplicate-name", (*path, "name"), f"there is another preset `{preset.name}`")
        if preset.default and any(other.default for other in spec.presets[:index]):
            problems.add("invalid-preset", (*path, "default"), "another preset is the default already; keep one")
        _check_values(preset, by_name, (*path, "parameters"), problems, all_checked=all_checked)
        if preset.prebuilds is not None:
            check_prebuilds(preset.prebuilds, (*path, "prebuilds"), problems)
        missing = [p.name for p in parameters if p.required and p.name not in (preset.parameters or {})]
        if missing and (task or (preset.prebuilds and preset.prebuilds.instances)):
            names = ", ".join(f"`{name}`" for name in missing)
            problems.add("invalid-preset", path, f"the preset must give {names}, which has no default")
        composed.append(_preset(preset, label(preset.name, labels)))
    required = [(i, p) for i, p in enumerate(spec.parameters) if p.default is None and p.when is None]
    if task and not spec.presets:
        for index, parameter in required:
            message = f"`{parameter.name}` has no default and no preset gives it, so no task could be started"
            problems.add("invalid-parameter", ("parameters", index, "name"), message)
    return composed


def _check_values(
    preset: PresetSpec, by_name: Mapping[str, Parameter], path: Path, problems: Problems, *, all_checked: bool
) -> None:
    given = preset.parameters or {}
    for name, value in given.items():
        parameter = by_name.get(name)
        if parameter is None:
            message = f"there is no parameter `{name}`.{did_you_mean(name, by_name)}"
            problems.add_at_key("unknown-parameter", (*path, name), message)
        elif parameter.count is not None and all_checked:
            message = f"this Coder refuses a preset that gives `{name}`, which has a condition; it can from 2.32 on"
            problems.add_at_key("invalid-preset", (*path, name), message)
        elif parameter.where is not None and never_asked(parameter, given, by_name):
            message = "`{}` is asked for where `{}` is `{}`, and with this preset it is not".format(
                name, *parameter.where
            )
            problems.add_at_key("invalid-preset", (*path, name), message)
        else:
            why = value_refusal(parameter, value)
            if why is not None:
                problems.add("invalid-preset", (*path, name), f"`{name}` does not take this value: {why}")


def _preset(spec: PresetSpec, label_: str) -> Preset:
    arguments: dict[str, object] = {"name": spec.name}
    arguments |= {k: v for k in ("description", "icon", "default") if (v := getattr(spec, k)) is not None}
    values = {name: parameter_text(value) for name, value in (spec.parameters or {}).items()}
    return Preset(label_, spec.name, spec.description or "", arguments, values, compose_prebuilds(spec.prebuilds))
