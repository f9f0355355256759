"""The options of a blueprint: values, template variables for the operator, parameters for the user of the template."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.compose.composition import Parameter, Variable
from generator.compose.parameters import option_arguments, parameter_value, value_refusal
from generator.compose.values import parameter_text, written
from generator.hcl.literals import HclText
from generator.source.near import did_you_mean
from generator.spec.model import Expr, OptionParameter, ParameterOption

if TYPE_CHECKING:
    from generator.blueprint.model import Blueprint, BlueprintOption
    from generator.compose.problems import Problems
    from generator.source.yaml_tree import Path
    from generator.spec.model import TaskSpec

_CONVERSIONS = {"string": "{}", "number": "tonumber({})", "bool": "tobool({})"}
_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "number": (int, float),
    "bool": (bool,),
    "list": (list,),
    "map": (dict,),
}
_TERRAFORM = {"list": "list(string)", "map": "map(string)"}


class OptionsPart:
    """What the blueprint's options come to: their values, and the parameters and variables they bring."""

    def __init__(self) -> None:
        """Start empty."""
        self.values: dict[str, object] = {}
        self.parameters: list[Parameter] = []
        self.variables: list[Variable] = []


def compose_options(spec: TaskSpec, blueprint: Blueprint, problems: Problems) -> OptionsPart:
    """Resolve every option of the blueprint, by the spec or by its default."""
    part = OptionsPart()
    for name in spec.options:
        if name not in blueprint.options:
            near = did_you_mean(name, blueprint.options)
            message = f"the blueprint `{blueprint.name}` has no option `{name}`.{near}"
            problems.add_at_key("unknown-option", ("blueprint", "options", name), message)
    for name, option in blueprint.options.items():
        given = spec.options.get(name)
        path = ("blueprint", "options", name)
        if isinstance(given, OptionParameter):
            parameter = _option_parameter(option, given, path, problems)
            part.parameters.append(parameter)
            conversion = _CONVERSIONS.get(option.type, "{}")
            part.values[name] = HclText(conversion.format(parameter_value(parameter)))
        elif option.variable and not isinstance(given, Expr):
            default = option.default if given is None else given
            _check_type(option, default, path, problems)
            if option.sensitive and given:
                message = (
                    f"`{name}` holds a secret, and a spec is kept in git; leave it out, and give the variable on push"
                )
                problems.add("secret-in-text", path, message)
            part.variables.append(_variable(option, default))
            part.values[name] = HclText(f"var.{name}")
        else:
            value = option.default if given is None else given
            _check_type(option, value, path, problems)
            part.values[name] = written(value)
    return part


def _variable(option: BlueprintOption, default: object) -> Variable:
    """The variable of an option that the operator sets; one without a default must be given."""
    type_ = _TERRAFORM.get(option.type, option.type)
    required = default is None and option.required
    return Variable(
        name=option.name,
        type=type_,
        description=option.description,
        sensitive=option.sensitive,
        has_default=not required,
        default=written(default),
    )


def _check_type(option: BlueprintOption, value: object, path: Path, problems: Problems) -> None:
    if value is None or isinstance(value, Expr):
        if value is None and option.required and not option.variable:
            problems.add("missing-option", ("blueprint",), f"the blueprint needs its option `{option.name}`; give it")
        return
    fits = isinstance(value, _TYPES[option.type]) and (option.type == "bool" or not isinstance(value, bool))
    choices = [choice.value for choice in option.choices]
    if fits and choices and value not in choices:
        near = did_you_mean(str(value), [str(choice) for choice in choices])
        listed = ", ".join(f"`{choice}`" for choice in choices)
        problems.add("invalid-option", path, f"`{option.name}` cannot be `{value}`.{near} It takes {listed}")
    members = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    if not fits:
        problems.add("invalid-option", path, _misfit(option, value))
    elif not all(isinstance(member, str | Expr) for member in members):
        problems.add("invalid-option", path, f"every value in `{option.name}` must be text; write it in quotes")
    elif isinstance(value, int | float) and not isinstance(value, bool):
        if option.min is not None and value < option.min:
            problems.add("invalid-option", path, f"`{option.name}` is at least {option.min}, not {value}")
        if option.max is not None and value > option.max:
            problems.add("invalid-option", path, f"`{option.name}` is at most {option.max}, not {value}")


def _misfit(option: BlueprintOption, value: object) -> str:
    """What is wrong with a value of another type; a mapping may be meant to say where the value comes from."""
    if not isinstance(value, dict):
        return f"`{option.name}` is a {option.type}, not {'a list' if isinstance(value, list) else f'`{value}`'}"
    near = "".join(did_you_mean(key, ("expr", "parameter")) for key in value)
    return (
        f"`{option.name}` is a {option.type}, not a mapping; `{{expr: ...}}` and `{{parameter: ...}}` work too.{near}"
    )


def _option_parameter(option: BlueprintOption, given: OptionParameter, path: Path, problems: Problems) -> Parameter:
    default = option.default if given.default is None else given.default
    options = option_arguments(given.options or [ParameterOption(c.name, c.value) for c in option.choices])
    if option.type not in _CONVERSIONS:
        message = f"`{option.name}` is a {option.type}, which no parameter can give; write its value"
        problems.add("invalid-option", (*path, "parameter"), message)
    arguments: dict[str, object] = {
        "name": option.name,
        "display_name": given.display_name or option.display_name,
        "description": given.description or option.description,
        "type": option.type,
        "mutable": option.mutable if given.mutable is None else given.mutable,
    }
    if option.icon is not None:
        arguments["icon"] = option.icon
    if default is not None:
        arguments["default"] = parameter_text(default)
    bounds: dict[str, object] = {}
    for key, own, fallback in (("min", given.min, option.min), ("max", given.max, option.max)):
        bound = fallback if own is None else own
        if bound is not None and not options:
            bounds[key] = bound
    if option.monotonic is not None:
        bounds["monotonic"] = option.monotonic
    parameter = Parameter(option.name, option.name, arguments, options, bounds or None)
    if default is None:
        message = f"`{option.name}` has no default of its own; give the parameter a `default`"
        problems.add("invalid-option", (*path, "parameter"), message)
    else:
        why = value_refusal(parameter, default)
        if why is not None:
            message = f"the parameter `{option.name}` does not take its own default: {why}"
            problems.add("invalid-option", (*path, "parameter"), message)
    return parameter
