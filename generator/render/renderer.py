"""Composition to files in memory: every file rendered, formatted, in a fixed order."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from traceback import walk_tb
from typing import TYPE_CHECKING

from jinja2 import TemplateError, TemplateSyntaxError

from generator import assets
from generator.blueprint.model import SHARED
from generator.errors import ToolError
from generator.hcl.format import format_hcl
from generator.render.environment import hcl_environment, markdown_environment, shell_environment

if TYPE_CHECKING:
    from generator.blueprint.model import Blueprint
    from generator.compose.composition import Composition

FileSet = dict[str, bytes]
"""File names, relative to the template's folder, and contents."""

_SUFFIX = ".j2"


def render(composition: Composition, blueprint: Blueprint) -> FileSet:
    """Render a composition with the files of its blueprint and those that all blueprints share.

    A file of the blueprint takes the place of a shared one of the same name; a file with nothing in it is left out.

    Raises:
        ToolError: A blueprint cannot be rendered; names the file and line.
    """
    values = {field.name: getattr(composition, field.name) for field in fields(composition)}
    shared = assets.blueprints() / SHARED
    folders = [blueprint.folder, shared / "files", shared / "scripts", assets.blueprints()]
    shell = shell_environment(folders)

    def script(name: str) -> str:
        return shell.get_template(f"{name}.sh{_SUFFIX}").render(values)

    environments = {".tf": hcl_environment(folders, script), ".md": markdown_environment(folders)}
    files: FileSet = {}
    for name in _file_names(blueprint.folder, shared / "files"):
        environment = environments[name[name.rindex(".") :]]
        try:
            text = environment.get_template(name + _SUFFIX).render(values)
        except TemplateError as error:
            place = _place(error) or f"file {name}{_SUFFIX}"
            raise ToolError(f"blueprint `{blueprint.name}`, {place}: {error}") from error
        if text.strip():
            data = (text.strip("\n") + "\n").encode()
            files[name] = format_hcl(data) if name.endswith(".tf") else data
    return files


def _place(error: TemplateError) -> str:
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
