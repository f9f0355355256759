"""What every test has: an environment without the developer's settings, and on request the Terraform lab."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from generator import assets
from generator.errors import UsageError
from generator.terraform.engine import find_engine, library_engine
from tests.lab import coder_provider
from tests.lab.lab import Lab, opened

if TYPE_CHECKING:
    from collections.abc import Iterator

_SCRUBBED = ("CODER_", "TF_", "TASKPLATE_", "XDG_", "NO_COLOR", "FORCE_COLOR")


def _go_folders() -> dict[str, str]:
    """Where Go keeps its settings, modules and builds, which HOME decides unless they are set."""
    home = Path.home()
    config = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
    cache = Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache")
    path = os.environ.get("GOPATH") or str(home / "go")
    return {
        "GOENV": os.environ.get("GOENV") or str(config / "go" / "env"),
        "GOPATH": path,
        "GOMODCACHE": os.environ.get("GOMODCACHE") or str(Path(path.split(os.pathsep)[0]) / "pkg" / "mod"),
        "GOCACHE": os.environ.get("GOCACHE") or str(cache / "go-build"),
    }


# How long an example takes says nothing on a shared machine; what hangs meets the time limit of its test.
settings.register_profile("taskplate", deadline=None)
settings.load_profile("taskplate")


@pytest.fixture(scope="session")
def _home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder without settings."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def _isolated(monkeypatch: pytest.MonkeyPatch, _home: Path) -> None:
    """Hides the developer's settings from the test; Go alone still finds its caches."""
    for name, value in _go_folders().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("HOME", str(_home))
    for name in os.environ:
        if name.startswith(_SCRUBBED):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Real Terraform with the real coder provider; skips where Terraform or Go is missing."""
    try:
        engine = find_engine()
    except UsageError as error:
        pytest.skip(error.message)
    if engine.name == "tofu":
        engine = library_engine()  # OpenTofu looks for providers under a host of its own, which the mirrors have not
    with opened(
        engine,
        tmp_path_factory.mktemp("lab"),
        schemas=assets.schemas() / "providers",
        interfaces=assets.modules_catalog() / "interfaces",
        cache=coder_provider.cache_folder(),
    ) as lab:
        yield lab
