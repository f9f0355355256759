"""The main job: a spec becomes a folder that is rendered, formatted, checked and written, or nothing is."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator import __version__
from generator.app.targets import target_of
from generator.blueprint.model import blueprint_names, load_blueprint
from generator.catalog.catalog import Catalog
from generator.check.registry import rule_names, select
from generator.check.rule import Context
from generator.check.runner import run
from generator.compose.compose import compose
from generator.diagnostics import Diagnostic, RuleInfo, Severity, in_order
from generator.errors import ToolError
from generator.render.lock import LOCK_FILE, Lock, digest, read_lock
from generator.render.renderer import render
from generator.render.writer import Difference, differences, write_folder
from generator.source.files import SourceFile
from generator.source.near import did_you_mean
from generator.source.problems import InvalidInputError
from generator.spec.load import load_spec
from generator.template.load import template_from_sources
from generator.template.symbols import undeclared

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from generator.blueprint.model import Blueprint
    from generator.catalog.coder import Target
    from generator.compose.composition import Composition
    from generator.spec.model import TaskSpec
    from generator.template.model import Template

_UNRESOLVED = RuleInfo("unresolved-expression", "spec", "an expression refers to what is not there", Severity.ERROR)
_NO_BLUEPRINT = RuleInfo("unknown-blueprint", "spec", "a blueprint that does not exist", Severity.ERROR)


class RefusedTemplateError(InvalidInputError):
    """The template that a spec describes does not pass the checks, so it was not written."""


@dataclass(frozen=True)
class Generated:
    """A template that was made.

    Attributes:
        folder: Where it is written, or would be.
        files: Every file by name, the lock file among them.
        composition: What was decided.
        differences: What writing changes, or would change, in the folder.
        diagnostics: Warnings and infos of the template's own check; it has no errors.
        sources: The files that the diagnostics point into.
    """

    folder: Path
    files: Mapping[str, bytes]
    composition: Composition
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
    catalog: Catalog | None = None,
) -> Generated:
    """Make the template that a spec describes.

    Args:
        spec_path: The spec.
        folder: Where the template goes; a folder beside the spec, named as the spec says, where absent.
        coder: The target, over the one in the spec.
        force: Replace files that were edited since, or that taskplate did not write.
        write: False leaves the disk as it is.
        catalog: The catalog; the built-in one where absent.

    Raises:
        InvalidInputError: The spec is wrong; holds every finding.
        RefusedTemplateError: The template it describes has errors; holds every finding in it.
        UsageError: A file or folder cannot be used.
        ToolError: taskplate is at fault.
    """
    catalog = catalog or Catalog()
    spec = load_spec(spec_path, spec_path.as_posix())
    target = target_of(catalog, coder or spec.coder)
    blueprint = _blueprint(spec)
    composition = compose(spec, catalog, blueprint, target)
    folder = folder or spec_path.parent / spec.name
    files = render(composition, blueprint)
    template = template_from_sources([SourceFile(name, data) for name, data in files.items()], ".")
    _resolve(spec, composition, template)
    diagnostics = _check(template, catalog, target)
    written = dict(files)
    written[LOCK_FILE] = _lock(spec, composition, folder, spec_path, files).text()
    changes = tuple(differences(folder, written, read_lock(folder)))
    if write:
        write_folder(folder, written, force=force, inputs=_inputs(spec, spec_path, folder))
    return Generated(folder, written, composition, changes, diagnostics, template.sources)


def _blueprint(spec: TaskSpec) -> Blueprint:
    names = blueprint_names()
    if spec.blueprint not in names:
        tree = spec.tree
        path = ("blueprint", "name") if ("blueprint", "name") in tree.values else ("blueprint",)
        near = did_you_mean(spec.blueprint, names)
        message = f"there is no blueprint `{spec.blueprint}`.{near} There are: {', '.join(names)}"
        raise InvalidInputError([_NO_BLUEPRINT.at(tree.span(path), message)], {tree.source.path: tree.source})
    return load_blueprint(spec.blueprint)


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


def _check(template: Template, catalog: Catalog, target: Target) -> tuple[Diagnostic, ...]:
    """The template's own check: what is worth saying, once nothing in it is an error."""
    outcome = run(Context(template, catalog, target), select(), rule_names())
    if outcome.faults:
        fault = outcome.faults[0]
        raise ToolError(f"the rule `{fault.rule}` failed: {fault.reason}")
    if any(problem.refused for problem in template.problems):
        first = template.problems[0]
        position = template.sources[first.span.path].position(first.span.start)
        raise ToolError(f"taskplate rendered a file that does not parse: {first.span.path}:{position}: {first.message}")
    if any(diagnostic.severity is Severity.ERROR for diagnostic in outcome.diagnostics):
        raise RefusedTemplateError(outcome.diagnostics, template.sources)
    return outcome.diagnostics


def _inputs(spec: TaskSpec, spec_path: Path, folder: Path) -> frozenset[str]:
    """The names in the target folder of what the template is made from: the spec, the setup script beside it."""
    if os.path.dirname(os.path.realpath(spec_path)) != os.path.realpath(folder):  # noqa: PTH120 - Path.resolve raises on a loop of links
        return frozenset()
    script = spec.tree.value.get("setup", {}).get("script_file", "")
    return frozenset({spec_path.name, script.split("/")[0]})


def _lock(spec: TaskSpec, composition: Composition, folder: Path, spec_path: Path, files: Mapping[str, bytes]) -> Lock:
    calls = [*composition.modules, *([composition.agent_module] if composition.agent_module is not None else [])]
    return Lock(
        taskplate=__version__,
        spec=os.path.relpath(os.path.realpath(spec_path), os.path.realpath(folder)).replace(os.sep, "/"),
        spec_digest=digest(spec.tree.source.data + (spec.setup.script or "").encode()),
        coder=composition.target,
        mechanism=composition.mechanism,
        blueprint=composition.blueprint,
        modules={call.source: call.version for call in calls},
        files={name: digest(data) for name, data in files.items()},
    )
