"""Many folders: which of them this run takes, and several processes that share the work."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct

from generator.app.catalogs import Catalogs
from generator.app.folder_check import CheckedFolder, FolderJob, check_folder
from generator.errors import ToolError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

FEW_FOLDERS = 8
"""Below this many folders, starting processes takes longer than they save."""

_START = "spawn"  # never a fork: pygohcl brings Go's runtime, whose threads do not outlive one, and the copy hangs
_SAFE_PATH = "PYTHONSAFEPATH"
_CHUNKS_EACH = 8  # so that a process that is done early takes work off the others


class Shard(Struct, frozen=True):
    """One of several equal parts of the work: `index` from 1 to `count`."""

    index: int
    count: int

    @classmethod
    def parse(cls, text: str) -> Shard:
        """A shard from text like `2/5`.

        Raises:
            UsageError: It is no such text.
        """
        index, slash, count = text.partition("/")
        if not (slash and index.isascii() and count.isascii() and index.isdigit() and count.isdigit()):
            raise UsageError(f"`{text}` is no shard; write 2/5 for the second of five")
        if not 1 <= int(index) <= int(count):
            raise UsageError(f"`{text}` is no shard: the first number goes from 1 to the second")
        return cls(int(index), int(count))

    def of(self, folders: Sequence[Path]) -> list[Path]:
        """Every `count`-th folder by order of name: the shards together are all folders, each once."""
        return sorted(folders, key=lambda folder: folder.as_posix())[self.index - 1 :: self.count]


def usual_jobs(folders: int) -> int:
    """How many processes serve so many folders: one where they are few, else one for each core that we may use."""
    if folders < FEW_FOLDERS:
        return 1
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def check_folders(jobs: Sequence[FolderJob], catalogs: Catalogs, processes: int) -> Iterator[CheckedFolder]:
    """Check folders, each against the catalog that its settings choose; what came of them, in their order.

    Raises:
        UsageError: As `check_folder`; of several that of the first folder.
        ToolError: A process was killed.
    """
    processes = min(processes, len(jobs))
    if processes <= 1:
        for job in jobs:
            yield check_folder(job, catalogs.of(job.settings.catalog))
        return
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    size = max(1, len(jobs) // (processes * _CHUNKS_EACH))
    try:
        settled = (os.environ.get(_SAFE_PATH),)
        context = multiprocessing.get_context(_START)
        with (
            _safe_path(),
            ProcessPoolExecutor(processes, mp_context=context, initializer=_set_safe_path, initargs=settled) as pool,
        ):
            try:
                yield from pool.map(_check_in_worker, jobs, chunksize=size)
            finally:
                pool.shutdown(wait=True, cancel_futures=True)
    except BrokenProcessPool:
        raise ToolError("a process that checked templates was killed", hint="Try --jobs 1.") from None


@contextmanager
def _safe_path() -> Iterator[None]:
    """Keeps the processes that are started meanwhile from importing what lies in the current folder.

    Python looks there first for the modules by which a process begins, and the folder may be of anybody's making.
    """
    before = os.environ.get(_SAFE_PATH)
    os.environ[_SAFE_PATH] = "1"
    try:
        yield
    finally:
        _set_safe_path(before)


def _set_safe_path(value: str | None) -> None:
    """Undo it: the programs that a process starts then, such as a template's own under Terraform, are not concerned."""
    if value is None:
        os.environ.pop(_SAFE_PATH, None)
    else:
        os.environ[_SAFE_PATH] = value


@cache
def _catalogs() -> Catalogs:
    """The catalogs, each once in each process."""
    return Catalogs()


def _check_in_worker(job: FolderJob) -> CheckedFolder:
    return check_folder(job, _catalogs().of(job.settings.catalog))
