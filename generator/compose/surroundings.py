"""Everything around the agent: folder, setup, environment, helper modules, scripts, apps, external auth."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.compose.agent import AGENT_ID, START_COUNT
from generator.compose.composition import (
    App,
    EnvironmentVariable,
    ExternalAuth,
    ModuleCall,
    RunScript,
    Script,
    Variable,
)
from generator.compose.inputs import check_inputs, missing_inputs
from generator.compose.releases import choose_release, known_interface
from generator.compose.values import expression_text, label, written
from generator.hcl.literals import HclText, quoted
from generator.source.near import did_you_mean
from generator.spec.model import Expr, FromExternalAuth, FromVariable, ModuleSpec

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.blueprint.model import Blueprint
    from generator.catalog.catalog import Catalog
    from generator.compose.agent import AgentPart
    from generator.compose.composition import Parameter, Preset
    from generator.compose.problems import Problems
    from generator.spec.model import AppSpec, Repository, TaskSpec

GIT_CLONE = "git-clone"

_SCP_URL = re.compile(r"[^/]+@[^/]+:(.*)")


def raw(text: str) -> HclText:
    """An expression from a blueprint's manifest, which is our own data."""
    return HclText(text)


def workdir(spec: TaskSpec, blueprint: Blueprint) -> object:
    """The folder to work in: what the spec says, else the first repository's, else `project` in the home folder."""
    if spec.agent is not None and spec.agent.workdir is not None:
        return written(spec.agent.workdir)
    if spec.repositories:
        folder = _folder_of(spec.repositories[0])
        if folder is not None:
            return f"{blueprint.home}/{folder}"
    return f"{blueprint.home}/project"


def _folder_of(repository: Repository) -> str | None:
    """The folder that a repository is cloned to; None when its URL is an expression."""
    if repository.folder is not None:
        return repository.folder
    if isinstance(repository.url, Expr):
        return None
    path = _SCP_URL.sub(r"\1", repository.url)
    return path.rstrip("/").rsplit("/", 1)[-1].removesuffix(".git") or None


def compose_modules(
    spec: TaskSpec,
    catalog: Catalog,
    blueprint: Blueprint,
    agent: AgentPart | None,
    folder: object,
    problems: Problems,
) -> list[ModuleCall]:
    """The helper modules: what the agent needs, one for each repository, what the spec lists."""
    labels: set[str] = set()
    companions = agent.companions if agent is not None else ()
    calls = [_module(ModuleSpec(id_), catalog, {}, labels, problems, ("agent",)) for id_ in companions]
    for index, repository in enumerate(spec.repositories):
        inputs: dict[str, object] = {"url": written(repository.url), "base_dir": blueprint.home}
        name = _folder_of(repository)
        if repository.folder is not None:
            inputs["folder_name"] = name
        if repository.branch is not None:
            inputs["branch_name"] = repository.branch
        calls.append(_module(ModuleSpec(GIT_CLONE), catalog, inputs, labels, problems, ("repositories", index)))
    for index, module in enumerate(spec.modules):
        path = ("modules", index)
        if module.id not in catalog.module_ids:
            near = did_you_mean(module.id, catalog.module_ids)
            problems.add("unknown-module", path, f"there is no module `{module.id}` in the catalog.{near}")
            continue
        folder_input = catalog.module(module.id).folder_input
        given: dict[str, object] = {}
        if folder_input is not None and folder_input not in (module.inputs or {}):
            given[folder_input] = folder
        calls.append(_module(module, catalog, given, labels, problems, path))
    return [call for call in calls if call is not None]


def _module(
    spec: ModuleSpec,
    catalog: Catalog,
    given: dict[str, object],
    labels: set[str],
    problems: Problems,
    path: tuple[str | int, ...],
) -> ModuleCall | None:
    module = catalog.module(spec.id)
    interface = known_interface(catalog, module.module)
    release = choose_release(interface, spec.release, problems, (*path, "release"))
    if release is None:
        return None
    held = interface.release(release)
    fixed: dict[str, object] = {"count": START_COUNT, module.agent_input: AGENT_ID, **given}
    check_inputs(spec.inputs or {}, held, interface, set(fixed), problems, (*path, "inputs"))
    arguments = fixed | {name: written(value) for name, value in (spec.inputs or {}).items()}
    for name in missing_inputs(held, arguments):
        message = f"{module.module} {release} requires the input `{name}`; give it under `inputs`"
        problems.add("missing-input", path, message)
    return ModuleCall(label(spec.id, labels), module.display_name, interface.source, str(release), arguments)


