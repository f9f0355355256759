"""Spec, catalog and blueprint become a Composition. Every decision about a template is taken here, and only here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.catalog.coder import PROMPT_PARAMETER, WORKSPACE, in_force
from generator.compose.agent import Workplace, compose_agent
from generator.compose.apps import compose_apps
from generator.compose.composition import Composition, Provider
from generator.compose.conditions import resolved
from generator.compose.environment import GIT_IDENTITY, compose_env, compose_external_auth, env_variables
from generator.compose.lifetime import compose_lifetime
from generator.compose.modules import compose_modules
from generator.compose.names import OUR_NAMES
from generator.compose.options import compose_options
from generator.compose.parameters import (
    parameter_value,
    prompt_parameter,
    setup_parameter,
    spec_parameters,
    spec_presets,
)
from generator.compose.preparation import planned_setup
from generator.compose.problems import Problems
from generator.compose.requirements import coder_provider, features, terraform_constraint
from generator.compose.secrets import check_secrets
from generator.compose.setup import check_folders, clone_folder, compose_scripts, holds, names_image, workdir
from generator.compose.triggers import compose_triggers
from generator.compose.values import expressions, parsed, written
from generator.escapes import titled
from generator.hcl.literals import HclText

if TYPE_CHECKING:
    from generator.blueprint.model import Blueprint
    from generator.catalog.catalog import Catalog
    from generator.catalog.coder import Target
    from generator.compose.agent_values import AgentPart
    from generator.compose.composition import SpecExpression, Variable
    from generator.compose.modules import ModulesPart
    from generator.compose.names import Names
    from generator.compose.options import OptionsPart
    from generator.spec.model import TaskSpec


def compose(
    spec: TaskSpec, catalog: Catalog, blueprint: Blueprint, target: Target, names: Names = OUR_NAMES
) -> Composition:
    """Decide a whole template.

    Args:
        spec: What is asked for.
        catalog: What is known.
        blueprint: The infrastructure; the one that the spec names.
        target: The Coder release to decide for, which the caller may have chosen over the spec's; the spec may choose
            among the mechanisms that it serves.
        names: What the template calls what is around the agent; as our blueprints do unless the rest is another's.

    Raises:
        InvalidInputError: The spec asks for what cannot be made; holds every finding.
    """
    problems = Problems(spec.tree)
    if target.mechanism is None:
        problems.add("unusable-target", ("coder",), f"Coder {target} cannot be a target: {target.notice}")
    elif spec.mechanism is not None:
        target = _chosen(spec.mechanism, target, catalog, problems)
    problems.refuse()
    spec = resolved(spec)
    options = compose_options(spec, blueprint, problems)
    parameters = list(options.parameters)
    script: object = None
    if spec.setup.script is not None:
        parameters.append(setup_parameter(spec.setup.script, task=target.has_tasks))
        script = parameter_value(parameters[-1])
    planned = planned_setup(spec, catalog.coder, target, script)
    clone = clone_folder(spec, blueprint, options.values)
    check_folders(spec, blueprint, clone, problems)
    folder = workdir(spec, blueprint, clone)
    workplace = Workplace(folder, blueprint.home, holds(spec, blueprint), planned, names)
    agent = _agent(spec, catalog, target, workplace, problems)
    steps = planned if agent is None else agent.setup
    mechanism = agent.mechanism if agent is not None else (target.mechanism or WORKSPACE)
    if mechanism == PROMPT_PARAMETER:
        parameters.insert(0, prompt_parameter(catalog.coder.prompt_parameter))
    parameters += spec_parameters(spec, parameters, problems)
    presets = spec_presets(
        spec,
        parameters,
        task=mechanism != WORKSPACE,
        all_checked=in_force(catalog.coder.presets.checked_at_upload, target),
        problems=problems,
    )
    modules = compose_modules(
        spec, catalog, blueprint, target, agent=agent, setup=steps, folder=folder, names=names, problems=problems
    )
    prebuilt = any(preset.prebuilds is not None for preset in presets)
    identity = GIT_IDENTITY if spec.git_identity is not False and not modules.git_identity else {}
    # What the agent itself holds of the owner would make it anew at a claim, and with it all that has its token.
    env = compose_env(spec, agent, modules.env, identity if prebuilt else {}, problems)
    variables = _variables(spec, agent, modules, options, problems)
    scripts = compose_scripts(agent, steps.value, mechanism, names)
    apps = compose_apps(spec, agent, names, problems)
    triggers = compose_triggers(spec, catalog.triggers, target, presets, problems)
    lifetime = compose_lifetime(spec, catalog.lifetime, problems)
    check_secrets(spec, catalog, problems)
    found = _expressions(spec, problems)
    problems.refuse()
    agent_name = "" if agent is None else agent.agent.display_name
    used = set(blueprint.features) | features(spec, parameters, presets, apps, agent, env) | modules.features
    calls = [*modules.calls, *([agent.module] if agent is not None and agent.module is not None else [])]
    return Composition(
        name=spec.name,
        display_name=spec.display_name or titled(spec.name, title_words(blueprint, agent_name)),
        description=spec.description or _description(agent, blueprint),
        icon=spec.icon or (agent.agent.icon if agent is not None else blueprint.icon),
        tags=spec.tags if spec.tags is not None else _tags(agent, blueprint),
        target=str(target),
        mechanism=mechanism,
        notice=target.notice,
        blueprint=blueprint.name,
        prerequisites=blueprint.prerequisites,
        os=blueprint.os,
        arch=HclText(blueprint.arch),
        home=blueprint.home,
        agent_id=names.agent_id,
        options=options.values,
        terraform=terraform_constraint(catalog, calls),
        providers=(coder_provider(catalog, mechanism, calls, used), *_providers(blueprint)),
        variables=tuple(variables),
        parameters=tuple(parameters),
        presets=tuple(presets),
        prebuilt=prebuilt,
        workspace_tags={name: written(value) for name, value in spec.workspace_tags.items()},
        external_auth=(*compose_external_auth(spec, agent), *modules.external_auth),
        env=tuple(env),
        git_identity={} if prebuilt else identity,
        agent_name=agent_name,
        agent_module=None if agent is None else agent.module,
        auth_name="" if agent is None or agent.auth is None else agent.auth.display_name,
        auth_how="" if agent is None or agent.auth is None else agent.auth.how,
        task=None if agent is None else agent.task,
        binary=None if agent is None else agent.binary,
        start_command=(spec.agent.start_command or "") if agent is not None and spec.agent is not None else "",
        modules=tuple(modules.calls),
        scripts=tuple(scripts),
        apps=tuple(apps),
        workdir=folder,
        clone_folder=clone,
        steps=steps,
        setup=steps.value,
        notes=(*(agent.notes if agent is not None else ()), *modules.notes),
        triggers=triggers,
        task_command=catalog.triggers.command(target) or "",
        lifetime=lifetime,
        spec_file=spec.tree.source.path.rpartition("/")[2],
        variant=spec.variant,
        image_needs=blueprint.image_needs if names_image(spec) else "",
        stops=blueprint.stops,
        auth_variables=() if agent is None else tuple(variable.name for variable in agent.variables),
        remarks=tuple(problems.remarks),
        host_names=tuple(str(app.arguments["slug"]) for app in apps if app.arguments.get("subdomain") is True),
        expressions=tuple(found),
    )


def _chosen(mechanism: str, target: Target, catalog: Catalog, problems: Problems) -> Target:
    """The target with the mechanism that the spec chooses; as it is after a problem was noted."""
    if mechanism in target.serves:
        return catalog.coder.chosen(target, mechanism)
    served = ", ".join(f"`{name}`" for name in target.serves)
    coder = catalog.coder.mechanisms[mechanism].coder
    message = f"`{mechanism}` is for Coder {coder}; Coder {target} serves {served}"
    problems.add("unusable-mechanism", ("mechanism",), message)
    return target


def _agent(
    spec: TaskSpec, catalog: Catalog, target: Target, workplace: Workplace, problems: Problems
) -> AgentPart | None:
    """The agent's part; None where the agent runs in the control plane."""
    if target.mechanism == WORKSPACE:
        if spec.agent is not None:
            but = "" if spec.agent.workdir is None else " but for `workdir`"
            message = f"`agent` is not used{but}: Coder {target} runs an agent of its own with such a template"
            problems.remark("unused-key", ("agent",), message)
        return None
    if spec.agent is None:
        message = f"the key `agent` is needed, since Coder {target} runs the agent in the workspace"
        if WORKSPACE in target.serves:
            message += "; with `mechanism: workspace` Coder Agents runs one of its own"
        problems.add("missing-key", (), message)
        return None
    return compose_agent(spec.agent, catalog, target, workplace, problems)


