"""The YAML that taskplate itself writes or ships: read fast and without positions, for no user errs in it."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

from msgspec.json import decode

from generator.errors import ToolError


def parse_data(data: bytes) -> Any:
    """Reads YAML that taskplate wrote itself, such as a lock file.

    Returns:
        The document as plain Python data; None when there is nothing in it.

    Raises:
        ValueError: When it is not YAML.
    """
    import yaml  # late: a check of a template whose data comes as JSON does without it

    try:
        from yaml import CSafeLoader as Loader
    except ImportError:  # PyYAML built without libyaml; about ten times slower, otherwise the same
        from yaml import SafeLoader as Loader  # type: ignore[assignment]
    try:
        return yaml.load(data, Loader=Loader)
    except (yaml.YAMLError, RecursionError) as error:
        raise ValueError(" ".join(str(error).split())) from error


def load_data(path: Path) -> Any:
    """Reads one of taskplate's own data files, from the JSON beside it where the wheel brings that.

    Args:
        path: A UTF-8 YAML file with a single document.

    Returns:
        The document as plain Python data; None when the file is empty.

    Raises:
        ToolError: When the file cannot be read or is not YAML; the message names the file.
    """
    try:
        with contextlib.suppress(FileNotFoundError):
            return decode(Path(f"{path}.json").read_bytes())
        return parse_data(path.read_bytes())
    except (OSError, ValueError) as error:
        raise ToolError(
            f"taskplate's own data file `{path}` cannot be read: {error}", hint="Install taskplate again."
        ) from error
