"""Module calls whose interface is known: releases of the registry, and folders of the template itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from generator.catalog.interface import UNRECORDED, ModuleInput, ModuleRelease, NestedModule
from generator.catalog.sources import REGISTRY_HOST
from generator.catalog.versions import Release
from generator.hcl.unknown import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.catalog.versions import ReleaseRange
    from generator.hcl.tree import Attribute, Block
    from generator.template.model import ModuleCall, Template

_NOBODYS: Final = "unknown"  # the source of a nested module that nothing is known of
_COUNTED = ("resource", "data")


class KnownCall(Protocol):
    """A module call whose interface is known."""

    @property
    def call(self) -> ModuleCall:
        """The module call."""

    @property
    def title(self) -> str:
        """What people call what it takes: `coder/claude-code 4.9.2`, or the path of a folder."""

    @property
    def held(self) -> ModuleRelease | None:
        """The interface of what Terraform takes today; None when that cannot be told."""

    @property
    def open(self) -> bool:
        """True when something newer than what is known may be taken, of which nothing can be said."""

    def had_input(self, name: str) -> ReleaseRange | None:
        """The releases that have an input; None where there are none."""

    def had_output(self, name: str) -> ReleaseRange | None:
        """The releases that have an output; None where there are none."""

    def may_spare(self, name: str) -> bool:
        """True when some release does not require an input."""


@dataclass(frozen=True)
class LocalCall:
    """A call of a module in a folder of the template, all of which was read."""

    call: ModuleCall
    held: ModuleRelease

    @property
    def title(self) -> str:
        """The path, as the call writes it."""
        return f"`{self.call.source}`"

    @property
    def open(self) -> bool:
        """False: there is nothing but what is there."""
        return False

    def had_input(self, name: str) -> None:
        """None: a folder has no other releases."""

    def had_output(self, name: str) -> None:
        """None, likewise."""

    def may_spare(self, name: str) -> bool:  # noqa: ARG002 - part of the protocol
        """False, likewise."""
        return False


def given(known: KnownCall) -> Iterator[tuple[Attribute, ModuleInput]]:
    """The arguments of a call whose input is there, each with the input, in the order of the text."""
    held = known.held
    for name, attribute in known.call.inputs.items():
        if held is not None and name in held.inputs:
            yield attribute, held.inputs[name]


def local_calls(template: Template) -> tuple[LocalCall, ...]:
    """The calls of modules in folders of the template that were read as a whole, in the order of the text."""
    found = []
    for call in template.module_calls:
        module = template.local_modules.get(call.name)
        if module is not None and module.template is not None and not module.template.opaque:
            found.append(LocalCall(call, local_interface(module.template)))
    return tuple(found)


def local_interface(template: Template) -> ModuleRelease:
    """What a folder takes, gives and holds, in the form in which the catalog has it of a release.

    Folders inside it count as its own. The release is 0.0.0.
    """
    inputs = {name: _input(template, name, block) for name, block in template.variables.items()}
    resources: dict[str, int] = {}
    modules: list[NestedModule] = []
    for inner in template.parts:
        for type_ in _COUNTED:
            for block in inner.blocks(type_):
                kind = block.label(0) if type_ == "resource" else f"data.{block.label(0)}"
                resources[kind] = resources.get(kind, 0) + 1
        modules += [module for call in inner.module_calls for module in _nested(inner, call)]
    return ModuleRelease(
        release=Release(0),
        released="",
        inputs=inputs,
        outputs=frozenset(block.label(0) for block in template.blocks("output")),
        env={},
        modules=tuple(modules),
        providers=(),
        terraform=None,
        resources=resources,
        makes_task=any(any(block.body.blocks_of("sidebar_app")) for block in template.ai_tasks),
    )


def _input(template: Template, name: str, block: Block) -> ModuleInput:
    body = block.body
    type_ = body.expression("type")
    default = template.value(body.expression("default"))
    return ModuleInput(
        name=name,
        type="any" if type_ is None else template.sources[type_.span.path].slice(type_.span).strip('"'),
        required="default" not in body.attributes,
        default=UNRECORDED if default is UNKNOWN else default,
        sensitive=template.value(body.expression("sensitive")) is True,
        allowed=(),
        validated=any(body.blocks_of("validation")),
    )


def _nested(template: Template, call: ModuleCall) -> Iterator[NestedModule]:
    """A call inside a folder, where it is not one of a folder that was read."""
    local = template.local_modules.get(call.name)
    if local is not None and local.template is not None and not local.template.opaque:
        return
    exact = None if call.constraint is None else call.constraint.exact
    if call.address is None or exact is None:
        yield NestedModule(call.name, _NOBODYS, None)
    else:
        yield NestedModule(call.name, f"{REGISTRY_HOST}/{call.address}/coder", str(exact))
