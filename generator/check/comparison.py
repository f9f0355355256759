"""Compares two versions of a template: runs the rules of `comparisons/` over both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING

from msgspec import Struct

from generator.diagnostics import Diagnostic, in_order
from generator.template.coder_blocks import CoderBlocks
from generator.template.providers import Providers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.catalog.catalog import Catalog
    from generator.diagnostics import RuleInfo
    from generator.template.model import Parameter, Template

COMPARISONS = (
    "agent-renamed",
    "app-slug-changed",
    "parameter-changed",
    "parameter-added",
    "parameter-removed",
    "parameter-option-removed",
    "volume-replaced",
)
"""The rules that compare, in the order in which they are listed to people."""


class Change(Struct, frozen=True, dict=True):
    """Two versions of a template, as the comparing rules look at them."""

    old: Template
    new: Template
    catalog: Catalog

    @cached_property
    def old_blocks(self) -> CoderBlocks:
        """The old blocks of the coder provider, those in modules of the template's own among them."""
        return CoderBlocks(self.old, self.catalog, Providers(self.old, self.catalog))

    @cached_property
    def new_blocks(self) -> CoderBlocks:
        """The new ones, likewise."""
        return CoderBlocks(self.new, self.catalog, Providers(self.new, self.catalog))

    @cached_property
    def old_parameters(self) -> Mapping[str, Parameter]:
        """The old parameters by the name that Coder keeps values under."""
        return {str(parameter.name): parameter for parameter in self.old.parameters if isinstance(parameter.name, str)}

    @cached_property
    def new_parameters(self) -> Mapping[str, Parameter]:
        """The new parameters by that name."""
        return {str(parameter.name): parameter for parameter in self.new.parameters if isinstance(parameter.name, str)}


def is_mutable(template: Template, parameter: Parameter) -> object:
    """Whether a parameter may be changed later; False where it does not say, `UNKNOWN` where that cannot be told."""
    value = template.value(parameter.block.body.expression("mutable"))
    return False if value is None else value


Compare = Callable[[Change], "Iterator[Diagnostic]"]


def comparison(name: str) -> tuple[RuleInfo, Compare]:
    """A comparing rule by its name, one of `COMPARISONS`: what is known of it, and what finds."""
    module = import_module(f"generator.check.comparisons.{name.replace('-', '_')}")
    info: RuleInfo = module.INFO
    compare: Compare = module.compare
    return info, compare


def compare_templates(old: Template, new: Template, catalog: Catalog) -> tuple[Diagnostic, ...]:
    """What workspaces made from `old` will hit when they are updated to `new`, in total order.

    Nothing is said where a version holds files that could not be read: what seems to be gone may be in them.
    """
    if old.opaque or new.opaque:
        return ()
    change = Change(old, new, catalog)
    return tuple(in_order([found for name in COMPARISONS for found in comparison(name)[1](change)]))
