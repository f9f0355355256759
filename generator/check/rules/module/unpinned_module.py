"""unpinned-module: a registry module that is called without a version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, RuleInfo, Severity
from generator.template.task_edits import pin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.catalog.versions import Release
    from generator.check.rule import Context
    from generator.template.task import RegistryCall

INFO = RuleInfo("unpinned-module", "module", "a registry module without a version", Severity.WARNING, fixable=True)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at the source of each call into the Coder registry that gives no version, and names one that fits."""
    known = {registry.call.block.header: registry for registry in context.registry_calls}
    for call in context.template.module_calls:
        if call.address is None or call.version is not None:
            continue
        registry = known.get(call.block.header)
        if registry is None:
            advice, fix = "add the version it was tested with", None
        else:
            release, why = _fitting(context, registry)
            advice = f'add `version = "{release}"`, {why}'
            # Unsafe: the registry may serve newer releases than the catalog knows, so the pin may be a step back.
            fix = pin(context.template, call, release)
        yield INFO.at(
            call.place, f"`{call.address}` has no version, so each build may take another release; {advice}", fix=fix
        )


def _fitting(context: Context, registry: RegistryCall) -> tuple[Release, str]:
    """The newest release that serves the target's tasks, where the template wants any, and why it is that one."""
    newest = registry.interface.newest
    agent = context.catalog.agent_for(registry.interface.address)
    if agent is not None and context.means_task:
        for release in reversed(registry.interface.releases):
            if set(agent.mechanisms_of(release)) & set(context.target.serves):
                plain = release == newest
                return release, "the newest known" if plain else f"the newest with Tasks on Coder {context.target}"
    return newest, "the newest known"
