"""The apps of the workspace: a custom agent's own, then what the spec lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.compose.composition import App
from generator.compose.values import expression_text, label
from generator.escapes import titled
from generator.hcl.literals import HclText, quoted
from generator.spec.model import Expr

if TYPE_CHECKING:
    from generator.compose.agent_values import AgentPart
    from generator.compose.names import Names
    from generator.compose.problems import Problems
    from generator.spec.model import AppSpec, TaskSpec


def compose_apps(spec: TaskSpec, agent: AgentPart | None, names: Names, problems: Problems) -> list[App]:
    """The apps: the custom agent's own, then what the spec lists; a slug may be taken once."""
    apps = []
    if agent is not None and agent.binary is not None:
        apps.append(_agent_app(agent, agent.binary.port, names))
    slugs = {str(app.arguments["slug"]) for app in apps}
    theirs = () if agent is None else agent.slugs
    labels = {app.label for app in apps}
    for index, app in enumerate(spec.apps):
        if agent is not None and app.slug in theirs:
            message = f"there is another app `{app.slug}`, which the agent `{agent.agent.id}` makes"
            problems.add("duplicate-name", ("apps", index, "slug"), message)
        if app.slug in slugs:
            problems.add("duplicate-name", ("apps", index, "slug"), f"there is another app `{app.slug}`")
        if app.command is not None and (app.subdomain is not None or app.healthcheck is not None):
            message = "an app with a command takes neither `subdomain` nor `healthcheck`"
            problems.add("invalid-app", ("apps", index), message)
        slugs.add(app.slug)
        apps.append(_app(app, label(app.slug, labels), names))
    return apps


def _agent_app(agent: AgentPart, port: int, names: Names) -> App:
    url = f"http://localhost:{port}"
    arguments = {
        "agent_id": names.agent_id,
        "slug": "agent",
        "display_name": agent.agent.display_name,
        "icon": agent.agent.icon,
        "url": url,
        "subdomain": True,
        "order": 0,
    }
    return App("agent", arguments, {"url": f"{url}/status", "interval": 3, "threshold": 20})


def _app(spec: AppSpec, label_: str, names: Names) -> App:
    arguments: dict[str, object] = {"agent_id": names.agent_id, "slug": spec.slug}
    arguments["display_name"] = spec.display_name or titled(spec.slug)
    if spec.icon is not None:
        arguments["icon"] = spec.icon
    healthcheck = None
    if spec.command is not None:
        arguments["command"] = spec.command
    else:
        arguments["url"] = _local_url(spec.port, "")
        arguments["subdomain"] = True if spec.subdomain is None else spec.subdomain
        if spec.healthcheck is not None:
            url = _local_url(spec.port, spec.healthcheck)
            healthcheck = {"url": url, "interval": 5, "threshold": 15}
    arguments |= {k: v for k in ("share", "order", "group") if (v := getattr(spec, k)) is not None}
    return App(label_, arguments, healthcheck)


def _local_url(port: int | Expr | None, path: str) -> HclText:
    """The URL of a port inside the workspace; the port may be an expression."""
    if isinstance(port, Expr):
        return HclText(f'"http://localhost:${{{expression_text(port)}}}{quoted(path)[1:]}')
    return quoted(f"http://localhost:{port}{path}")
