"""The YAML that taskplate itself writes or ships: read fast and without positions, for no user errs in it."""

from __future__ import annotations

import contextlib
import json
import re
from pathlib import Path
from typing import Any

from msgspec.json import decode

from generator.errors import ToolError

# What stands in JSON strings as it is but not in YAML ones: what YAML refuses, or folds as a line break.
_UNPRINTABLE = "[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]"
_SURROGATES = "[\ud800-\udfff]"


def yaml_text(text: str) -> str:
    """Text as a double-quoted YAML scalar on one line; what of it is no Unicode becomes U+FFFD."""
    if text.isprintable():
        return json.dumps(text, ensure_ascii=False)
    quoted = json.dumps(re.sub(_SURROGATES, "\ufffd", text), ensure_ascii=False)
    return re.sub(_UNPRINTABLE, lambda match: f"\\u{ord(match.group()):04x}", quoted)


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
