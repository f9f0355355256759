"""Tries a template as an import job would: init, validate and both plans, on a copy of the folder."""

from __future__ import annotations

import os
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from generator import assets
from generator.errors import ToolError
from generator.terraform.commands import NO_DIAGNOSTIC, Outcome, Remark, Terraform
from generator.terraform.engine import find_engine
from generator.terraform.import_environment import Transition, import_environment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.catalog.catalog import Catalog
    from generator.catalog.versions import Release
    from generator.terraform.engine import Engine
    from generator.terraform.provider_mirror import ProviderMirror

Mode = Literal["offline", "online"]
Stage = Literal["init", "validate", "start", "stop"]

PLANS: Final[tuple[Transition, ...]] = ("start", "stop")
"""The stages that plan, by the transition that they plan for."""

MODULES_FOLDER: Final = ".terraform/modules/"
"""Where Terraform puts the modules that it fetches, each in a folder named after the calls that lead to it."""

_LEFT_OUT = shutil.ignore_patterns(".terraform", "*.tfstate", "*.tfstate.*", ".git")
_BACKEND_FILE = "zz_taskplate_backend_override.tf"
_LOCAL_BACKEND = 'terraform {\n  backend "local" {}\n}\n'
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY")
_ONLINE = (*_PROXIES, *map(str.lower, _PROXIES), "TF_CLI_CONFIG_FILE", "TF_PLUGIN_CACHE_DIR", "SSL_CERT_FILE")
_ONLINE_PREFIXES = ("TF_TOKEN_", "TF_REGISTRY_")
_VARIABLE = "TF_VAR_"
_SUBSTITUTES = "substitutes"  # the folder of a trial's own mirror


class Bench(Struct, frozen=True):
    """Where templates are tried. It can be pickled, so that processes share one; make it with `opened`.

    Attributes:
        engine: The Terraform that judges.
        folder: Where everything temporary lies.
        mirror: The stub providers; None online, where Terraform gets the real ones.
        services: The base address of the module registry that stands in for Coder's; empty online.
    """

    engine: Engine
    folder: Path
    mirror: ProviderMirror | None = None
    services: str = ""


class Setting(Struct, frozen=True):
    """What a template is tried with.

    Attributes:
        variables: A value for each template variable that has neither a default nor one in the user's environment, as
            Terraform reads it from there.
        substitutes: Providers without their host to releases that the mirror has not and that need a stub.
        locked: The releases of providers, likewise named, that the lock file holds and that a stub is there of.
        own_backend: The template names a backend, or a cloud; a backend in the copy takes its place.
    """

    variables: Mapping[str, str]
    substitutes: Mapping[str, Release]
    locked: Mapping[str, Release]
    own_backend: bool


class Heard(Struct, frozen=True):
    """A remark and the stages that it was made in."""

    remark: Remark
    stages: tuple[Stage, ...]

    @property
    def hangs_on_values(self) -> bool:
        """True when Terraform saw it with values alone, in a plan."""
        return not {"init", "validate"}.intersection(self.stages)


@contextmanager
def opened(mode: Mode, catalog: Catalog) -> Iterator[Bench]:
    """A bench for as long as the context lasts.

    Raises:
        UsageError: There is no Terraform, or a library that stub providers are made of is missing.
    """
    engine = find_engine()
    if mode == "online":
        with tempfile.TemporaryDirectory(prefix="taskplate-deep-") as scratch:
            yield Bench(engine, Path(scratch))
        return
    from generator.terraform.provider_mirror import make_mirror, require_libraries

    require_libraries()
    from generator.terraform.module_registry import ModuleRegistry

    with tempfile.TemporaryDirectory(prefix="taskplate-deep-") as scratch:
        folder = Path(scratch)
        mirror = make_mirror(folder / "mirror", catalog, engine)
        stubs = {source: releases[-1] for source, releases in mirror.releases.items()}
        with ModuleRegistry(assets.modules_catalog() / "interfaces", stubs) as registry:
            yield Bench(engine, folder, mirror, registry.services)


def given_variables() -> frozenset[str]:
    """The names of the template variables that have a value in the user's environment."""
    return frozenset(name.removeprefix(_VARIABLE) for name in os.environ if name.startswith(_VARIABLE))


def heard(bench: Bench, folder: Path, setting: Setting) -> tuple[Heard, ...]:
    """What Terraform says of a folder, which is not touched: each remark once, in the order of the stages.

    Raises:
        ToolError: The folder cannot be copied; Terraform does not start, does not answer or does not end.
    """
    with tempfile.TemporaryDirectory(prefix="t-", dir=bench.folder) as scratch:
        copy = Path(scratch) / "template"
        _copy(folder, copy)
        if setting.own_backend:
            (copy / _BACKEND_FILE).write_text(_LOCAL_BACKEND, encoding="utf-8")
        terraform = Terraform(bench.engine, copy, _environment(bench, Path(scratch), copy, setting))
        init = terraform.init(backend=setting.own_backend)
        if not init.ok:
            return _together({"init": init})
        with _providers(bench, Path(scratch), copy) as attached:
            return _together({"init": init, **_stages(terraform, Path(scratch), attached)})


