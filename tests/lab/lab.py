"""Proves a template folder with real Terraform: init, validate, format and the two plans of an import.

The coder provider is the real one; infrastructure providers are stubs that serve their schemas; modules are interface
stubs from a registry on loopback. Nothing leaves the machine.
"""

from __future__ import annotations

import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from generator.catalog.versions import Release
from generator.template.load import load_template
from generator.terraform import stub_provider
from generator.terraform.attached import attached
from generator.terraform.cli_config import offline_config
from generator.terraform.commands import Outcome, Terraform
from generator.terraform.import_environment import Task, Transition, import_environment
from generator.terraform.made_up import placeholders
from generator.terraform.module_registry import ModuleRegistry
from tests.lab import coder_provider

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.terraform.engine import Engine

_REAL = "coder/coder"  # its schema is in the folder too, and the provider itself is at hand
_TRANSITIONS: tuple[Transition, ...] = ("start", "stop")
_IGNORED = shutil.ignore_patterns(".terraform", ".terraform.lock.hcl", "*.tfstate*", ".git")


@dataclass(frozen=True, slots=True)
class Plan:
    """One plan of a template.

    Attributes:
        outcome: Whether it worked, and what Terraform said.
        data: Terraform's JSON representation; empty when the plan failed.
    """

    outcome: Outcome
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def outputs(self) -> dict[str, Any]:
        """The values of the root module's outputs; those known only after apply are missing."""
        planned = self.data.get("planned_values", {}).get("outputs", {})
        return {name: output["value"] for name, output in planned.items() if "value" in output}

    @property
    def resources(self) -> dict[str, dict[str, Any]]:
        """The known values of each planned resource by its address, those of modules included."""
        root = self.data.get("planned_values", {}).get("root_module", {})
        return {each["address"]: each["values"] for each in _resources(root)}

    @property
    def data_sources(self) -> dict[str, dict[str, Any]]:
        """The values that each data source read, by its address."""
        root = self.data.get("prior_state", {}).get("values", {}).get("root_module", {})
        return {each["address"]: each["values"] for each in _resources(root) if each["mode"] == "data"}


@dataclass(frozen=True, slots=True)
class Proof:
    """What real Terraform made of a folder.

    Attributes:
        init: Installing providers and modules.
        validate: The check without values; None where init failed.
        start: The plan of the start transition; None where init failed.
        stop: The plan of the stop transition, likewise.
        unformatted: The files that `terraform fmt` would change.
    """

    init: Outcome
    validate: Outcome | None
    start: Plan | None
    stop: Plan | None
    unformatted: tuple[str, ...]

    @property
    def problems(self) -> list[str]:
        """Every error with the step that gave it, and every file out of format; empty for a folder that is right."""
        steps = {
            "init": self.init,
            "validate": self.validate,
            "plan for start": self.start and self.start.outcome,
            "plan for stop": self.stop and self.stop.outcome,
        }
        errors = [f"{step}: {error}" for step, outcome in steps.items() if outcome for error in outcome.errors]
        return errors + [f"fmt: {file} is not in canonical format" for file in self.unformatted]


