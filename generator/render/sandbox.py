"""What a blueprint may do while it is rendered: it reads no file outside of its folder, and makes no endless text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from jinja2 import FileSystemLoader, TemplateError
from jinja2.exceptions import SecurityError
from jinja2.loaders import split_template_path
from jinja2.sandbox import ImmutableSandboxedEnvironment

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from jinja2 import Environment
    from jinja2.runtime import Context

MAX_LENGTH = 1_000_000
"""The most items or characters that an operator may make, and the most bits of a number."""

_SIZED = (str, bytes, list, tuple)
_WIDE = re.compile(r"%[^a-zA-Z%]*(?:\*|[0-9]{5,})")  # a format that takes its width from elsewhere, or a wide one


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, in which operators make nothing that does not fit into memory."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """The result of an operator, if it is of a size that a template may have."""
        if _result_size(operator, left, right) > MAX_LENGTH:
            raise SecurityError(f"`{operator}` makes more than {MAX_LENGTH:,} characters here")
        return super().call_binop(context, operator, left, right)


class Folders(FileSystemLoader):
    """Loads templates from folders; from one that is guarded, none that is a link to what is outside of it."""

    def __init__(self, folders: Sequence[Path], guarded: Path | None = None) -> None:
        super().__init__(folders)
        self._guarded = guarded

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """The text of a template, its file, and whether that is still the same."""
        if self._guarded is not None:
            path = self._guarded.joinpath(*split_template_path(template))
            if path.is_file() and leads_out(path, self._guarded):
                raise TemplateError(f"`{template}` is a link that leads out of the blueprint's folder")
        return super().get_source(environment, template)


def leads_out(path: Path, folder: Path) -> bool:
    """True when a path below a folder is, by a link on the way, one that is not."""
    return not path.resolve().is_relative_to(folder.resolve())


def _result_size(operator: str, left: Any, right: Any) -> int:
    match operator:
        case "*" if isinstance(left, _SIZED) and isinstance(right, int):
            return len(left) * right
        case "*" if isinstance(right, _SIZED) and isinstance(left, int):
            return len(right) * left
        case "**" if isinstance(left, int) and isinstance(right, int):
            return left.bit_length() * right
        case "%" if isinstance(left, str) and _WIDE.search(left):
            return MAX_LENGTH + 1
        case _:
            return 0
