"""The environment of the workspace: env variables, the template variables they come from, external auth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.compose.composition import EnvironmentVariable, ExternalAuth, Variable
from generator.compose.values import label, written
from generator.hcl.literals import HclText
from generator.source.near import did_you_mean
from generator.spec.model import FromExternalAuth, FromVariable

if TYPE_CHECKING:
    from generator.compose.agent_values import AgentPart
    from generator.compose.problems import Problems
    from generator.spec.model import TaskSpec


def compose_env(spec: TaskSpec, agent: AgentPart | None, problems: Problems) -> list[EnvironmentVariable]:
    """The environment: what the agent needs, then what the spec says; a name may be set once."""
    labels: set[str] = set()
    agents = agent.env if agent is not None else {}
    found = [EnvironmentVariable(label(name, labels), name, value) for name, value in agents.items()]
    providers = {provider.id: provider.label for provider in compose_external_auth(spec, agent)}
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
