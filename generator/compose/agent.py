"""The agent's part of a composition: its module call, what it needs in the environment, how it makes the task."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from generator.catalog.agents import CHOICES, delivery_for
from generator.catalog.app_slugs import slugs_of
from generator.catalog.coder import PROMPT_PARAMETER, TASK_RESOURCE
from generator.compose.agent_auth import check_excluded, check_values, chosen_auth, deliver_auth
from generator.compose.agent_values import (
    AgentPart,
    complete_documents,
    deliver,
    deliver_choices,
    finished,
    fixed_value,
    settle,
)
from generator.compose.composition import Binary, ModuleCall, Script, Task
from generator.compose.firewall import compose_firewall
from generator.compose.inputs import check_inputs, missing_inputs
from generator.compose.names import OUR_NAMES, Names
from generator.compose.preparation import needed_installations, with_agent
from generator.compose.releases import choose_agent_release, known_interface
from generator.compose.values import written
from generator.hcl.literals import HclText
from generator.source.near import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Collection

    from generator.catalog.agents import Agent, Note
    from generator.catalog.catalog import Catalog
    from generator.catalog.coder import Target
    from generator.catalog.interface import ModuleRelease
    from generator.compose.composition import Firewall, Setup
    from generator.compose.problems import Problems
    from generator.compose.releases import Choice
    from generator.spec.model import AgentSpec


class Workplace(Struct, frozen=True):
    """Where the agent works.

    Attributes:
        folder: The folder to start in, as a value.
        home: The home folder of the workspace user.
        holds: The programs that the image is known to hold.
        setup: What is done before the agent comes, as far as the spec asks for it.
        names: What the template calls the things around the agent.
    """

    folder: object
    home: str
    holds: Collection[str]
    setup: Setup
    names: Names = OUR_NAMES


def compose_agent(
    spec: AgentSpec, catalog: Catalog, target: Target, workplace: Workplace, problems: Problems
) -> AgentPart | None:
    """Decide everything about the agent, or note what is wrong and return None.

    Args:
        spec: What the spec says of it.
        catalog: The catalog.
        target: The target, which has Tasks.
        workplace: Where it works.
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
        return _binary(spec, agent, catalog, target, workplace, problems)
    interface = known_interface(catalog, agent.module)
    place = ("agent", "release")
    choice = choose_agent_release(agent, catalog, target, spec.release, problems, place)
    if choice is None:
        return None
    part = AgentPart(agent, choice.mechanism, choice.release, workplace.setup)
    part.auth = chosen_auth(spec, agent, choice.release, target, problems)
    needed = (*agent.companions, *(part.auth.companions if part.auth is not None else ()))
    part.companions = [item.text for item in needed if choice.release in item.releases]
    part.notes = [note.text for note in agent.notes if choice.release in note.releases and _matters(note, spec, part)]
    label = workplace.names.call or agent.id
    part.task = _task(agent, choice, workplace.names, label)
    part.features |= _features(choice.mechanism)
    firewall = compose_firewall(spec, part, catalog.coder, target, problems)
    part.setup = _setup(spec, part, catalog, workplace, firewall)
    _check_home(part, workplace, problems)
    held = interface.release(choice.release)
    arguments = _arguments(spec, part, choice, held, workplace, problems)
    check_excluded(spec, part, problems)
    check_values(spec, part, problems)
    given = spec.inputs or {}
    defaults = {setting.input for setting in agent.settings} - _asked_for(spec, agent)
    check_inputs(given, held, interface, set(arguments) - defaults, problems, ("agent", "inputs"))
    arguments = finished(arguments) | {name: written(value) for name, value in given.items()}
    for name in missing_inputs(held, arguments):
        message = f"{agent.module} {choice.release} requires the input `{name}`; give it under `inputs`"
        problems.add("missing-input", ("agent",), message)
    part.slugs = tuple(slug for _, slug in slugs_of(agent.slugs, held, arguments.get))
    part.module = ModuleCall(label, agent.display_name, interface.source, str(choice.release), arguments)
    return part


