"""The main job: a spec becomes a folder that is rendered, formatted, checked and written, or nothing is."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from msgspec import Struct

from generator import __version__
from generator.app.catalogs import catalog_for
from generator.app.targets import target_of
from generator.blueprint.load import MANIFEST, blueprint_names, is_path, load_blueprint, load_own_blueprint
from generator.check.registry import rule_names, select
from generator.check.rule import Context
from generator.check.runner import run
from generator.compose.compose import compose
from generator.diagnostics import Diagnostic, RuleInfo, Severity, in_order
from generator.errors import ToolError, UsageError
from generator.render.lock import LOCK_FILE, Lock, digest, read_lock
from generator.render.renderer import render
from generator.render.writer import Difference, as_checked_out, differences, write_folder
from generator.source.files import SourceFile, read_source
from generator.source.near import did_you_mean
from generator.source.problems import InvalidInputError
from generator.spec.load import load_specs
from generator.template.load import is_terraform_file, template_from_sources
from generator.template.symbols import undeclared

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from generator.blueprint.model import Blueprint
    from generator.catalog.catalog import Catalog
    from generator.catalog.coder import Target
    from generator.compose.composition import Composition
    from generator.spec.model import TaskSpec
    from generator.template.model import Template

_UNRESOLVED = RuleInfo("unresolved-expression", "spec", "an expression refers to what is not there", Severity.ERROR)
_NO_BLUEPRINT = RuleInfo("unknown-blueprint", "spec", "a blueprint that does not exist", Severity.ERROR)


class RefusedTemplateError(InvalidInputError):
    """The template that a spec describes does not pass the checks, so it was not written."""


class Generated(Struct, frozen=True):
    """A template that was made.

    Attributes:
        folder: Where it is written, or would be.
        files: Every file by name, the lock file among them.
        composition: What was decided.
        target: The Coder release it is made for.
        differences: What writing changes, or would change, in the folder.
        diagnostics: Warnings and infos of the template's own check; it has no errors.
        sources: The files that the diagnostics point into.
    """

    folder: Path
    files: Mapping[str, bytes]
    composition: Composition
    target: Target
    differences: tuple[Difference, ...]
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, SourceFile]


def generate(
    spec_path: Path,
    folder: Path | None = None,
    *,
    coder: str | None = None,
    force: bool = False,
    write: bool = True,
    variant: str = "",
    catalog: Catalog | None = None,
) -> Generated:
    """Make the template that a spec describes.

    Args:
        spec_path: The spec.
        folder: Where the template goes; a folder beside the spec, named as the spec says, where absent.
        coder: The target, over the one in the spec.
        force: Replace files that were edited since, or that taskplate did not write.
        write: False leaves the disk as it is.
        variant: One of the spec's `targets`, where it has any.
        catalog: The catalog; where absent, what the configuration around the spec says (see `generator.app.catalogs`).

    Raises:
        InvalidInputError: The spec is wrong; holds every finding.
        RefusedTemplateError: The template it describes has errors; holds every finding in it.
        UsageError: A file or folder cannot be used.
        ToolError: taskplate is at fault.
    """
    spec = spec_for(spec_path, variant)
    wanted = [(spec, folder or spec_path.parent / spec.name, variant)]
    return _generated(wanted, spec_path, coder, catalog, force=force, write=write)[0]


def generate_all(
    spec_path: Path,
    folder: Path | None = None,
    *,
    coder: str | None = None,
    force: bool = False,
    write: bool = True,
    catalog: Catalog | None = None,
) -> list[Generated]:
    """Make the templates of all targets that a spec lists, or the one of a spec without any.

    Nothing is written before all of them are made. The arguments are those of `generate`; the folder is where the
    folders of several targets go, each named as its template.
    """
    specs = load_specs(spec_path, spec_path.as_posix())
    if folder is not None and "" in specs:
        wanted = [(specs[""], folder, "")]
    else:
        wanted = [(spec, (folder or spec_path.parent) / spec.name, variant) for variant, spec in specs.items()]
    return _generated(wanted, spec_path, coder, catalog, force=force, write=write)


def _generated(
    wanted: Sequence[tuple[TaskSpec, Path, str]],
    spec_path: Path,
    coder: str | None,
    catalog: Catalog | None,
    *,
    force: bool,
    write: bool,
) -> list[Generated]:
    """Makes the template of each spec, with its folder and target of the spec, before the first is written."""
    catalog = catalog or catalog_for(spec_path.parent)
    made = [_made(spec, spec_path, folder, coder, catalog, variant) for spec, folder, variant in wanted]
    for (spec, folder, _), each in zip(wanted, made, strict=True) if write else ():
        write_folder(folder, each.files, force=force, inputs=_inputs(spec, spec_path, folder))
    return made


def _made(
    spec: TaskSpec, spec_path: Path, folder: Path, coder: str | None, catalog: Catalog, variant: str
) -> Generated:
    target = target_of(catalog, coder or spec.coder)
    blueprint = blueprint_of(spec, spec_path.parent)
    composition = compose(spec, catalog, blueprint, target)
    files = render(composition, blueprint)
    sources = [SourceFile(name, data) for name, data in files.items()]
    template = template_from_sources([*sources, *_beside(folder, files)], ".", catalog.sources, modules_in=folder)
    _resolve(spec, composition, template)
    diagnostics = (*in_order(list(composition.remarks)), *_check(template, catalog, target, blueprint))
    shown = {**template.sources, spec.tree.source.path: spec.tree.source}
    lock = _lock(spec, composition, folder, spec_path, files, variant)
    written = as_checked_out(folder, {**files, LOCK_FILE: lock.text()})
    changes = tuple(differences(folder, written, read_lock(folder)))
    return Generated(folder, written, composition, target, changes, diagnostics, shown)


def spec_for(path: Path, variant: str) -> TaskSpec:
    """The spec in a file for one of its targets, or for none where it lists none."""
    specs = load_specs(path, path.as_posix())
    if variant not in specs:
        if not variant:
            raise UsageError(f"{path.as_posix()}: has targets; choose one of {', '.join(specs)}")
        known = [name for name in specs if name]
        there = f"There are: {', '.join(known)}." if known else "The spec lists none."
        raise UsageError(f"{path.as_posix()}: has no target `{variant}`.{did_you_mean(variant, known)} {there}")
    return specs[variant]


def blueprint_of(spec: TaskSpec, folder: Path) -> Blueprint:
    """The blueprint that a spec names; a path is one from the folder of the spec."""
    name = spec.blueprint
    if is_path(name):
        if not (folder / name / MANIFEST).is_file():
            raise _no_blueprint(spec, f"there is no blueprint `{name}`: the folder holds no `{MANIFEST}`")
        return load_own_blueprint(folder / name, (folder / name).as_posix())
    names = blueprint_names()
    if name not in names:
        raise _no_blueprint(
            spec, f"there is no blueprint `{name}`.{did_you_mean(name, names)} There are: {', '.join(names)}"
        )
    return load_blueprint(name)


def _no_blueprint(spec: TaskSpec, message: str) -> InvalidInputError:
    tree = spec.tree
    path = ("blueprint", "name") if ("blueprint", "name") in tree.values else ("blueprint",)
    return InvalidInputError([_NO_BLUEPRINT.at(tree.span(path), message)], {tree.source.path: tree.source})


def _beside(folder: Path, files: Mapping[str, bytes]) -> Iterator[SourceFile]:
    """The Terraform files of the target folder that are the user's own: Terraform reads them with ours."""
    try:
        entries = sorted(folder.iterdir())
    except OSError:  # not there yet, or the writer will say what is wrong with it
        return
    lock = read_lock(folder)
    ours = {*files, *(lock.files if lock is not None else ())}
    for path in entries:
        if is_terraform_file(path) and path.name not in ours:
            yield read_source(path, path.name)


