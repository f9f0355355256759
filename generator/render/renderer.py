"""Composition to files in memory: every file rendered, formatted, in a fixed order."""

from __future__ import annotations

from pathlib import Path
from traceback import walk_tb
from typing import TYPE_CHECKING

from jinja2 import TemplateError, TemplateSyntaxError
from msgspec.structs import asdict

from generator import assets
from generator.blueprint.load import SHARED
from generator.errors import ToolError, UsageError
from generator.hcl.format import format_hcl
from generator.render.environment import (
    github_environment,
    gitlab_environment,
    hcl_environment,
    markdown_environment,
    shell_environment,
    spec_environment,
)

if TYPE_CHECKING:
    from generator.blueprint.model import Blueprint
    from generator.compose.composition import Composition

FileSet = dict[str, bytes]
"""Paths with forward slashes, relative to the template's folder, and contents."""

_SUFFIX = ".j2"
_NO_HCL = (".md", ".yml")
# What rendering raises when a template is wrong: Jinja's own errors, and those of the Python expressions in it.
_FAULTS = (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError, RecursionError)


def render(composition: Composition, blueprint: Blueprint) -> FileSet:
    """Render a composition with the files of its blueprint and those that all blueprints share.

    A file of the blueprint takes the place of a shared one of the same name; a file with nothing in it is left out.

    Raises:
        ToolError: A blueprint cannot be rendered; names the file and line.
        UsageError: Likewise, of a blueprint that is the user's own.
    """
    values = asdict(composition)
    shared = assets.blueprints() / SHARED
    folders = [blueprint.folder, shared / "files", shared / "scripts", assets.blueprints()]
    shell = shell_environment(folders)

    def script(name: str) -> str:
        return shell.get_template(f"{name}.sh{_SUFFIX}").render(values)

    hcl, triggers = hcl_environment(folders, script), [shared / "triggers"]
    environments = {".tf": hcl, ".example": hcl, ".md": markdown_environment(folders)}
    forges = {"github": github_environment(triggers), "gitlab": gitlab_environment(triggers)}
    files: FileSet = {}
    names = _file_names(blueprint.folder, shared / "files")
    plan = [(name, environments[name[name.rindex(".") :]], name, values) for name in names]
    plan += [(t.file, forges[t.forge], f"{t.forge}.yml", {**values, "trigger": t}) for t in composition.triggers]
    for name, environment, template, given in plan:
        try:
            text = environment.get_template(template + _SUFFIX).render(given)
        except _FAULTS as error:
            place = _place(error) or f"file {template}{_SUFFIX}"
            fault = UsageError if blueprint.own else ToolError
            raise fault(f"blueprint `{blueprint.name}`, {place}: {error}") from error
        if text.strip():
            data = (text.strip("\n") + "\n").encode()
            files[name] = data if name.endswith(_NO_HCL) else format_hcl(data)
    return files


def render_spec(**values: object) -> str:
    """A spec with comments, from what is to be said in it."""
    return spec_environment([assets.blueprints() / SHARED]).get_template(f"spec.yaml{_SUFFIX}").render(values)


def render_partial(name: str, **values: object) -> str:
    """A part that blueprints share (`task_data.tf`), as HCL text without a line end; `values` are what it names."""
    environment = hcl_environment([assets.blueprints() / SHARED / "partials"], str)
    text = environment.get_template(name + _SUFFIX).render(values)
    return format_hcl((text.strip("\n") + "\n").encode()).decode().rstrip("\n")


def _place(error: Exception) -> str:
    """File and line of the template that failed; empty where they are not told.

    Jinja makes the traceback of a failed rendering show the lines of the templates.
    """
    if isinstance(error, TemplateSyntaxError):
        return f"file {error.name}, line {error.lineno}"
    places = [(Path(frame.f_code.co_filename).name, line) for frame, line in walk_tb(error.__traceback__)]
    return next((f"file {name}, line {line}" for name, line in reversed(places) if name.endswith(_SUFFIX)), "")


def _file_names(*folders: Path) -> list[str]:
    """The names of the files to write, `main.tf` first, each once."""
    names = {path.name.removesuffix(_SUFFIX) for folder in folders for path in folder.glob(f"*.*{_SUFFIX}")}
    return sorted(names, key=lambda name: (name != "main.tf", name))