def title_words(blueprint: Blueprint, agent_name: str) -> str:
    """What the name of a template is about, so that its words are written as they are here."""
    return f"{blueprint.display_name} {agent_name}".strip()


def _description(agent: AgentPart | None, blueprint: Blueprint) -> str:
    if agent is None:
        return f"A development workspace: {blueprint.description[0].lower()}{blueprint.description[1:]}"
    return f"Runs tasks with {agent.agent.display_name} in a workspace: {blueprint.display_name}."


def _tags(agent: AgentPart | None, blueprint: Blueprint) -> tuple[str, ...]:
    return blueprint.tags if agent is None else (*blueprint.tags, "ai", "tasks", agent.agent.id)


def _variables(
    spec: TaskSpec, agent: AgentPart | None, modules: ModulesPart, options: OptionsPart, problems: Problems
) -> list[Variable]:
    """All template variables, what the operator must provide first; two of one name must be the same."""
    agents = agent.variables if agent is not None else []
    found = [*agents, *modules.variables, *env_variables(spec), *options.variables]
    by_name: dict[str, Variable] = {}
    for variable in found:
        held = by_name.setdefault(variable.name, variable)
        if held.sensitive != variable.sensitive:
            message = f"the template has a variable `{variable.name}` that is no secret; take another name"
            problems.add("duplicate-name", ("env",), message)
    return sorted(by_name.values(), key=lambda variable: variable.has_default)


def _providers(blueprint: Blueprint) -> list[Provider]:
    return [Provider(choice.name, choice.source, choice.constraint) for choice in blueprint.providers]


def _expressions(spec: TaskSpec, problems: Problems) -> list[SpecExpression]:
    """Every expression of the spec, parsed; problems are noted for those that do not parse."""
    places = (spec.repositories, spec.parameters, spec.presets, spec.apps, spec.modules, spec.workspace_tags)
    parts = (spec.agent, spec.options, spec.env, *places)
    read = [parsed(expr, problems) for expr in expressions(parts)]
    return [expression for expression in read if expression is not None]
