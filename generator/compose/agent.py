"""The agent's part of a composition: its module call, what it needs in the environment, how it makes the task."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from generator.catalog.agents import delivery_for
from generator.catalog.coder import PROMPT_PARAMETER, TASK_RESOURCE
from generator.compose.composition import Binary, ModuleCall, Script, Task, Variable
from generator.compose.inputs import check_inputs, missing_inputs
from generator.compose.releases import choose_agent_release, known_interface
from generator.compose.values import written
from generator.hcl.literals import HclText
from generator.source.near import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.catalog.agents import Agent, AuthMethod, Delivery
    from generator.catalog.catalog import Catalog
    from generator.catalog.coder import Target
    from generator.catalog.versions import Release
    from generator.compose.problems import Problems
    from generator.compose.releases import Choice
    from generator.spec.model import AgentSpec

AGENT_ID = HclText("coder_agent.main.id")
START_COUNT = HclText("data.coder_workspace.me.start_count")

_PROMPTS = {
    PROMPT_PARAMETER: HclText("data.coder_parameter.ai_prompt.value"),
    TASK_RESOURCE: HclText("data.coder_task.me.prompt"),
}


@dataclass
class AgentPart:
    """What the agent adds to the composition; filled in while it is worked out, read once it is done."""

    agent: Agent
    mechanism: str
    release: Release | None
    module: ModuleCall | None = None
    companions: list[str] = field(default_factory=list)
    variables: list[Variable] = field(default_factory=list)
    env: dict[str, object] = field(default_factory=dict)
    task: Task | None = None
    binary: Binary | None = None
    auth: AuthMethod | None = None
    features: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)


def compose_agent(
    spec: AgentSpec, catalog: Catalog, target: Target, *, workdir: object, setup: object, problems: Problems
) -> AgentPart | None:
    """Decide everything about the agent, or note what is wrong and return None.

    Args:
        spec: What the spec says of it.
        catalog: The catalog.
        target: The target, which has Tasks.
        workdir: The folder to start in, as a value.
        setup: The setup script, as a value; None when there is none.
        problems: Where problems are noted.
    """
    if spec.id not in catalog.agent_ids:
        near = did_you_mean(spec.id, catalog.agent_ids)
        known = ", ".join(catalog.agent_ids)
        problems.add("unknown-agent", ("agent", "id"), f"there is no agent `{spec.id}`.{near} There are: {known}")
        return None
    agent = catalog.agent(spec.id)
    _check_custom(spec, agent, problems)
    if spec.form == "binary" and agent.binary is not None:
        return _binary(spec, agent, target, workdir, setup, problems)
    interface = known_interface(catalog, agent.module)
    place = ("agent", "release")
    choice = choose_agent_release(agent, interface, target, spec.release, problems, place)
    if choice is None:
        return None
    part = AgentPart(agent, choice.mechanism, choice.release)
    part.companions = [item.text for item in agent.companions if choice.release in item.releases]
    part.notes = [note.text for note in agent.notes if choice.release in note.releases]
    part.auth = _auth(spec, agent, choice.release, target, problems)
    part.task = _task(agent, choice)
    part.features |= _features(choice.mechanism)
    arguments = _arguments(spec, part, choice, workdir, setup, problems)
    held = interface.release(choice.release)
    _check_excluded(spec, agent, part, problems)
    check_inputs(spec.inputs or {}, held, interface, set(arguments), problems, ("agent", "inputs"))
    arguments |= {name: written(value) for name, value in (spec.inputs or {}).items()}
    for name in missing_inputs(held, arguments):
        message = f"{agent.module} {choice.release} requires the input `{name}`; give it under `inputs`"
        problems.add("missing-input", ("agent",), message)
    part.module = ModuleCall(agent.id, agent.display_name, interface.source, str(choice.release), arguments)
    return part


def _arguments(
    spec: AgentSpec, part: AgentPart, choice: Choice, workdir: object, setup: object, problems: Problems
) -> dict[str, object]:
    """The arguments of the module call but for the spec's own inputs; what travels by environment goes there."""
    agent = part.agent
    arguments: dict[str, object] = {"count": START_COUNT, "agent_id": AGENT_ID}
    _deliver(part, arguments, agent.workdir, workdir)
    _deliver(part, arguments, agent.prompt, _PROMPTS[choice.mechanism])
    for key, deliveries, value in (
        ("system_prompt", agent.system_prompt, spec.system_prompt),
        ("model", agent.model, spec.model),
    ):
        if value is not None and not _deliver(part, arguments, deliveries, written(value)):
            having = ", ".join(str(item.releases) for item in deliveries) or "none"
            message = f"{agent.module} {choice.release} takes no `{key}`; the releases that do: {having}"
            problems.add("unsupported-setting", ("agent", key), message)
    _deliver_auth(part, arguments)
    if setup is not None:
        _deliver(part, arguments, agent.setup_script, setup)
    _deliver(part, arguments, agent.start_script, Script("agentapi-start"))
    for setting in agent.settings:
        if choice.release in setting.releases:
            _place(part, arguments, setting, setting.value)
    return arguments


