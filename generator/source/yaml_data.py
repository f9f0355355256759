"""Reads the YAML files that taskplate ships: fast, and without positions, for no user makes mistakes in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from generator.errors import ToolError

if TYPE_CHECKING:
    from pathlib import Path

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # PyYAML built without libyaml; about ten times slower, otherwise the same
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]


def load_data(path: Path) -> Any:
    """Reads one of taskplate's own data files.

    Args:
        path: A UTF-8 YAML file with a single document.

    Returns:
        The document as plain Python data; None when the file is empty.

    Raises:
        ToolError: When the file cannot be read or is not YAML; the message names the file.
    """
    try:
        return yaml.load(path.read_bytes(), Loader=_Loader)
    except (OSError, yaml.YAMLError) as error:
        detail = " ".join(str(error).split())
        raise ToolError(
            f"taskplate's own data file `{path}` cannot be read: {detail}", hint="Install taskplate again."
        ) from error
