"""Composition to files in memory: every file rendered, formatted, in a fixed order."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from jinja2 import TemplateError

from generator import assets
from generator.blueprint.model import SHARED
from generator.errors import ToolError
from generator.hcl.format import format_hcl
from generator.render.environment import hcl_environment, markdown_environment, shell_environment

if TYPE_CHECKING:
    from pathlib import Path

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
            line = f", line {error.lineno}" if hasattr(error, "lineno") else ""
            raise ToolError(f"blueprint `{blueprint.name}`, file {name}{_SUFFIX}{line}: {error}") from error
        if text.strip():
            data = (text.strip("\n") + "\n").encode()
            files[name] = format_hcl(data) if name.endswith(".tf") else data
    return files


def _file_names(*folders: Path) -> list[str]:
    """The names of the files to write, `main.tf` first, each once."""
    names = {path.name.removesuffix(_SUFFIX) for folder in folders for path in folder.glob(f"*.*{_SUFFIX}")}
    return sorted(names, key=lambda name: (name != "main.tf", name))
