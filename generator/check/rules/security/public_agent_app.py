"""public-agent-app: an app by which anybody on the internet may command an agent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.catalog.agent_modules import true_of
from generator.diagnostics import Diagnostic, RuleInfo, Severity
from generator.template.agent_ports import agent_servers
from generator.template.task_resources import APP, task_resources
from generator.template.values import reach

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.diagnostics import Span

INFO = RuleInfo("public-agent-app", "security", "an agent that anybody may command", Severity.WARNING)

_PUBLIC = "public"
_PORT = re.compile(r"https?://(?:localhost|127\.0\.0\.1|\[::1\]):(\d+)")


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at `share = "public"` on an app that shows an agent, in the template or in an agent's module."""
    for what, span in (*_apps(context), *_modules(context)):
        yield INFO.at(
            span,
            f"{what} shows an agent, and `{_PUBLIC}` lets anybody who has the URL command it without logging in; "
            "share it with `owner`, or with `authenticated` where a team watches it",
        )


def _apps(context: Context) -> Iterator[tuple[str, Span]]:
    shown = _shown(context)
    ports = _ports(context)
    for app in context.coder_blocks.of(APP):
        share = app.attribute("share")
        if share is None or app.value("share") != _PUBLIC:
            continue
        url = app.value("url")
        port = _PORT.match(url) if isinstance(url, str) else None
        if app.label in shown or (port is not None and int(port.group(1)) in ports):
            yield f"`{APP}.{app.label}`", share.expression.span


def _modules(context: Context) -> Iterator[tuple[str, Span]]:
    for registry in context.registry_calls:
        module = context.catalog.agent_modules.get(registry.interface.address)
        if module is None or registry.release is None:
            continue
        for share in true_of(module.shares, registry.release):
            given = registry.call.inputs.get(share.input)
            if given is not None and context.template.value(given.expression) == _PUBLIC:
                yield f"`module.{registry.call.name}`", given.expression.span


def _shown(context: Context) -> set[str]:
    """The labels of the apps that a task shows."""
    apps = [task.app for task in task_resources(context.template) if task.app is not None]
    reached = [traversal.attributes for app in apps for traversal in reach(app, context.template.locals)]
    return {names[1] for names in reached if names[0] == APP and len(names) > 1}


def _ports(context: Context) -> set[int]:
    """The ports on which AgentAPI listens: where it does by itself, and where the template's calls say."""
    own = {port.port for module in context.catalog.agent_modules.values() for port in module.ports}
    told = {s.port for s in agent_servers(context.template, context.catalog, context.registry_calls) if s.port}
    return own | told
