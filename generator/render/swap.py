"""Puts a new folder in the place of an old one in one step, where the system can."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2  # linux/fs.h
_RENAME_SWAP = 2  # macOS sys/stdio.h
_UNSUPPORTED = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP})


def swap_folders(new: Path, target: Path) -> None:
    """Put `new` where `target` is; what was there lies at `new` afterwards, for the caller to remove.

    On Linux and macOS the two change places in one system call. Elsewhere, and on file systems that cannot, the old
    folder is moved aside first; a run killed between the two renames leaves it beside the target, whole.

    Raises:
        OSError: The system refused; the target is as it was.
    """
    if not target.exists():
        new.rename(target)
        return
    if _exchange(os.fsencode(new), os.fsencode(target)):
        return
    aside = new.with_name(new.name + ".old")
    target.rename(aside)
    try:
        new.rename(target)
    except OSError:
        aside.rename(target)
        raise
    aside.rename(new)


def _exchange(one: bytes, other: bytes) -> bool:
    """Exchange two paths in one step; False where the system has no such call.

    Raises:
        OSError: The system has the call and it failed.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if sys.platform == "linux" and hasattr(libc, "renameat2"):
        result = libc.renameat2(_AT_FDCWD, one, _AT_FDCWD, other, _RENAME_EXCHANGE)
    elif sys.platform == "darwin" and hasattr(libc, "renamex_np"):
        result = libc.renamex_np(one, other, _RENAME_SWAP)
    else:
        return False
    if result == 0:
        return True
    code = ctypes.get_errno()
    if code in _UNSUPPORTED:
        return False
    raise OSError(code, os.strerror(code))
