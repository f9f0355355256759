"""One SARIF report from those of several shards."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from generator.errors import UsageError
from generator.report.sarif_merge import merged_sarif
from generator.source.files import read_source

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_LIMIT = 512 * 1024 * 1024  # bytes; a report is no file of a template


def merge_reports(files: Sequence[Path]) -> str:
    """The report of all that the reports in some files tell.

    Raises:
        UsageError: A file cannot be read, or is no SARIF report of taskplate.
    """
    logs = []
    for file in files:
        try:
            log = json.loads(read_source(file, file.as_posix(), limit=_LIMIT).text)
            merged_sarif([log])
        except (ValueError, RecursionError):
            raise UsageError(f"{file}: is no SARIF report of taskplate") from None
        logs.append(log)
    return merged_sarif(logs)
