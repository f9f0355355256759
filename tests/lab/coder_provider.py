"""The real coder provider, built with Go into a cache that is laid out as a filesystem mirror."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from generator.terraform.stub_provider import target

if TYPE_CHECKING:
    from collections.abc import Iterator

RELEASES = {
    "2.8.0": "`coder_ai_task` still requires `sidebar_app` (2.7.0 to 2.11.0), as templates with AI Prompt expect",
    "2.13.1": "the first line with `data.coder_task`; what Coder 2.29 to 2.31 link",
    "2.18.0": "what Coder 2.34, the extended-support release, links",
}
"""The releases that the tests use, each with its reason."""

_MODULE = "github.com/coder/terraform-provider-coder/v2"
_ADDRESS = "registry.terraform.io/coder/coder"
_BUILD_TIMEOUT = 280.0


class UnavailableError(Exception):
    """The provider cannot be had on this machine; the message says why, and reads as the reason of a skip."""


def cache_folder() -> Path:
    """Where built providers stay: `$TASKPLATE_TEST_CACHE`, or `~/.cache/taskplate-tests`."""
    given = os.environ.get("TASKPLATE_TEST_CACHE")
    return Path(given) if given else Path.home() / ".cache" / "taskplate-tests"


def build(version: str, cache: Path) -> Path:
    """Builds one release into `cache`, unless it is there; safe for several processes at once.

    Returns:
        The folder that holds the executable, where a filesystem mirror has it.

    Raises:
        UnavailableError: There is no Go, or the module cannot be downloaded or built.
    """
    folder = cache / "mirror" / _ADDRESS / version / target()
    executable = folder / f"terraform-provider-coder_v{version}"
    if executable.exists():
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    with _locked(cache / f"coder-{version}.lock"):
        if not executable.exists():
            with tempfile.TemporaryDirectory(dir=cache, prefix="build-") as scratch:
                built = _install(version, Path(scratch))
                folder.mkdir(parents=True, exist_ok=True)
                built.rename(executable)
    return folder


def link(version: str, cache: Path, mirror: Path) -> None:
    """Puts a release that `build` left in `cache` into another mirror."""
    folder = mirror / _ADDRESS / version
    folder.mkdir(parents=True, exist_ok=True)
    (folder / target()).symlink_to(cache / "mirror" / _ADDRESS / version / target(), target_is_directory=True)


def _install(version: str, scratch: Path) -> Path:
    go = shutil.which("go")
    if go is None:
        raise UnavailableError("the coder provider is built with Go, and there is no `go` on PATH")
    try:
        done = subprocess.run(
            [go, "install", f"{_MODULE}@v{version}"],
            env={**os.environ, "GOBIN": str(scratch), "CGO_ENABLED": "0"},
            cwd=scratch,
            capture_output=True,
            text=True,
            timeout=_BUILD_TIMEOUT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UnavailableError(f"the coder provider {version} did not build in {_BUILD_TIMEOUT:g} seconds") from None
    if done.returncode != 0:
        raise UnavailableError(f"`go install` of the coder provider {version} failed: {done.stderr.strip()[-500:]}")
    return scratch / "terraform-provider-coder"


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # released with the file, however the process ends
        yield
