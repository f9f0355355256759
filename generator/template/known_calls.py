"""Module calls whose interface is known: releases of the registry, and folders of the template itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from msgspec import Struct
from msgspec.structs import replace

from generator.catalog.interface import NestedModule
from generator.catalog.sources import REGISTRY_HOST
from generator.catalog.versions import Release

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.catalog.interface import ModuleInput, ModuleRelease
    from generator.catalog.versions import ReleaseRange
    from generator.hcl.tree import Attribute
    from generator.template.model import ModuleCall, Template

_NOBODYS: Final = "unknown"  # the source of a nested module that nothing is known of


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


class LocalCall(Struct, frozen=True):
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
    """What a folder takes, gives and holds, in the form in which the catalog has it of a release: 0.0.0."""
    from generator.template.module_interface import module_interface  # most templates call no folder

    interface = module_interface(template, Release(0), "")
    return replace(interface, modules=tuple(module for part in template.parts for module in _nested(part)))


def _nested(part: Template) -> Iterator[NestedModule]:
    """The calls of modules elsewhere, each as a release that the catalog may know, or as nobody's."""
    for call in part.module_calls:
        local = part.local_modules.get(call.name)
        if local is not None and local.template is not None and not local.template.opaque:
            continue
        exact = None if call.constraint is None else call.constraint.exact
        if call.address is None or exact is None:
            yield NestedModule(call.name, _NOBODYS, None)
        else:
            yield NestedModule(call.name, f"{REGISTRY_HOST}/{call.address}/coder", str(exact))