@contextmanager
def _providers(bench: Bench, scratch: Path, copy: Path) -> Iterator[dict[Transition, dict[str, str]]]:
    """The environment of the commands of a transition, as long as the context lasts."""
    if bench.mirror is None:
        yield {transition: {} for transition in PLANS}
        return
    from generator.template.load import LOCK_FILE
    from generator.terraform.attached import attached
    from generator.terraform.provider_mirror import chosen_stubs

    lock = copy / LOCK_FILE
    mirrors = (bench.mirror.folder, scratch / _SUBSTITUTES)
    stubs = chosen_stubs(mirrors, bench.mirror.host, lock) if lock.is_file() else []
    with ExitStack() as stack:
        yield {transition: stack.enter_context(attached(stubs, transition)) for transition in PLANS}


def _stages(
    terraform: Terraform, scratch: Path, attached: Mapping[Transition, Mapping[str, str]]
) -> dict[Stage, Outcome]:
    by = {transition: replace(terraform, attached=attached[transition]) for transition in PLANS}
    with ThreadPoolExecutor() as pool:
        validate = pool.submit(by["start"].validate)
        start, stop = (
            pool.submit(by[each].plan, scratch / f"{each}.tfplan", env=import_environment(each)) for each in PLANS
        )
        return {"validate": validate.result(), "start": start.result(), "stop": stop.result()}


def _together(outcomes: Mapping[Stage, Outcome]) -> tuple[Heard, ...]:
    stages: dict[Remark, list[Stage]] = {}
    for stage, outcome in outcomes.items():
        for remark in outcome.remarks:
            if remark.summary == NO_DIAGNOSTIC:
                raise ToolError(f"Terraform cannot try the template: {remark.detail}")
            stages.setdefault(remark, []).append(stage)
    return tuple(Heard(remark, tuple(at)) for remark, at in stages.items())


def _copy(folder: Path, copy: Path) -> None:
    try:
        shutil.copytree(folder, copy, ignore=_left_out, ignore_dangling_symlinks=True)
    except shutil.Error as error:
        first = error.args[0][0]
        raise ToolError(f"`{first[0]}` cannot be copied for the trial: {first[2]}") from None
    except OSError as error:
        raise ToolError(f"`{folder}` cannot be copied for the trial: {error.strerror or error}") from None


def _left_out(folder: str, names: list[str]) -> set[str]:
    """What Terraform makes itself, what is no file, and links that lead back to where they are."""
    place = Path(folder)
    around = {place.resolve(), *place.resolve().parents}
    odd = {name for name in names if not (place / name).is_file() and not (place / name).is_dir()}
    loops = {name for name in names if (place / name).is_symlink() and (place / name).resolve() in around}
    return {*_LEFT_OUT(folder, names), *odd, *loops}


def _environment(bench: Bench, scratch: Path, copy: Path, setting: Setting) -> dict[str, str]:
    values = {_VARIABLE + name: value for name, value in setting.variables.items()}
    own = {name: value for name, value in os.environ.items() if name.startswith(_VARIABLE)}
    if bench.mirror is None:
        mine = {n: v for n, v in os.environ.items() if n in _ONLINE or n.startswith(_ONLINE_PREFIXES)}
        return {**mine, **values, **own}
    temporary = scratch / "tmp"  # what a provider that is killed leaves goes with the trial
    temporary.mkdir()
    return {
        "TF_CLI_CONFIG_FILE": str(_offline_files(bench, bench.mirror, scratch, copy, setting)),
        "TMPDIR": str(temporary),
        **values,
        **own,
    }


def _offline_files(bench: Bench, mirror: ProviderMirror, scratch: Path, copy: Path, setting: Setting) -> Path:
    """Writes what a trial offline needs; the CLI configuration."""
    from generator.template.load import LOCK_FILE
    from generator.terraform.cli_config import offline_config
    from generator.terraform.provider_mirror import install_substitute

    lock = copy / LOCK_FILE
    if lock.exists():  # its digests are those of the real providers
        entries = (
            f'provider "{mirror.host}{source}" {{\n  version = "{release}"\n}}\n'
            for source, release in setting.locked.items()
        )
        lock.write_text("".join(entries), encoding="utf-8")
    mirrors = [mirror.folder]
    if setting.substitutes:
        mirrors.append(scratch / _SUBSTITUTES)
        for source, release in setting.substitutes.items():
            install_substitute(mirrors[-1], mirror, source, release)
    config = scratch / "offline.tfrc"
    config.write_text(offline_config(mirrors, bench.services), encoding="utf-8")
    return config
