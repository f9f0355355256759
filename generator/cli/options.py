"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable

_Command = TypeVar("_Command", bound="Callable[..., object]")

_OVER = "A catalog of your own over the built-in one. Default: that of the configuration."


def catalog_option(help_: str = _OVER) -> Callable[[_Command], _Command]:
    """`--catalog DIR`, handed over as `own_catalog`: a path, or None where it is not given."""
    return click.option("--catalog", "own_catalog", type=click.Path(path_type=Path), metavar="DIR", help=help_)
