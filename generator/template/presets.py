"""What rules about presets ask of the model: every parameter there is, what each takes, how many prebuilds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.hcl.expressions import Literal
from generator.hcl.literals import object_key, quoted
from generator.template.parameters import written_facts
from generator.template.task_resources import PARAMETER, module_holds, modules_are_known, written_text

if TYPE_CHECKING:
    from generator.catalog.catalog import Catalog
    from generator.template.known_calls import KnownCall
    from generator.template.model import Parameter, Preset, PresetValue, Template
    from generator.template.parameters import ParameterFacts


def parameter_facts(template: Template, parameter: Parameter) -> ParameterFacts | None:
    """What a parameter takes, whatever is chosen elsewhere; None where its type or form cannot be told."""
    return written_facts(parameter.block, template.value)


def all_parameters(
    template: Template, calls: tuple[KnownCall, ...], catalog: Catalog
) -> dict[str, tuple[Parameter, ...]] | None:
    """Every parameter that the template has, by name; None where a name cannot be told or a module may declare some."""
    if not modules_are_known(template, calls):
        return None
    if any(module_holds(catalog, known, PARAMETER) is not False for known in calls):
        return None
    found: dict[str, tuple[Parameter, ...]] = {}
    for parameter in template.parameters:
        if not isinstance(parameter.name, str):
            return None
        found[parameter.name] = (*found.get(parameter.name, ()), parameter)
    return found


def prebuild_instances(template: Template, preset: Preset) -> int:
    """How many workspaces a preset keeps ready; 0 where there are none or the number cannot be told."""
    for block in preset.block.body.blocks_of("prebuilds"):
        value = template.value(block.body.expression("instances"))
        if isinstance(value, int | float) and not isinstance(value, bool):
            return int(value)
    return 0


def renamed_key(template: Template, value: PresetValue, name: str) -> str | None:
    """The text that gives an entry another key, quoted or bare as it is now; None where the key is an expression."""
    text = written_text(template, Literal(value.name, value.name_span))
    if text == value.name:
        return object_key(name)
    return quoted(name) if text == quoted(value.name) else None
