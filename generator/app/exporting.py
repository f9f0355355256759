"""`taskplate export-cookiecutter`: a spec becomes a cookiecutter template that needs no taskplate."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from generator import assets
from generator.app.catalogs import catalog_for
from generator.app.free_choices import Workshop
from generator.app.generation import blueprint_of, generate, spec_for
from generator.app.reference import schema
from generator.compose.choices import DESCRIPTION, DISPLAY_NAME, NAME, spoken
from generator.errors import UsageError
from generator.render.renderer import render_export_page
from generator.render.writer import write_changes, write_folder
from generator.scaffold.questions import Question, cookiecutter_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.app.free_choices import Free
    from generator.app.generation import Generated
    from generator.catalog.catalog import Catalog
    from generator.compose.choices import Fixed

_PARTS = ("taskplate_stamp.py",)
_EXTENSION = "taskplate_stamp.Stamp"
_FOLDER = "folder(cookiecutter)"  # of taskplate_stamp.py
_BOUNDS = (("minimum", "min"), ("maximum", "max"))
# What means to Python, which looks at answers, what it means to Coder (RE2); of other patterns nothing is said there.
_SAME_IN_PYTHON = re.compile(
    r"""(?: [^\\(\[{] | \\[dDwW.^$|()\[\]{}*+?/\\-] | \((?:\?:|(?!\?)) | \{[0-9]+(?:,[0-9]*)?\}
    | \[\^?(?:[^\\\[\]&~|-]-[^\\\[\]&~|-] | [^\\\[\]&~|-] | \\[dDwW.^$|()\[\]{}*+?/\\-])+-?\] )*""",
    re.VERBOSE,
)


class Exported(Struct, frozen=True):
    """A cookiecutter template that was made.

    Attributes:
        folder: Where it is written, or would be.
        files: Every file by its path.
        questions: What it asks.
        fixed: What of the spec it does not ask for, and why.
        made: The template that comes of it where nobody answers; it is not written.
    """

    folder: Path
    files: Mapping[str, bytes]
    questions: tuple[Question, ...]
    fixed: tuple[Fixed, ...]
    made: Generated


def export_cookiecutter(
    spec_path: Path,
    folder: Path | None = None,
    *,
    coder: str | None = None,
    force: bool = False,
    write: bool = True,
    variant: str = "",
    catalog: Catalog | None = None,
) -> Exported:
    """Make a cookiecutter template of a spec.

    Args:
        spec_path: The spec.
        folder: Where the template goes; `cookiecutter-<name>` beside the spec where absent.
        coder: The target, over the one in the spec; it decides what the template holds, so nobody is asked for it.
        force: Replace what is in the folder.
        write: False leaves the disk as it is.
        variant: One of the spec's `targets`, where it has any.
        catalog: The catalog; where absent, what the configuration around the spec says.

    Raises:
        InvalidInputError: The spec is wrong; holds every finding.
        RefusedTemplateError: The template it describes has errors; holds every finding in it.
        UsageError: A file or folder cannot be used, or a blueprint of the user's own is none for this.
        ToolError: taskplate is at fault.
    """
    catalog = catalog or catalog_for(spec_path.parent)
    with tempfile.TemporaryDirectory() as nowhere:  # what a user has beside a template is not exported
        made = generate(spec_path, Path(nowhere), coder=coder, write=False, variant=variant, catalog=catalog)
    spec = spec_for(spec_path, variant)
    workshop = Workshop(spec, catalog, blueprint_of(spec, spec_path.parent), made.target)
    free, fixed = workshop.free()
    questions = tuple(map(_question, free))
    project = workshop.marks.around(_FOLDER)
    page = render_export_page(
        display_name=made.composition.display_name,
        target=made.composition.target,
        questions=[(question, each.derived) for question, each in zip(questions, free, strict=True)],
        start=workshop.marks.start,
    )
    files = {
        "README.md": page.encode(),
        "cookiecutter.json": cookiecutter_json(questions, _EXTENSION, workshop.marks.settings()).encode(),
        "taskplate_escapes.py": assets.escapes().read_bytes(),
        **{part: (assets.cookiecutter_parts() / part).read_bytes() for part in _PARTS},
        **{f"{project}/{name}": text.encode() for name, text in workshop.template(free).items()},
    }
    folder = folder or spec_path.parent / f"cookiecutter-{spec.name}"
    if write:
        _write(folder, files, project, force=force)
    return Exported(folder, files, questions, tuple(fixed), made)


def _question(free: Free) -> Question:
    choice = free.choice
    text = f"{choice.title}: {choice.about}" if choice.about else choice.title
    first = sorted(choice.values, key=lambda named: named[0] != choice.value)
    choices = [(str(spoken(value)), _label(str(spoken(value)), name)) for value, name in first]
    return Question(choice.key, text, free.default, choices, dict(_check(free)))


def _label(value: str, name: str) -> str:
    return value if name == value else f"{value} ({name})"


def _check(free: Free) -> Iterator[tuple[str, Any]]:
    """What an answer must be, by keywords of JSON Schema: what the spec's own schema says, and Coder."""
    choice = free.choice
    match choice.value:
        case bool():
            yield "type", "boolean"
        case str():
            yield "type", "string"
        case _:
            yield "type", "number"
            yield from ((key, choice.limits[short]) for key, short in _BOUNDS if short in choice.limits)
    if choice.values:
        yield "enum", [spoken(value) for value, _ in choice.values]
    elif isinstance(choice.value, str) and not free.may_be_empty:
        yield "minLength", 1
    if free.derived:
        yield "default", free.default
    if choice.key in {NAME, DISPLAY_NAME, DESCRIPTION}:
        known = json.loads(schema("task-template"))["properties"][choice.key]
        yield from ((key, value) for key, value in known.items() if key not in {"type", "description", "minLength"})
    if _SAME_IN_PYTHON.fullmatch(str(choice.limits.get("regex", "["))):
        yield "x-regex", choice.limits["regex"]
        yield "x-error", choice.limits["error"]


def _write(folder: Path, files: Mapping[str, bytes], project: str, *, force: bool) -> None:
    """Write the template, all of it or nothing.

    Raises:
        UsageError: The folder holds other files, or cannot be written.
    """
    if not force and folder.is_dir() and any(not entry.name.startswith(".") for entry in folder.iterdir()):
        hint = "Choose another folder with -o, or replace what is in the way with --force."
        raise UsageError(f"{folder}: is there already", hint=hint)
    if not folder.is_dir():
        write_folder(folder, files, force=False)
        return
    old = folder / project
    gone = [path for path in old.rglob("*") if path.is_file() or path.is_symlink()] if old.is_dir() else []
    stale = {path.relative_to(folder).as_posix() for path in gone} - files.keys()
    write_changes(folder, {**files, **dict.fromkeys(stale)})