def _check_custom(spec: AgentSpec, agent: Agent, problems: Problems) -> None:
    if agent.start_script and spec.start_command is None:
        message = f"the agent `{agent.id}` needs `start_command`: the shell command that starts it"
        problems.add("missing-key", ("agent",), message)
    if not agent.start_script and spec.start_command is not None:
        message = f"the agent `{agent.id}` starts itself; `start_command` is for agents of your own"
        problems.add("unsupported-setting", ("agent", "start_command"), message)
    if spec.form is not None and agent.binary is None:
        message = f"the agent `{agent.id}` has no other form; `form` is for agents of your own"
        problems.add("unsupported-setting", ("agent", "form"), message)


def _binary(
    spec: AgentSpec, agent: Agent, target: Target, workdir: object, setup: object, problems: Problems
) -> AgentPart | None:
    """The form without a module: app, script and task resource are the template's own."""
    for key in ("release", "inputs", "auth"):
        if getattr(spec, key) is not None:
            message = f"`{key}` belongs to the agentapi module, which the form `binary` does not call"
            problems.add("unsupported-setting", ("agent", key), message)
    mechanism = target.mechanism
    if agent.binary is None or mechanism is None or spec.start_command is None:
        return None
    part = AgentPart(agent, mechanism, None)
    url = f"{agent.binary.download}/{agent.binary.release}"
    part.binary = Binary(url, agent.binary.port)
    part.env["TASK_WORKDIR"] = workdir
    if setup is not None:
        part.env["TASK_SETUP_SCRIPT"] = setup
    for deliveries, value in (
        (agent.prompt, _PROMPTS[mechanism]),
        (agent.system_prompt, written(spec.system_prompt)),
        (agent.model, written(spec.model)),
    ):
        if value is not None:
            part.env |= {delivery.env: value for delivery in deliveries if delivery.env is not None}
    by_sidebar = mechanism == PROMPT_PARAMETER
    part.task = Task(mechanism == TASK_RESOURCE, HclText("coder_app.agent.id"), by_sidebar, counted=False)
    part.features |= _features(mechanism) | {"coder_app.open_in"}
    return part


def _features(mechanism: str) -> set[str]:
    if mechanism == PROMPT_PARAMETER:
        return {"coder_ai_task", "coder_parameter.form_type"}
    return {"coder_ai_task.app_id", "coder_task"}


def _task(agent: Agent, choice: Choice) -> Task:
    if choice.mechanism == PROMPT_PARAMETER:
        return Task(reads_task=False, app_id=None, by_sidebar=False, counted=False)
    output = delivery_for(agent.app_id, choice.release)
    app_id = None if output is None else HclText(f"module.{agent.id}[count.index].{output.text}")
    return Task(reads_task=True, app_id=app_id, by_sidebar=False, counted=True)


def _auth(spec: AgentSpec, agent: Agent, release: Release, target: Target, problems: Problems) -> AuthMethod | None:
    """The way to authenticate: the one the spec names, or the first that the release takes."""
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
    problems.add("unsupported-auth", ("agent", "auth"), f"{message.rstrip('.')}; on Coder {target} it takes: {offered}")
    return None


def _check_excluded(spec: AgentSpec, agent: Agent, part: AgentPart, problems: Problems) -> None:
    """Note inputs of a way to authenticate that the chosen one excludes."""
    if part.auth is None or part.release is None:
        return
    for excluded in part.auth.excludes:
        for name in agent.auth[excluded].inputs(part.release):
            if name in (spec.inputs or {}):
                message = f"`{name}` cannot be given beside `{part.auth.id}`, which excludes it; choose one"
                problems.add_at_key("conflicting-auth", ("agent", "inputs", name), message)


def _deliver_auth(part: AgentPart, arguments: dict[str, object]) -> None:
    if part.auth is None:
        return
    for value in part.auth.values:
        reference = HclText(f"var.{value.variable}")
        if _deliver(part, arguments, value.deliveries, reference):
            part.variables.append(
                Variable(
                    value.variable, "string", value.description, value.secret, has_default=False, how=part.auth.how
                )
            )
    for setting in part.auth.settings:
        if part.release is not None and part.release in setting.releases:
            _place(part, arguments, setting, setting.value)


def _deliver(part: AgentPart, arguments: dict[str, object], deliveries: Iterable[Delivery], value: object) -> bool:
    """Hand a value over the way the release takes it; False when it takes it no way."""
    delivery = None if part.release is None else delivery_for(deliveries, part.release)
    if delivery is None:
        return False
    _place(part, arguments, delivery, value)
    return True


def _place(part: AgentPart, arguments: dict[str, object], delivery: Delivery, value: object) -> None:
    if delivery.input is not None:
        arguments[delivery.input] = value
    elif delivery.env is not None:
        part.env[delivery.env] = value
