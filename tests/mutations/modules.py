"""Faults in calls of registry modules and in what the template asks of its providers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Edit, Span
from generator.hcl.expressions import GetAttribute
from generator.template.task import RegistryCall, registry_calls
from tests.mutations.subject import CATALOG, Chances, Kind, Subject, insert

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.catalog.interface import ModuleRelease

WRONG = {"string": ('["x"]', '{ a = "x" }'), "number": ('"abc"', "[]"), "bool": ('"abc"', "[]")}


def calls(subject: Subject) -> Iterator[tuple[RegistryCall, ModuleRelease]]:
    """The calls of registry modules that pin a release, with its interface; of others newer releases decide."""
    for call in registry_calls(subject.template, CATALOG):
        if call.pinned is not None and call.release is not None:
            yield call, call.interface.release(call.release)


def input_renamed(subject: Subject) -> Chances:
    for call, release in calls(subject):
        for name, attribute in call.call.inputs.items():
            if name in release.inputs and not release.inputs[name].required:
                yield [Edit(attribute.name_span, name + "x")]


def input_added(subject: Subject) -> Chances:
    for call, _ in calls(subject):
        source = call.call.block.body.attributes["source"]
        for name in ("experiment_pre_install", "verison", "use_cache_"):
            yield [insert(source.span, f'\n{name} = "x"')]


def input_dropped(subject: Subject) -> Chances:
    for call, release in calls(subject):
        for name, attribute in call.call.inputs.items():
            if name in release.inputs and release.inputs[name].required:
                yield [Edit(attribute.span, "")]


def input_of_another_type(subject: Subject) -> Chances:
    for call, release in calls(subject):
        source = call.call.block.body.attributes["source"]
        for name, wanted in release.inputs.items():
            attribute = call.call.inputs.get(name)
            wrong = ('"abc"',) if wanted.type.startswith(("list(", "map(")) else WRONG.get(wanted.type, ())
            for text in wrong:
                if attribute is not None:
                    yield [Edit(attribute.expression.span, text)]
                elif not wanted.required:
                    yield [insert(source.span, f"\n{name} = {text}")]


def input_not_among_its_values(subject: Subject) -> Chances:
    for call, release in calls(subject):
        source = call.call.block.body.attributes["source"]
        for name, wanted in release.inputs.items():
            attribute = call.call.inputs.get(name)
            if wanted.allowed:
                for text in ('"elsewhere"', 'lower("Nowhere")'):
                    yield [
                        Edit(attribute.expression.span, text)
                        if attribute is not None
                        else insert(source.span, f"\n{name} = {text}")
                    ]


def output_unknown(subject: Subject) -> Chances:
    pinned = {call.call.name for call, _ in calls(subject)}
    for reference in subject.references:
        traversal = reference.traversal
        last = traversal.steps[-1] if traversal.steps else None
        names = traversal.attributes
        if traversal.root == "module" and isinstance(last, GetAttribute) and len(names) >= 3 and names[1] in pinned:
            yield [Edit(last.span, f".{names[-1]}_x")]
            yield [Edit(last.span, ".url_of")]


def module_undeclared(subject: Subject) -> Chances:
    for reference in subject.references:
        traversal = reference.traversal
        if traversal.root == "module" and isinstance(traversal.steps[0], GetAttribute):
            yield [insert(traversal.steps[0].span, "x")]


def module_index(subject: Subject) -> Chances:
    """An index where there is one instance, and none where there are several."""
    for reference in subject.references:
        traversal = reference.traversal
        if traversal.root == "module" and len(traversal.steps) > 1:
            if isinstance(traversal.steps[1], GetAttribute):
                yield [insert(traversal.steps[0].span, "[0]")]
            else:
                yield [Edit(traversal.steps[1].span, "")]


def release_unknown(subject: Subject) -> Chances:
    for call, _ in calls(subject):
        version = call.call.version
        if version is not None:
            for text in ('"99.0.0"', '"~> 98.1"', '"0.0.1"'):
                yield [Edit(version.expression.span, text)]


def module_unknown(subject: Subject) -> Chances:
    for call, _ in calls(subject):
        source = call.call.block.body.attributes["source"].expression.span
        parts = subject.text_of(source).strip('"').split("/")
        yield [Edit(source, f'"{"/".join([*parts[:2], parts[2] + "x", parts[3]])}"')]
        yield [Edit(source, f'"{"/".join(parts[:3])}"')]


def version_malformed(subject: Subject) -> Chances:
    for call, _ in calls(subject):
        version = call.call.version
        if version is not None:
            for text in ('"latest"', '"1.x"', '""'):
                yield [Edit(version.expression.span, text)]


def provider_constraint(*texts: str) -> Kind:
    """The kind that gives each required provider one of some constraints."""

    def kind(subject: Subject) -> Chances:
        for block in subject.template.blocks("terraform"):
            for required in block.body.blocks_of("required_providers"):
                for name, attribute in required.body.attributes.items():
                    span = attribute.expression.span
                    source = "coder/coder" if name == "coder" else "kreuzwerker/docker"
                    if name in {"coder", "docker"}:
                        for text in texts:
                            yield [Edit(span, f'{{ source = "{source}", version = "{text}" }}')]

    return kind


def provider_unknown(subject: Subject) -> Chances:
    """A provider that nothing declares: Terraform looks for it among its own."""
    for block in subject.template.blocks("terraform"):
        for required in block.body.blocks_of("required_providers"):
            coder = required.body.attributes.get("coder")
            if coder is not None:
                yield [Edit(coder.span, "")]


def terraform_too_old(subject: Subject) -> Chances:
    for block in subject.template.blocks("terraform"):
        start = block.body_start
        yield [Edit(Span(block.span.path, start, start), '\nrequired_version = ">= 99.0"\n')]


KINDS: dict[str, Kind] = {
    "module input of another type": input_of_another_type,
    "module output unknown": output_unknown,
    "module undeclared": module_undeclared,
    "module index wrong": module_index,
}
WIRING: dict[str, Kind] = {
    "module input renamed": input_renamed,
    "module input added": input_added,
    "module input dropped": input_dropped,
}
PLANNED: dict[str, Kind] = {"module input not among its values": input_not_among_its_values}
READING: dict[str, Kind] = {
    "version of a module malformed": version_malformed,
    "constraint of a provider malformed": provider_constraint("newest", "1.x", ">> 2.0"),
}
INSTALLED: dict[str, Kind] = {
    "release of a module unknown": release_unknown,
    "module unknown": module_unknown,
    "constraint of a provider met by nothing": provider_constraint("< 2.0, > 2.1", "= 2.18.0, = 2.13.1"),
    "provider undeclared": provider_unknown,
    "Terraform too old": terraform_too_old,
}
