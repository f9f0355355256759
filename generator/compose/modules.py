"""Helper modules of a composition: one for each repository, what the agent needs, what the spec lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.compose.agent import AGENT_ID, START_COUNT
from generator.compose.composition import ModuleCall
from generator.compose.inputs import check_inputs, missing_inputs
from generator.compose.releases import choose_release, known_interface
from generator.compose.setup import repository_folder
from generator.compose.values import label, written
from generator.source.near import did_you_mean
from generator.spec.model import ModuleSpec

if TYPE_CHECKING:
    from generator.blueprint.model import Blueprint
    from generator.catalog.catalog import Catalog
    from generator.compose.agent import AgentPart
    from generator.compose.problems import Problems
    from generator.spec.model import TaskSpec

GIT_CLONE = "git-clone"


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
        name = repository_folder(repository)
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
