"""module-range-crosses-break: a version range over releases that do not all fit the call."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, Note, RuleInfo, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from generator.catalog.agents import Agent
    from generator.catalog.interface import ModuleRelease
    from generator.catalog.versions import Release
    from generator.check.rule import Context
    from generator.diagnostics import Span
    from generator.template.task import RegistryCall

INFO = RuleInfo(
    "module-range-crosses-break", "module", "a version range over releases that break the call", Severity.WARNING
)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each range that admits releases which differ in what the call or the template uses.

    An error where the template means to be a task template and the release that Terraform takes no longer serves the
    target, while an older one in the range does. Calls without a version are `unpinned-module`'s.
    """
    outputs: dict[str, list[tuple[str, Span]]] = {}
    for call, output, traversal in context.template.module_outputs():
        outputs.setdefault(call, []).append((output, traversal.span))
    for registry in context.registry_calls:
        if registry.call.version is None or len(registry.releases) < 2 or registry.pinned is not None:
            continue
        agent = context.catalog.agent_for(registry.interface.address) if context.means_task else None
        lost = None if agent is None else _last_serving(context, registry, agent)
        breaks = list(_breaks(registry, outputs.get(registry.call.name, [])))
        if lost is not None:
            message = f"takes {registry.release}, which has no Tasks on Coder {context.target}"
            yield _finding(registry, message, lost, breaks, Severity.ERROR)
        elif breaks:
            first, reason, _ = min(breaks, key=lambda found: found[0])
            before = [release for release in registry.releases if release < first][-1]
            yield _finding(registry, f"admits {first}, {reason}", before, breaks, Severity.WARNING)
        elif agent is not None and registry.release is not None and _differ(registry, agent):
            message = "admits releases with different task mechanisms"
            yield _finding(registry, message, registry.release, breaks, Severity.WARNING)


def _finding(
    registry: RegistryCall, message: str, pin: Release, breaks: list[tuple[Release, str, Span]], severity: Severity
) -> Diagnostic:
    notes = tuple(Note(f"from {release} on: {reason}", span) for release, reason, span in breaks)
    text = f"`{registry.call.constraint}` of {registry.interface.address} {message}; pin `{pin}`"
    return INFO.at(registry.call.place, text, severity=severity, related=notes)


def _last_serving(context: Context, registry: RegistryCall, agent: Agent) -> Release | None:
    """The newest admitted release that serves the target's tasks, where the one Terraform takes does not."""
    serving = [r for r in registry.releases if set(agent.mechanisms_of(r)) & set(context.target.serves)]
    return serving[-1] if serving and serving[-1] != registry.release else None


def _differ(registry: RegistryCall, agent: Agent) -> bool:
    return len({agent.mechanisms_of(release) for release in registry.releases}) > 1


def _breaks(registry: RegistryCall, used: list[tuple[str, Span]]) -> Iterator[tuple[Release, str, Span]]:
    """Each thing that the newest release lacks for the call while an older one does not: since when, what, where."""
    newest, given = registry.held, registry.call.inputs
    if newest is None:
        return
    for name, attribute in given.items():
        if name not in newest.inputs:
            since = _since(registry, partial(_has_input, name))
            yield from ((first, f"which no longer has the input `{name}`", attribute.name_span) for first in since)
    for name, wanted in newest.inputs.items():
        if wanted.required and name not in given:
            since = _since(registry, partial(_spares_input, name))
            yield from ((first, f"which requires the input `{name}`", registry.call.block.header) for first in since)
    for name, span in used:
        if name not in newest.outputs:
            since = _since(registry, partial(_has_output, name))
            yield from ((first, f"which no longer has the output `{name}`", span) for first in since)


def _has_input(name: str, form: ModuleRelease) -> bool:
    return name in form.inputs


def _spares_input(name: str, form: ModuleRelease) -> bool:
    return name not in form.inputs or not form.inputs[name].required


def _has_output(name: str, form: ModuleRelease) -> bool:
    return name in form.outputs


def _since(registry: RegistryCall, fits: Callable[[ModuleRelease], bool]) -> Iterator[Release]:
    """The admitted release behind the last that fits; nothing where none does."""
    after: Release | None = None
    for release in reversed(registry.releases):
        if fits(registry.interface.release(release)):
            if after is not None:
                yield after
            return
        after = release