@dataclass(frozen=True, slots=True)
class Lab:
    """A place to try templates in. Make one with `opened`.

    Attributes:
        engine: The Terraform that judges.
        folder: Where everything temporary lies.
        cache: Where built coder providers stay.
        services: The base address of the module registry.
        attached: The environment of commands that use the stubs, which run already.
    """

    engine: Engine
    folder: Path
    cache: Path
    services: str
    attached: Mapping[str, str]

    def terraform_config(self, coder_release: str) -> Path:
        """The CLI configuration that offers one release of the coder provider beside the stubs.

        Where that release cannot be built, the test that asked for it is skipped with the reason.
        """
        try:
            coder_provider.build(coder_release, self.cache)
        except coder_provider.UnavailableError as error:
            pytest.skip(str(error))
        mirror = self.folder / f"mirror-{coder_release}"
        if not mirror.exists():
            coder_provider.link(coder_release, self.cache, mirror)
        file = self.folder / f"coder-{coder_release}.tfrc"
        mirrors = (self.folder / "stubs", mirror)
        file.write_text(offline_config(mirrors, self.services), encoding="utf-8")
        return file

    def prove(
        self,
        folder: Path,
        *,
        coder_provider: str,
        variables: Mapping[str, str] | None = None,
        parameters: Mapping[str, str] | None = None,
        task: Task | None = None,
    ) -> Proof:
        """Runs Terraform on a copy of a template folder.

        Args:
            folder: The template; it is not touched.
            coder_provider: The release of the coder provider, one of `tests.lab.coder_provider.RELEASES`.
            variables: Values of template variables, as `TF_VAR_` takes them; a variable that has neither a value here
                nor a default gets a placeholder of its type.
            parameters: Values of `coder_parameter`s by name; the rest keep their defaults, as at import.
            task: A task to plan for; an import has none.
        """
        with self.workspace(folder, coder_provider=coder_provider, variables=variables) as terraform:
            init = terraform.init()
            unformatted = terraform.unformatted()
            if not init.ok:
                return Proof(init, None, None, None, unformatted)
            with ThreadPoolExecutor() as pool:  # Terraform mostly waits for its providers to start
                validate = pool.submit(terraform.validate)
                start, stop = (
                    pool.submit(_plan, terraform, each, import_environment(each, parameters=parameters, task=task))
                    for each in _TRANSITIONS
                )
            return Proof(init, validate.result(), start.result(), stop.result(), unformatted)

    @contextmanager
    def workspace(
        self, folder: Path, *, coder_provider: str, variables: Mapping[str, str] | None = None
    ) -> Iterator[Terraform]:
        """A throw-away copy of a template folder with Terraform in it, not initialised; arguments as for `prove`."""
        with tempfile.TemporaryDirectory(dir=self.folder, prefix="template-") as scratch:
            copy = Path(scratch) / "template"
            shutil.copytree(folder, copy, ignore=_IGNORED)
            config = self.terraform_config(coder_provider)
            wanted = {**placeholders(load_template(copy, ""), ()), **(variables or {})}
            values = {f"TF_VAR_{name}": value for name, value in wanted.items()}
            env = {"TF_CLI_CONFIG_FILE": str(config), **values}
            yield Terraform(self.engine, copy, env, attached=self.attached)


@contextmanager
def opened(engine: Engine, folder: Path, *, schemas: Path, interfaces: Path, cache: Path) -> Iterator[Lab]:
    """A lab for as long as the context lasts.

    Args:
        engine: The Terraform that judges.
        folder: An empty folder for everything temporary.
        schemas: The folder of provider schemas to make stubs of.
        interfaces: The folder of module interfaces to make stubs of.
        cache: Where built coder providers stay.
    """
    stubs = [stub for stub in map(stub_provider.read, sorted(schemas.glob("*.json"))) if not _is_real(stub)]
    for stub in stubs:
        stub_provider.install(folder / "stubs", stub)
    releases = {stub.source.partition("/")[2]: Release.parse(stub.version) for stub in stubs}
    with ModuleRegistry(interfaces, releases) as registry, attached(stubs) as environment:
        yield Lab(engine, folder, cache, registry.services, environment)


def _is_real(stub: stub_provider.StubProvider) -> bool:
    return stub.source.endswith(f"/{_REAL}")


def _plan(terraform: Terraform, transition: Transition, environment: Mapping[str, str]) -> Plan:
    file = terraform.folder.parent / f"{transition}.tfplan"
    outcome = terraform.plan(file, env=environment)
    return Plan(outcome, terraform.show(file)) if outcome.ok else Plan(outcome)


def _resources(module: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    yield from module.get("resources", ())
    for child in module.get("child_modules", ()):
        yield from _resources(child)
