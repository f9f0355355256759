"""Which agents reach a machine: what depends on an agent, directly or through locals, data sources and modules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.catalog.catalog import registry_address
from generator.catalog.versions import Constraint
from generator.template.addresses import named

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from generator.catalog.catalog import Catalog
    from generator.catalog.interface import ModuleRelease
    from generator.template.scopes import Reference
    from generator.template.task import RegistryCall

_AGENT = "coder_agent"
# What makes an agent count as running on something although the provider is Coder's own.
_EXTERNAL = "coder_external_agent"
_INSTANCE = "coder_agent_instance"

Users = dict[str, set[str]]
"""What is referred to (`coder_agent.main`, `local.x`, `module.y`) to what refers to it."""


def users(references: Sequence[Reference]) -> Users:
    """Who refers to what, over all references of a template; providers and outputs are users too."""
    found: Users = {}
    for reference in references:
        needed = named(reference.traversal, {"local", "module"})
        if needed is not None:
            block = reference.scope.block
            found.setdefault(needed, set()).add(reference.scope.owner or f"{block.type}.{block.label(0)}")
    return found


def surely_without_compute(agent: str, found: Users, calls: Sequence[RegistryCall], catalog: Catalog) -> bool:
    """True when no resource that could be a machine depends on an agent, however indirectly.

    False too where that cannot be told: a module that is not known or has resources of its own takes part, a provider
    is set up with the agent, or the agent knows its machine by the machine's identity.

    Args:
        agent: The label of the agent.
        found: Who refers to what.
        calls: The module calls that are known.
        catalog: What is known of modules inside modules.
    """
    known = {call.call.name: call for call in calls}
    seen = {f"{_AGENT}.{agent}"}
    pending = list(seen)
    while pending:
        for user in found.get(pending.pop(), ()):
            if user in seen:
                continue
            if user.startswith("module."):
                call = known.get(user.removeprefix("module."))
                if call is None or call.held is None or not _only_coder(catalog, call.held):
                    return False
            elif user.startswith("provider.") or _is_compute(user):
                return False
            seen.add(user)
            pending.append(user)
    return True


def _is_compute(user: str) -> bool:
    kind = user.partition(".")[0]
    return kind not in {"local", "data", "output"} and (not kind.startswith("coder_") or kind in {_EXTERNAL, _INSTANCE})


def _only_coder(catalog: Catalog, held: ModuleRelease) -> bool:
    """True when a module release surely has no resource but Coder's own."""
    if not _coder_types(held.resources):
        return False
    for nested in held.modules:
        address = registry_address(nested.source)
        interface = None if address is None else catalog.interface(address)
        exact = Constraint.parse(nested.version).exact if nested.version else None
        if interface is None or exact is None or exact not in interface.releases:
            return False
        if not _only_coder(catalog, interface.release(exact)):
            return False
    return True


def _coder_types(kinds: Iterable[str]) -> bool:
    return all(kind.startswith("data.") or (kind.startswith("coder_") and kind != _EXTERNAL) for kind in kinds)
