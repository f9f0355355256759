"""Helper modules of a composition: one for each repository, what the agent needs, what the spec lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from generator.catalog.agents import delivery_for
from generator.catalog.app_slugs import slugs_of
from generator.compose.composition import ExternalAuth, ModuleCall, Variable
from generator.compose.environment import compose_external_auth
from generator.compose.inputs import check_inputs, missing_inputs
from generator.compose.module_auth import signed_in
from generator.compose.preparation import clone_inputs
from generator.compose.releases import choose_release, known_interface
from generator.compose.setup import holds, told_folder
from generator.compose.values import label, numbered, written
from generator.hcl.literals import HclText
from generator.source.near import did_you_mean
from generator.spec.model import Expr, ModuleSpec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.blueprint.model import Blueprint
    from generator.catalog.catalog import Catalog
    from generator.catalog.coder import Target
    from generator.catalog.interface import ModuleRelease
    from generator.catalog.modules import HelperModule
    from generator.catalog.versions import Release
    from generator.compose.agent_values import AgentPart
    from generator.compose.composition import Setup
    from generator.compose.names import Names
    from generator.compose.problems import Problems
    from generator.source.yaml_tree import Path
    from generator.spec.model import TaskSpec, Value

GIT_CLONE = "git-clone"


class ModulesPart(Struct):
    """What helper modules add to the composition; filled in while it is worked out, read once it is done.

    Attributes:
        external_auth: Providers that modules need and the spec does not list.
        env: The environment variables that they need, which the template sets.
        features: Types and attributes of the coder provider that they use.
        git_identity: True when one of them sets who commits.
    """

    calls: list[ModuleCall] = field(default_factory=list)
    variables: list[Variable] = field(default_factory=list)
    external_auth: list[ExternalAuth] = field(default_factory=list)
    env: dict[str, object] = field(default_factory=dict)
    features: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    git_identity: bool = False


def compose_modules(
    spec: TaskSpec,
    catalog: Catalog,
    blueprint: Blueprint,
    target: Target,
    *,
    agent: AgentPart | None,
    setup: Setup,
    folder: object,
    names: Names,
    problems: Problems,
) -> ModulesPart:
    """The helper modules: what the agent needs, one for each repository, what the spec lists.

    Args:
        spec: What is asked for.
        catalog: The catalog.
        blueprint: The infrastructure.
        target: The target that releases are chosen for.
        agent: The agent's part; None where the template holds no agent.
        setup: What is done when the workspace starts, which may wait for clones.
        folder: The folder to work in, as a value.
        names: What the template calls the things around a module.
        problems: Where problems are noted.
    """
    calls = _Calls(spec, catalog, blueprint, target, agent, setup, folder, names, problems)
    listed = {module.id for module in spec.modules}
    for id_ in agent.companions if agent is not None else ():
        if id_ not in listed:  # the spec's own is as good, with the inputs that it gives
            calls.add(ModuleSpec(id_), {}, ("agent",))
    for index, repository in enumerate(spec.repositories):
        inputs: dict[str, object] = {"url": written(repository.url), "base_dir": blueprint.home}
        if (name := told_folder(repository)) is not None:
            inputs["folder_name"] = name
        if repository.branch is not None:
            inputs["branch_name"] = repository.branch
        inputs |= clone_inputs(setup, index)
        calls.add(ModuleSpec(GIT_CLONE), inputs, ("repositories", index))
    for index, module in enumerate(spec.modules):
        calls.add_listed(module, ("modules", index))
    return calls.part


class _Calls:
    """Adds one call after another, each judged beside those before it."""

    def __init__(
        self,
        spec: TaskSpec,
        catalog: Catalog,
        blueprint: Blueprint,
        target: Target,
        agent: AgentPart | None,
        setup: Setup,
        folder: object,
        names: Names,
        problems: Problems,
    ) -> None:
        self.part = ModulesPart()
        self._spec = spec
        self._catalog = catalog
        self._held = frozenset(holds(spec, blueprint))
        self._home = blueprint.home
        self._target = target
        self._setup = setup
        self._folder = folder
        self._names = names
        self._problems = problems
        self._labels: set[str] = set()
        self._roles: dict[str, str] = {}
        self._slugs: dict[str, str] = {} if agent is None else dict.fromkeys(agent.slugs, agent.agent.id)
        self._listed: dict[str, list[Mapping[str, object]]] = {}
        self._auth = {auth.id: auth.label for auth in compose_external_auth(spec, agent)}

    def add_listed(self, wanted: ModuleSpec, path: Path) -> None:
        """Add a module that the spec lists, if the catalog has it and it can stand beside the others."""
        if wanted.id not in self._catalog.module_ids:
            near = did_you_mean(wanted.id, self._catalog.module_ids)
            message = f"there is no module `{wanted.id}` in the catalog.{near}"
            self._problems.add("unknown-module", path, message)
            return
        module = self._catalog.module(wanted.id)
        if module.agent is not None and self._target.has_tasks:
            message = (
                f"`{module.id}` makes no task, and is for templates without (`mechanism: workspace`); "
                f"for tasks there is `agent: {module.agent}`"
            )
            self._problems.add("unusable-module", path, message)
            return
        inputs = wanted.inputs or {}
        given: dict[str, object] = {}
        if module.agent_name_input is not None and module.agent_name_input not in inputs:
            given[module.agent_name_input] = self._names.agent
        if module.folder_input is not None and module.folder_input not in inputs:
            given[module.folder_input] = self._folder
        added = self.add(wanted, given, path)
        if added is None:
            return
        held, arguments = added
        self._check_role(module, path)
        self._check_repeated(module, held, arguments, path)
        self._check_slugs(module, held, arguments, path)
        self._check_asked(module, held, inputs, path)
        self._check_secrets(module, held, inputs, path)
        if module.git_identity and self._spec.git_identity:
            message = f"`{module.id}` sets who commits; remove this key, or the module"
            self._problems.add_at_key("unsupported-setting", ("identity", "git"), message)

    def add(
        self, wanted: ModuleSpec, given: Mapping[str, object], path: Path
    ) -> tuple[ModuleRelease, Mapping[str, object]] | None:
        """Add a call; its release and arguments, or None after a problem was noted.

        Args:
            wanted: What the spec says of it.
            given: Inputs that are set from elsewhere, which `wanted` may not give again.
            path: The place in the spec that asks for it.
        """
        module = self._catalog.module(wanted.id)
        interface = known_interface(self._catalog, module.module)
        place = (*path, "release")
        release = choose_release(module, interface, self._target, wanted.release, self._problems, place)
        if release is None:
            return None
        held = interface.release(release)
        inputs = wanted.inputs or {}
        count = self._names.start_count
        fixed: dict[str, object] = {"count": count} if module.counted and count is not None else {}
        if module.agent_input is not None:
            fixed[module.agent_input] = self._names.agent_id
        fixed |= given
        fixed |= self._signed_in(wanted, module, release, path)
        asked = {each.input for each in module.asks if release in each.releases}  # of these more is said than the type
        plain = {name: value for name, value in inputs.items() if name not in asked}
        check_inputs(plain, held, interface, set(fixed), self._problems, (*path, "inputs"))
        arguments = fixed | self._provided(module, held, inputs) | _defaults(module, held, inputs)
        arguments |= {name: written(value) for name, value in inputs.items()}
        for name in missing_inputs(held, arguments):
            message = f"{module.module} {release} requires the input `{name}`; give it under `inputs`"
            self._problems.add("missing-input", path, message)
        self._need_auth(module, inputs)
        self.part.features |= {item.text for item in module.features if release in item.releases}
        self.part.git_identity |= module.git_identity
        self._note(module, held)
        label_ = numbered(module.id, self._labels)  # the id, by which expressions of the spec refer to the call
        call = ModuleCall(label_, module.display_name, interface.source, str(release), arguments)
        self.part.calls.append(call)
        return held, arguments

    def _provided(self, module: HelperModule, held: ModuleRelease, inputs: Mapping[str, Value]) -> dict[str, object]:
        """The inputs that template variables give, each of which is declared."""
        arguments: dict[str, object] = {}
        for value in module.values:
            delivery = delivery_for(value.deliveries, held.release)
            if delivery is None or delivery.input is None or delivery.input in inputs:
                continue
            arguments[delivery.input] = HclText(f"var.{value.variable}")
            variable = Variable(
                value.variable, "string", value.description, value.secret, has_default=False, how=value.how
            )
            if variable not in self.part.variables:
                self.part.variables.append(variable)
        return arguments

    def _signed_in(
        self, wanted: ModuleSpec, module: HelperModule, release: Release, path: Path
    ) -> Mapping[str, object]:
        """The arguments by which the agent that a module installs is signed in; what else it takes is noted."""
        if module.agent is None:
            if wanted.auth is not None:
                message = f"`{module.id}` installs no agent that signs in; `auth` is not for it"
                self._problems.add("unsupported-setting", (*path, "auth"), message)
            return {}
        agent = self._catalog.agent(module.agent)
        signed = signed_in(
            wanted, agent, release, self._target, setup=self._setup, home=self._home, problems=self._problems, path=path
        )
        if signed is None:
            return {}
        part, arguments = signed
        self.part.variables += [variable for variable in part.variables if variable not in self.part.variables]
        self.part.env |= part.env
        if part.auth is not None:
            self.part.notes.append(f"{module.display_name}: {part.auth.how}")
        return arguments

    def _need_auth(self, module: HelperModule, inputs: Mapping[str, Value]) -> None:
        """Declare the external auth provider of a module; one that an expression names is the spec's to declare."""
        if module.external_auth is None:
            return
        id_ = inputs.get(module.external_auth.input, module.external_auth.default)
        if isinstance(id_, str) and id_ not in self._auth:
            self._auth[id_] = label(id_, set(self._auth.values()))
            self.part.external_auth.append(ExternalAuth(self._auth[id_], id_, optional=False))
            self.part.features.add("coder_external_auth")

    def _note(self, module: HelperModule, held: ModuleRelease) -> None:
        notes = [f"{module.display_name}: {note.text}" for note in module.notes if held.release in note.releases]
        absent = [choice for choice in module.needs if set(choice).isdisjoint(self._held)]
        if absent:
            notes.append(f"{module.display_name} needs {' and '.join(map(_either, absent))} in the image.")
        self.part.notes += [note for note in notes if note not in self.part.notes]

    def _check_role(self, module: HelperModule, path: Path) -> None:
        if module.role is None:
            return
        other = self._roles.setdefault(module.role, module.id)
        if other != module.id:
            message = f"`{module.id}` cannot stand beside `{other}`: a template takes one {module.role}"
            self._problems.add("conflicting-modules", path, message)

    def _check_repeated(
        self, module: HelperModule, held: ModuleRelease, arguments: Mapping[str, object], path: Path
    ) -> None:
        """Note a module that is listed again though a template holds one call, or without what tells them apart."""
        earlier = self._listed.setdefault(module.id, [])
        distinct = module.distinct_inputs(held.release)
        if earlier and distinct is None:
            message = f"`{module.id}` is listed above, and a template takes it once; remove one of the two"
            self._problems.add("repeated-module", path, message)
        for name in distinct or ():
            default = held.inputs[name].default
            if any(_same(arguments.get(name, default), each.get(name, default)) for each in earlier):
                message = f"`{module.id}` is listed above with the same `{name}`; give this one another under `inputs`"
                self._problems.add("repeated-module", (*path, "inputs", name), message)
        earlier.append(arguments)

    def _check_slugs(
        self, module: HelperModule, held: ModuleRelease, arguments: Mapping[str, object], path: Path
    ) -> None:
        """Note an app whose slug another module's or one of the spec's own has, since Coder refuses both."""
        for app, slug in slugs_of(module.slugs, held, arguments.get):
            other = self._slugs.setdefault(slug, module.id)
            if other != module.id:
                message = f"`{other}` has an app `{slug}` already; two of one slug are refused"
                self._problems.add("duplicate-name", (*path, "inputs", app.input or ""), message)
            for index, own in enumerate(self._spec.apps):
                if own.slug == slug:
                    message = f"there is another app `{slug}`, which the module `{module.id}` makes"
                    self._problems.add("duplicate-name", ("apps", index, "slug"), message)

    def _check_asked(self, module: HelperModule, held: ModuleRelease, inputs: Mapping[str, Value], path: Path) -> None:
        """Note what a person has to say and did not; an expression may come to anything."""
        for asked in module.asks:
            given = inputs.get(asked.input)
            if held.release in asked.releases and not isinstance(given, Expr) and given != asked.value:
                value = _as_yaml(asked.value)
                message = f"{module.module} needs `{asked.input}: {value}` under `inputs`: {asked.why}"
                self._problems.add("missing-input", (*path, "inputs", asked.input), message)

    def _check_secrets(
        self, module: HelperModule, held: ModuleRelease, inputs: Mapping[str, Value], path: Path
    ) -> None:
        """Note each secret whose text is in the spec; one in the shape of a known key is noted with all text."""
        shapes = self._catalog.secret_shapes
        own = module.secret_inputs(held.release)
        for name, value in inputs.items():
            if name not in own and not (name in held.inputs and held.inputs[name].sensitive):
                continue
            if isinstance(value, str) and not shapes.is_placeholder(value) and not any(shapes.find(value)):
                message = f"`{name}` holds a secret, and a spec is kept in git; take `{{expr: var.<name>}}`"
                if name in own:
                    message = f"`{name}` holds a secret; leave it out, and the template takes it as a variable"
                self._problems.add("secret-in-text", (*path, "inputs", name), message)


def _defaults(module: HelperModule, held: ModuleRelease, inputs: Mapping[str, Value]) -> dict[str, object]:
    """The inputs that get a value since the spec gives neither them nor what the value would not fit."""
    return {
        default.input: default.value
        for default in module.defaults
        if held.release in default.releases and default.unless.isdisjoint(inputs)
    }


def _same(value: object, other: object) -> bool:
    return type(value) is type(other) and value == other


def _either(names: tuple[str, ...]) -> str:
    quoted = [f"`{name}`" for name in names]
    return quoted[0] if len(quoted) == 1 else f"one of {', '.join(quoted)}"


def _as_yaml(value: object) -> str:
    """A value as YAML writes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)
