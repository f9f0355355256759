"""Why Terraform refuses a call that reads a file of the template: there is none, or it is no template."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from generator.hcl.expressions import Opaque, calls, traversals
from generator.hcl.syntax import syntax_problem
from generator.hcl.tree import parse_template
from generator.hcl.unknown import UNKNOWN
from generator.source.files import SourceFile
from generator.template.folder_files import FileState
from generator.template.refused_steps import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.catalog.language import Language
    from generator.hcl.expressions import Expression, Traversal
    from generator.template.model import Template
    from generator.template.static_types import StaticTypes

_ALWAYS_READ_AS_TEXT = frozenset({"file", "templatefile"})
_NAME = r"[\w-]+"
_AT = 1000  # where the text of a file is said to begin, so that nothing lies before the first byte


def refused_file(
    template: Template, name: str, values: Sequence[object], language: Language, kinds: StaticTypes
) -> str | None:
    """Why a call of a function that reads a file is refused; None where it may be right.

    Args:
        template: Whose files it reads.
        name: The function.
        values: What its arguments are worth.
        language: The functions that a file may call.
        kinds: The kinds of the template's expressions.
    """
    path = values[0]
    if not isinstance(path, str):
        return None
    found = template.files.read(path)
    if found is FileState.FOLDER:
        return f"`{path}` is a folder, and `{name}` reads a file"
    if name == "fileexists" or found is FileState.UNKNOWN:
        return None
    if found is FileState.MISSING:
        return f"there is no file `{posixpath.normpath(path)}` in the template; paths begin in its folder"
    if name in _ALWAYS_READ_AS_TEXT and found is FileState.NO_TEXT:
        return f"`{path}` is no UTF-8 text, which `{name}` reads; `filebase64` reads anything"
    if name == "templatefile" and isinstance(found, str):
        return _refused_template(template, found, posixpath.normpath(path), values[1], language, kinds)
    return None


def _refused_template(
    template: Template, text: str, path: str, variables: object, language: Language, kinds: StaticTypes
) -> str | None:
    if ("${" not in text and "%{" not in text) or "\0" in text or text.startswith("\ufeff"):
        return None
    marker = "TEMPLATE"
    while marker in text:
        marker += "_"
    problem = syntax_problem(SourceFile(path, f"x = <<{marker}\n{text}\n{marker}\n".encode()))
    if problem is not None and problem.refused:
        return f"`{path}` is no template: {problem.message}"
    expression = parse_template(text, path, at=_AT)
    if problem is not None or isinstance(expression, Opaque) or variables is UNKNOWN:
        return None
    if not isinstance(variables, dict):
        return "`templatefile` takes a map of the names that the file uses"
    odd = next((each for each in variables if not re.fullmatch(_NAME, each) or each[0].isdigit()), None)
    if odd is not None:
        return f"`{odd}` is no name that a template can use"
    found = next(_inside(template, expression, variables, language, kinds), None)
    if found is None:
        return None
    return f"in line {SourceFile(path, text.encode()).line_of(found.span.start - _AT)} of `{path}`: {found.why}"


def _inside(
    template: Template, expression: Expression, variables: dict[str, object], language: Language, kinds: StaticTypes
) -> Iterator[Refusal]:
    """What in a template Terraform refuses when it is given some variables."""
    for used in traversals(expression):
        if used.root not in variables:
            yield Refusal(used.span, f"`{used.root}` is not given to the template")
    for call in calls(expression):
        if "::" not in call.name and call.name not in language.functions:
            yield Refusal(call.span, f"Terraform has no function `{call.name}`")

    from generator.template.refused_expressions import Refusals

    def names(traversal: Traversal) -> tuple[object, int]:
        return variables.get(traversal.root, UNKNOWN), 0

    yield from Refusals(template, language, kinds, names, frozenset(variables)).of(expression)