def _arguments(
    spec: AgentSpec, part: AgentPart, choice: Choice, held: ModuleRelease, workplace: Workplace, problems: Problems
) -> dict[str, object]:
    """The arguments of the module call but for the spec's own inputs; what travels by environment goes there."""
    agent = part.agent
    names = workplace.names
    arguments: dict[str, object] = {} if names.start_count is None else {"count": names.start_count}
    arguments["agent_id"] = names.agent_id
    deliver(part, arguments, agent.workdir, workplace.folder)
    deliver(part, arguments, agent.prompt, names.prompt(choice.mechanism))
    deliver_choices(spec, part, arguments, held, problems)
    deliver_auth(spec, part, arguments, workplace.home)
    if part.setup.value is not None:
        deliver(part, arguments, agent.setup_script, part.setup.value)
    deliver(part, arguments, agent.start_script, Script("agentapi-start"))
    for setting in agent.settings:
        if choice.release in setting.releases:
            settle(part, arguments, setting, fixed_value(setting))
    complete_documents(part, arguments, held)
    return arguments


def _matters(note: Note, spec: AgentSpec, part: AgentPart) -> bool:
    if part.auth is not None and part.auth.id in note.unless_auth:
        return False
    return note.key is None or bool(getattr(spec, note.key))


def _asked_for(spec: AgentSpec, agent: Agent) -> set[str | None]:
    """The inputs that keys of the spec may set, beside which the same input cannot be given by name."""
    keys = [key for key in CHOICES if getattr(spec, key) is not None]
    return {delivery.input for key in keys for delivery in agent.choices[key]}


def _setup(
    spec: AgentSpec, part: AgentPart, catalog: Catalog, workplace: Workplace, firewall: Firewall | None = None
) -> Setup:
    needs = needed_installations(part.agent.needs, part.release, workplace.holds, catalog.programs, spec.inputs or {})
    npm_prefix = part.release is not None and any(part.release in held for held in part.agent.npm_global)
    before = "" if part.auth is None else part.auth.setup
    return with_agent(
        workplace.setup, needs, before, written(spec.pre_install), npm_prefix=npm_prefix, firewall=firewall
    )


def _check_home(part: AgentPart, workplace: Workplace, problems: Problems) -> None:
    home = None if part.release is None else delivery_for(part.agent.home, part.release)
    if home is not None and home.text != workplace.home:
        where = f"works in the home folder {home.text} only; here it is {workplace.home}"
        problems.add("unusable-agent", ("agent",), f"{part.agent.module} {part.release} {where}")


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
    spec: AgentSpec, agent: Agent, catalog: Catalog, target: Target, workplace: Workplace, problems: Problems
) -> AgentPart | None:
    """The form without a module: app, script and task resource are the template's own."""
    for key in ("release", "inputs", "auth", "values"):
        if getattr(spec, key) is not None:
            message = f"`{key}` belongs to the agentapi module, which the form `binary` does not call"
            problems.add("unsupported-setting", ("agent", key), message)
    mechanism = target.mechanism
    if agent.binary is None or mechanism is None or spec.start_command is None:
        return None
    part = AgentPart(agent, mechanism, None, workplace.setup)
    part.setup = _setup(spec, part, catalog, workplace)
    url = f"{agent.binary.download}/{agent.binary.release}"
    part.binary = Binary(url, agent.binary.port)
    part.env["TASK_WORKDIR"] = workplace.folder
    if part.setup.value is not None:
        part.env["TASK_SETUP_SCRIPT"] = part.setup.value
    prompt = workplace.names.prompt(mechanism)
    part.env |= {delivery.env: prompt for delivery in agent.prompt if delivery.env is not None}
    for key in CHOICES:
        value = getattr(spec, key)
        names = [delivery.env for delivery in agent.choices[key] if delivery.env is not None]
        if value is not None and not names:
            message = f"`{key}` belongs to the agentapi module, which the form `binary` does not call"
            problems.add("unsupported-setting", ("agent", key), message)
        elif value is not None:
            part.env |= dict.fromkeys(names, written(value))
    by_sidebar = mechanism == PROMPT_PARAMETER
    part.task = Task(mechanism == TASK_RESOURCE, HclText("coder_app.agent.id"), by_sidebar, count=None)
    part.features |= _features(mechanism) | {"coder_app.open_in"}
    return part


def _features(mechanism: str) -> set[str]:
    if mechanism == PROMPT_PARAMETER:
        return {"coder_ai_task", "coder_parameter.form_type"}
    return {"coder_ai_task.app_id", "coder_task"}


def _task(agent: Agent, choice: Choice, names: Names, label: str) -> Task:
    if choice.mechanism == PROMPT_PARAMETER:
        return Task(reads_task=False, app_id=None, by_sidebar=False, count=None)
    output = delivery_for(agent.app_id, choice.release)
    call = f"module.{label}" if names.start_count is None else f"module.{label}[count.index]"
    app_id = None if output is None else HclText(f"{call}.{output.text}")
    return Task(reads_task=True, app_id=app_id, by_sidebar=False, count=names.start_count)
