"""agent-logs-secret: an agent's module that prints the secret it is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.catalog.agent_modules import true_of
from generator.diagnostics import Diagnostic, RuleInfo, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.catalog.agent_modules import LoggedInput
    from generator.check.rule import Context
    from generator.template.task import RegistryCall

INFO = RuleInfo("agent-logs-secret", "security", "an agent's module that prints the secret it is given", Severity.INFO)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at an input whose value a script of the release writes into a log of the workspace."""
    for registry in context.registry_calls:
        module = context.catalog.agent_modules.get(registry.interface.address)
        if module is None or registry.release is None:
            continue
        for logged in true_of(module.logged, registry.release):
            given = registry.call.inputs.get(logged.input)
            if given is not None and context.template.value(given.expression) not in (None, ""):
                yield INFO.at(
                    given.expression.span,
                    f"a script of {registry.title} prints `{logged.input}`, so a log of each workspace holds it; "
                    f"{_advice(registry, logged)}",
                )


def _advice(registry: RegistryCall, logged: LoggedInput) -> str:
    if registry.interface.newest not in logged.releases:
        return "take a later release, which prints it no more"
    return "let it open little, and renew it when somebody else may have read the log"
