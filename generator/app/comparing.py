"""Compares two versions of a template: what existing workspaces will hit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from generator.app.catalogs import catalog_for
from generator.check.comparison import compare_templates
from generator.errors import NothingToCheckError
from generator.template.load import is_template_folder, load_template

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from generator.catalog.catalog import Catalog
    from generator.diagnostics import Diagnostic
    from generator.source.files import SourceFile


class Compared(Struct, frozen=True):
    """What a comparison found; the findings point into the files of both versions."""

    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, SourceFile]
    complete: bool


def compare(old: Path, new: Path, *, catalog: Catalog | None = None) -> Compared:
    """What workspaces made from the template in `old` will hit when they are updated to the one in `new`.

    Without a catalog the configuration around `new` says which one holds.

    `complete` is False when a file of either version could not be read, and nothing was compared.

    Raises:
        UsageError: A folder or a file in it cannot be read.
        NothingToCheckError: A folder holds no template.
    """
    for folder in (old, new):
        if not is_template_folder(folder):
            raise NothingToCheckError(f"{folder}: holds no Terraform files")
    catalog = catalog or catalog_for(new)
    before, after = (load_template(folder, folder.as_posix(), catalog.sources) for folder in (old, new))
    found = compare_templates(before, after, catalog)
    return Compared(found, {**before.sources, **after.sources}, complete=not (before.opaque or after.opaque))
