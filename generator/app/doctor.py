"""`taskplate doctor`: whether what taskplate works with is there, and what is not possible without it."""

from __future__ import annotations

import platform
import shutil
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

from msgspec import Struct

from generator import __version__
from generator.app.catalogs import choice_for
from generator.app.config import ConfigFinder
from generator.catalog.catalog import Catalog
from generator.errors import TaskplateError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_STUBS = ("grpc", "msgpack", "tf", "cryptography")
"""What `--deep` needs besides a Terraform: the extra `terraform` brings it."""


class Check(Struct, frozen=True):
    """One thing that was looked at.

    Attributes:
        subject: What it is.
        state: `ok`, `missing` (something is not possible) or `wrong` (taskplate does not work).
        found: What was found.
        remedy: What to do; empty where nothing has to be done.
    """

    subject: str
    state: str
    found: str
    remedy: str = ""


def examine(folder: Path) -> list[Check]:
    """What there is, as a run in a folder would find it."""
    return [*_program(), *_catalog(folder), *_configuration(folder), *_engine(), *_git()]


def catalog_date(catalog: Catalog) -> str:
    """The day of the newest module release that the catalog knows, and how many there are, in words."""
    interfaces = [catalog.interface(address) for address in catalog.addresses]
    dates = [date for interface in interfaces if interface is not None for date in interface.dates.values()]
    return f"{len(dates)} releases of {len(interfaces)} modules, the newest of {max(dates, default='no day')}"


def _program() -> Iterator[Check]:
    yield Check("taskplate", "ok", f"{__version__}, Python {platform.python_version()} ({sys.executable})")


def _catalog(folder: Path) -> Iterator[Check]:
    try:
        choice = choice_for(folder)
        catalog = Catalog(own=choice.own, sources=choice.sources)
        own = "" if choice.own is None else f", with {choice.own} over it"
        yield Check("catalog", "ok", catalog_date(catalog) + own)
    except TaskplateError as error:
        yield Check("catalog", "wrong", error.message, error.hint)


def _configuration(folder: Path) -> Iterator[Check]:
    try:
        config = ConfigFinder().config_for(folder)
    except TaskplateError as error:
        yield Check("configuration", "wrong", error.message, error.hint)
        return
    yield Check("configuration", "ok", "none" if config is None else f"in {config.folder}")


def _engine() -> Iterator[Check]:
    from generator.terraform.engine import find_engine

    try:
        engine = find_engine()
        yield Check("Terraform", "ok", f"{engine.version()} ({engine.command[0]}), for `validate --deep`")
    except TaskplateError as error:
        yield Check("Terraform", "missing", f"{error.message}: no `validate --deep`", error.hint)
        return
    lacking = [name for name in _STUBS if find_spec(name) is None]
    if lacking:
        remedy = 'pip install "taskplate[terraform]"'
        yield Check("stub providers", "missing", f"without {', '.join(lacking)} no `--deep` offline", remedy)
    else:
        yield Check("stub providers", "ok", "for `validate --deep` offline")


def _git() -> Iterator[Check]:
    program = shutil.which("git")
    if program is None:
        lost = "no `--diff-from`, `update`, `catalog sync`; `add` and `upgrade` with --force alone"
        yield Check("git", "missing", lost, "Install git.")
    else:
        yield Check("git", "ok", program)
