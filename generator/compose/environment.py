"""The environment of the workspace: env variables, the template variables they come from, external auth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.compose.composition import EnvironmentVariable, ExternalAuth, Variable
from generator.compose.values import label, written
from generator.hcl.literals import HclText
from generator.source.near import did_you_mean
from generator.spec.model import FromExternalAuth, FromVariable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.compose.agent_values import AgentPart
    from generator.compose.problems import Problems
    from generator.spec.model import TaskSpec


# Commits carry the owner of the workspace.
_OWNER = "data.coder_workspace_owner.me"
_NAME, _EMAIL = HclText(f"coalesce({_OWNER}.full_name, {_OWNER}.name)"), HclText(f"{_OWNER}.email")
GIT_IDENTITY: Mapping[str, HclText] = {
    "GIT_AUTHOR_NAME": _NAME,
    "GIT_AUTHOR_EMAIL": _EMAIL,
    "GIT_COMMITTER_NAME": _NAME,
    "GIT_COMMITTER_EMAIL": _EMAIL,
}


def compose_env(
    spec: TaskSpec,
    agent: AgentPart | None,
    modules: Mapping[str, object],
    more: Mapping[str, object],
    problems: Problems,
) -> list[EnvironmentVariable]:
    """The environment: what the agent needs, then what the spec says; a name may be set once.

    Args:
        spec: What is asked for.
        agent: The agent's part; None where the template holds no agent.
        modules: What helper modules need.
        more: What else is set unless the spec or the agent sets it.
        problems: Where problems are noted.
    """
    labels: set[str] = set()
    agents = agent.env if agent is not None else {}
    needed = {**modules, **agents}
    more = {name: value for name, value in more.items() if name not in needed and name not in spec.env}
    found = [EnvironmentVariable(label(name, labels), name, value) for name, value in {**more, **needed}.items()]
    providers = {provider.id: provider.label for provider in compose_external_auth(spec, agent)}
    for name, value in spec.env.items():
        path = ("env", name)
        if name in needed:
            whose = "the agent's keys" if name in agents else "the modules"
            problems.add_at_key("duplicate-name", path, f"`{name}` is set from {whose} of the spec")
        match value:
            case FromVariable():
                resolved: object = HclText(f"var.{value.variable}")
            case FromExternalAuth(external_auth=id_):
                if id_ not in providers:
                    near = did_you_mean(id_, providers)
                    message = f"`{id_}` is not listed under identity.external_auth.{near}"
                    problems.add("unknown-provider", (*path, "external_auth"), message)
                resolved = HclText(f"data.coder_external_auth.{providers.get(id_)}.access_token")
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
            plain=True,
        )
        for name, value in spec.env.items()
        if isinstance(value, FromVariable)
    ]


def compose_external_auth(spec: TaskSpec, agent: AgentPart | None) -> tuple[ExternalAuth, ...]:
    """The external auth providers, in the spec's order, each once; then the agent's, if the spec does not list it."""
    by_id = {provider.id: provider.optional for provider in spec.external_auth}
    if agent is not None and agent.provider is not None:
        by_id.setdefault(agent.provider, False)
    taken: set[str] = set()
    return tuple(ExternalAuth(label(id_, taken), id_, optional) for id_, optional in by_id.items())
