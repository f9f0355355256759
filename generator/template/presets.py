"""What rules about presets ask of the model: every parameter there is, what each takes, how many prebuilds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from generator.hcl.expressions import Literal, ObjectCons
from generator.hcl.literals import object_key, quoted
from generator.hcl.scalars import text_of
from generator.template.model import PresetValue, is_single
from generator.template.parameters import written_facts
from generator.template.task_resources import PARAMETER, module_holds, modules_are_known, written_text
from generator.template.values import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.catalog.catalog import Catalog
    from generator.hcl.tree import Block
    from generator.template.coder_blocks import CoderBlock, CoderBlocks
    from generator.template.known_calls import KnownCall
    from generator.template.model import Parameter, Preset, Template
    from generator.template.parameters import ParameterFacts

_PRESET = "coder_workspace_preset"


class PlannedPreset(Struct, frozen=True):
    """A preset that the import job surely plans, by `count` and `for_each` too.

    Attributes:
        block: The block at the top of the file.
        name: Its name; `UNKNOWN` where it cannot be told.
        default: What its `default` is worth.
        values: What it gives to parameters, as far as that is known.
    """

    block: Block
    name: object
    default: object
    values: tuple[PresetValue, ...]


def planned_presets(template: Template, blocks: CoderBlocks) -> Iterator[PlannedPreset]:
    """The presets of a template, each instance for itself, in the order of the text.

    One that is repeated is left out where its instances cannot be told.
    """
    instances: dict[int, list[CoderBlock]] = {}
    for found in blocks.of(_PRESET):
        instances.setdefault(found.top.header.start, []).append(found)
    for preset in template.presets:
        if is_single(preset.block):
            yield PlannedPreset(preset.block, preset.name, preset.default, preset.values or ())
            continue
        for instance in instances.get(preset.block.header.start, ()):
            if instance.top.header == preset.block.header and instance.made:
                yield PlannedPreset(
                    preset.block, instance.value("name"), instance.value("default"), tuple(_values(instance))
                )


def _values(instance: CoderBlock) -> Iterator[PresetValue]:
    """What one instance gives to parameters, where it writes out which."""
    written = instance.block.body.expression("parameters")
    for item in written.items if isinstance(written, ObjectCons) else ():
        name, value = fold(item.key, instance.names), fold(item.value, instance.names)
        if isinstance(name, str) and isinstance(value, str | bool | int | float):
            yield PresetValue(name, text_of(value), item.key.span, item.value.span)


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