def compose_env(spec: TaskSpec, agent: AgentPart | None, problems: Problems) -> list[EnvironmentVariable]:
    """The environment: what the agent needs, then what the spec says; a name may be set once."""
    labels: set[str] = set()
    agents = agent.env if agent is not None else {}
    found = [EnvironmentVariable(label(name, labels), name, value) for name, value in agents.items()]
    providers = [provider.id for provider in spec.external_auth]
    for name, value in spec.env.items():
        path = ("env", name)
        if name in agents:
            problems.add_at_key("duplicate-name", path, f"`{name}` is set from the agent's keys of the spec")
        match value:
            case FromVariable():
                resolved: object = HclText(f"var.{value.variable}")
            case FromExternalAuth(external_auth=id_):
                if id_ not in providers:
                    near = did_you_mean(id_, providers)
                    message = f"`{id_}` is not listed under identity.external_auth.{near}"
                    problems.add("unknown-provider", (*path, "external_auth"), message)
                resolved = HclText(f"data.coder_external_auth.{label(id_)}.access_token")
            case _:
                resolved = written(value)
        found.append(EnvironmentVariable(label(name, labels), name, resolved))
    return found


def env_variables(spec: TaskSpec) -> list[Variable]:
    """The sensitive variables that env values name."""
    return [
        Variable(
            value.variable,
            "string",
            value.description or f"The value of the environment variable {name}.",
            sensitive=True,
            has_default=False,
        )
        for name, value in spec.env.items()
        if isinstance(value, FromVariable)
    ]


def compose_external_auth(spec: TaskSpec) -> tuple[ExternalAuth, ...]:
    """The external auth providers, in the spec's order, each once."""
    by_id = {provider.id: provider for provider in spec.external_auth}
    return tuple(ExternalAuth(label(id_), id_, provider.optional) for id_, provider in by_id.items())


def compose_scripts(agent: AgentPart | None, setup: object, mechanism: str) -> list[RunScript]:
    """The scripts that the template runs itself: the setup where no agent module does, a custom agent's binary."""
    scripts = []
    has_module = agent is not None and agent.module is not None
    if setup is not None and not has_module and (agent is None or agent.binary is None):
        scripts.append(
            RunScript(
                "setup",
                {
                    "agent_id": AGENT_ID,
                    "display_name": "Setup",
                    "icon": "/icon/terminal.svg",
                    "script": setup,
                    "run_on_start": True,
                    "start_blocks_login": mechanism == "workspace",
                },
            )
        )
    if agent is not None and agent.binary is not None:
        scripts.append(
            RunScript(
                "agent",
                {
                    "agent_id": AGENT_ID,
                    "display_name": agent.agent.display_name,
                    "icon": agent.agent.icon,
                    "script": Script("agentapi-binary"),
                    "run_on_start": True,
                },
            )
        )
    return scripts


def compose_apps(spec: TaskSpec, agent: AgentPart | None, problems: Problems) -> list[App]:
    """The apps: the custom agent's own, then what the spec lists; a slug may be taken once."""
    apps = []
    if agent is not None and agent.binary is not None:
        apps.append(_agent_app(agent, agent.binary.port))
    slugs = {str(app.arguments["slug"]) for app in apps}
    labels = {app.label for app in apps}
    for index, app in enumerate(spec.apps):
        if app.slug in slugs:
            problems.add("duplicate-name", ("apps", index, "slug"), f"there is another app `{app.slug}`")
        if app.command is not None and (app.subdomain is not None or app.healthcheck is not None):
            message = "an app with a command takes neither `subdomain` nor `healthcheck`"
            problems.add("invalid-app", ("apps", index), message)
        slugs.add(app.slug)
        apps.append(_app(app, label(app.slug, labels)))
    return apps


def _agent_app(agent: AgentPart, port: int) -> App:
    url = f"http://localhost:{port}"
    arguments = {
        "agent_id": AGENT_ID,
        "slug": "agent",
        "display_name": agent.agent.display_name,
        "icon": agent.agent.icon,
        "url": url,
        "subdomain": True,
        "order": 0,
    }
    return App("agent", arguments, {"url": f"{url}/status", "interval": 3, "threshold": 20})


def _app(spec: AppSpec, label_: str) -> App:
    arguments: dict[str, object] = {"agent_id": AGENT_ID, "slug": spec.slug}
    arguments["display_name"] = spec.display_name or spec.slug.replace("-", " ").capitalize()
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


def features(
    spec: TaskSpec,
    parameters: Iterable[Parameter],
    presets: Iterable[Preset],
    apps: Iterable[App],
    agent: AgentPart | None,
    env: Iterable[EnvironmentVariable],
) -> set[str]:
    """The types and attributes of the coder provider that the composition uses, as coder_releases.yaml names them."""
    used = set(agent.features) if agent is not None else set()
    for parameter in parameters:
        used |= {f"coder_parameter.{name}" for name in parameter.arguments}
    for preset in presets:
        used |= {"coder_workspace_preset", *(f"coder_workspace_preset.{name}" for name in preset.arguments)}
        if preset.prebuilds is not None:
            used.add("coder_workspace_preset.prebuilds")
            if preset.prebuilds[1] is not None:
                used.add("coder_workspace_preset.prebuilds.expiration_policy")
    for app in apps:
        used |= {f"coder_app.{name}" for name in app.arguments}
    if spec.external_auth:
        used.add("coder_external_auth")
    if any(True for _ in env):
        used.add("coder_env")
    return used
