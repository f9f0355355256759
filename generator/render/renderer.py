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
from generator.render.tokens import NO_ANSWERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.blueprint.model import Blueprint
    from generator.compose.composition import Composition
    from generator.render.tokens import Tokens

FileSet = dict[str, bytes]
"""Paths with forward slashes, relative to the template's folder, and contents."""

_SUFFIX = ".j2"
_SCRIPT = ".sh"  # rendered where a composition names it, into another file
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
    return Renderer(blueprint).render(composition)


class Renderer:
    """Renders compositions of one blueprint, whose files are read once."""

    def __init__(self, blueprint: Blueprint, tokens: Tokens = NO_ANSWERS) -> None:
        """Make the environments.

        Args:
            blueprint: What to render with.
            tokens: What stands for answers.
        """
        shared = assets.blueprints() / SHARED
        folders = [blueprint.folder, shared / "files", shared / "scripts", assets.blueprints()]
        self._blueprint = blueprint
        names = _file_names(blueprint.folder, shared / "files")
        self._names = [name for name in names if not name.endswith(_SCRIPT)]
        guarded = blueprint.folder if blueprint.own else None
        self._shell = shell_environment(folders, guarded)
        self._values: Mapping[str, object] = {}
        hcl, triggers = hcl_environment(folders, self._script, tokens, guarded), [shared / "triggers"]
        self._environments = {".tf": hcl, ".example": hcl, ".md": markdown_environment(folders, tokens, guarded)}
        self._forges = {"github": github_environment(triggers), "gitlab": gitlab_environment(triggers)}

    def render(self, composition: Composition) -> FileSet:
        """The files of a composition; see the function of this name."""
        self._values = values = asdict(composition)
        fault = UsageError if self._blueprint.own else ToolError
        for name in self._names:
            if name[name.rindex(".") :] not in self._environments:
                kinds = ", ".join(f"*{kind}{_SUFFIX}" for kind in (*self._environments, _SCRIPT))
                what = f"cannot render `{name}{_SUFFIX}`; its files are {kinds}"
                raise fault(f"blueprint `{self._blueprint.name}`: {what}")
        plan = [(name, self._environments[name[name.rindex(".") :]], name, values) for name in self._names]
        plan += [
            (t.file, self._forges[t.forge], f"{t.forge}.yml", {**values, "trigger": t}) for t in composition.triggers
        ]
        files: FileSet = {}
        for name, environment, template, given in plan:
            try:
                text = environment.get_template(template + _SUFFIX).render(given)
            except _FAULTS as error:
                place = _place(error) or f"file {template}{_SUFFIX}"
                raise fault(f"blueprint `{self._blueprint.name}`, {place}: {error}") from error
            if text.strip():
                data = (text.strip("\n") + "\n").encode()
                files[name] = data if name.endswith(_NO_HCL) else format_hcl(data)
        return files

    def _script(self, name: str) -> str:
        return self._shell.get_template(f"{name}.sh{_SUFFIX}").render(self._values)


def render_spec(**values: object) -> str:
    """A spec with comments, from what is to be said in it."""
    return spec_environment([assets.blueprints() / SHARED]).get_template(f"spec.yaml{_SUFFIX}").render(values)


def render_export_page(**values: object) -> str:
    """The page of an exported cookiecutter template."""
    return markdown_environment([assets.cookiecutter_parts()]).get_template(f"README.md{_SUFFIX}").render(values)


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
