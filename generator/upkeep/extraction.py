"""The interface of one release of a module, read from the Terraform files of its tag."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.template.load import template_from_sources
from generator.template.module_interface import module_interface

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.catalog.interface import ModuleRelease
    from generator.catalog.versions import Release
    from generator.source.files import SourceFile


def read_release(release: Release, released: str, sources: Sequence[SourceFile]) -> ModuleRelease | str:
    """The interface of a release, or why it cannot be told: a file with a syntax error, or no file at all.

    Args:
        release: The release.
        released: The ISO date of its tag.
        sources: Its Terraform files by their paths in the module's folder; of folders below it those count that it
            calls as modules.
    """
    template = template_from_sources(sources, "")
    if not template.documents:
        return "it holds no Terraform files"
    for part in template.parts:
        if part.problems:
            problem = part.problems[0]
            at = part.sources[problem.span.path].position(problem.span.start)
            return f"{problem.span.path}:{at}: {problem.message}"
    return module_interface(template, release, released)
