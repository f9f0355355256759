"""How the agent authenticates: which way, what the operator provides for it, how it reaches the agent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.compose.agent_values import deliver, fixed_value, settle
from generator.compose.composition import Variable
from generator.compose.values import written
from generator.hcl.literals import HclText
from generator.source.near import did_you_mean

if TYPE_CHECKING:
    from generator.catalog.agents import Agent, AuthMethod
    from generator.catalog.coder import Target
    from generator.catalog.versions import Release
    from generator.compose.agent_values import AgentPart
    from generator.compose.problems import Problems
    from generator.source.yaml_tree import Path
    from generator.spec.model import AgentSpec


def chosen_auth(
    spec: AgentSpec, agent: Agent, release: Release, target: Target, problems: Problems, path: Path = ("agent",)
) -> AuthMethod | None:
    """The way to authenticate: the one the spec names, or the first that the release takes.

    None when the agent has none of its own, and after a problem was noted. `path` is the agent's place in the spec.
    """
    serving = [m for m in agent.auth.values() if m.serves(release) and (m.coder is None or target.release in m.coder)]
    if spec.auth is None:
        return serving[0] if serving else None
    method = agent.auth.get(spec.auth)
    if method in serving:
        return method
    if method is None:
        near = did_you_mean(spec.auth, agent.auth)
        message = f"{agent.display_name} has no way `{spec.auth}` to authenticate.{near}"
    elif method.serves(release):
        message = f"`{spec.auth}` needs Coder {method.coder}; the target is {target}"
    else:
        message = f"{agent.module} {release} does not take `{spec.auth}`"
    offered = ", ".join(f"`{m.id}`" for m in serving) or "none"
    problems.add("unsupported-auth", (*path, "auth"), f"{message.rstrip('.')}; on Coder {target} it takes: {offered}")
    return None


def check_excluded(spec: AgentSpec, part: AgentPart, problems: Problems, path: Path = ("agent",)) -> None:
    """Note inputs of a way to authenticate that the chosen one excludes; `path` is the agent's place in the spec."""
    if part.auth is None or part.release is None:
        return
    for excluded in part.auth.excludes:
        for name in part.agent.auth[excluded].inputs(part.release):
            if name in (spec.inputs or {}):
                message = f"`{name}` cannot be given beside `{part.auth.id}`, which excludes it; choose one"
                problems.add_at_key("conflicting-auth", (*path, "inputs", name), message)


def check_values(spec: AgentSpec, part: AgentPart, problems: Problems) -> None:
    """Note what the spec gives that the way to authenticate does not ask for, or keeps a secret."""
    asked = {} if part.auth is None else {value.variable: value for value in part.auth.values}
    for name in spec.values or {}:
        path = ("agent", "values", name)
        if name not in asked:
            way = "it has no way to authenticate" if part.auth is None else f"`{part.auth.id}` does not ask for it"
            there = ", ".join(f"`{known}`" for known, value in asked.items() if not value.secret) or "nothing"
            message = f"there is no value `{name}`: {way}.{did_you_mean(name, asked)} It may be given: {there}"
            problems.add_at_key("unknown-value", path, message)
        elif asked[name].secret:
            message = f"`{name}` is a secret, and a spec is kept in git; leave it out, and it becomes a variable"
            problems.add_at_key("secret-in-text", path, message)


def deliver_auth(spec: AgentSpec, part: AgentPart, arguments: dict[str, object], home: str) -> None:
    """Hand over what the way to authenticate needs: variables, fixed values, an external auth provider.

    Args:
        spec: What the spec says of the agent.
        part: The agent's part, to which variables are added.
        arguments: Those of the module call, to which values are added.
        home: The home folder, which `{home}` stands for in a fixed value.
    """
    if part.auth is None or part.release is None:
        return
    given = spec.values or {}
    for value in part.auth.values:
        if value.variable in given:
            deliver(part, arguments, value.deliveries, written(given[value.variable]))
            continue
        reference = HclText(f"var.{value.variable}")
        if deliver(part, arguments, value.deliveries, reference):
            part.variables.append(
                Variable(
                    value.variable,
                    "string",
                    value.description,
                    value.secret,
                    has_default=value.default is not None,
                    default=value.default,
                )
            )
    for setting in part.auth.settings:
        if part.release in setting.releases:
            fixed = fixed_value(setting)
            settle(part, arguments, setting, fixed.replace("{home}", home) if type(fixed) is str else fixed)
    if part.auth.provider is not None:
        said = (spec.inputs or {}).get(part.auth.provider.input)
        part.provider = said if isinstance(said, str) else part.auth.provider.id