def _resolve(spec: TaskSpec, composition: Composition, template: Template) -> None:
    """Refuse expressions of the spec that refer to what the template does not hold."""
    found = []
    for expression in composition.expressions:
        for traversal, address, known in undeclared(template, expression.parsed):
            message = f"the template has no `{address}`.{did_you_mean(address, known)}"
            place = spec.tree.offset_in_text(expression.path, str(traversal), 0)
            found.append(_UNRESOLVED.at(place, message))
    if found:
        source = spec.tree.source
        raise InvalidInputError(in_order(found), {source.path: source})


def _check(template: Template, catalog: Catalog, target: Target, blueprint: Blueprint) -> tuple[Diagnostic, ...]:
    """The template's own check: what is worth saying, once nothing in it is an error."""
    outcome = run(Context(template, catalog, target), select(), rule_names())
    if outcome.faults:
        fault = outcome.faults[0]
        raise ToolError(f"the rule `{fault.rule}` failed: {fault.reason}")
    if any(problem.refused for problem in template.problems):
        first = template.problems[0]
        position = template.sources[first.span.path].position(first.span.start)
        kind = UsageError if blueprint.own else ToolError
        what = f"the blueprint `{blueprint.name}` makes a file that does not parse"
        raise kind(f"{what}: {first.span.path}:{position}: {first.message}")
    if any(diagnostic.severity is Severity.ERROR for diagnostic in outcome.diagnostics):
        raise RefusedTemplateError(outcome.diagnostics, template.sources)
    return outcome.diagnostics


def _inputs(spec: TaskSpec, spec_path: Path, folder: Path) -> frozenset[str]:
    """The names in the target folder of what the template is made from: the spec, the setup script beside it."""
    if os.path.dirname(os.path.realpath(spec_path)) != os.path.realpath(folder):  # noqa: PTH120 - Path.resolve raises on a loop of links
        return frozenset()
    script = spec.tree.value.get("setup", {}).get("script_file", "")
    return frozenset({spec_path.name, script.split("/")[0]})


def _lock(
    spec: TaskSpec,
    composition: Composition,
    folder: Path,
    spec_path: Path,
    files: Mapping[str, bytes],
    variant: str,
) -> Lock:
    calls = [*composition.modules, *([composition.agent_module] if composition.agent_module is not None else [])]
    return Lock(
        taskplate=__version__,
        spec=os.path.relpath(os.path.realpath(spec_path), os.path.realpath(folder)).replace(os.sep, "/"),
        variant=variant,
        spec_digest=digest(spec.tree.source.data + (spec.setup.script or "").encode()),
        coder=composition.target,
        mechanism=composition.mechanism,
        blueprint=composition.blueprint,
        modules={call.source: call.version for call in calls},
        files={name: digest(data) for name, data in files.items()},
    )
