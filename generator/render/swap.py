"""Puts a new folder or file in the place of an old one in one step, where the system can."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from pathlib import Path

from generator.errors import UsageError

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


def replace_file(path: Path, data: bytes) -> None:
    """Put new content into a file in one step; an old one's permissions stay, a new one gets the usual ones.

    Raises:
        UsageError: The file cannot be written; it is as it was.
    """
    import tempfile

    try:
        mode = path.stat().st_mode & 0o7777 if path.exists() else 0o666 & ~usual_mask()
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            temporary.chmod(mode)
            temporary.replace(path.resolve())
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror or error}") from None


def usual_mask() -> int:
    """The process's umask; reading it means setting it for a moment."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
