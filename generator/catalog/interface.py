"""The Terraform interface of a registry module, release by release, read from `modules_catalog/interfaces/`.

A file tells each input, output, nested module and so on once per form, with the range of releases that have it so;
a release is put together from these when it is asked for.
"""

from __future__ import annotations

from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct, field

from generator.catalog.versions import Constraint, Release, ReleaseRange
from generator.errors import ToolError
from generator.source.yaml_data import load_data

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


class Unrecorded(Enum):
    """The type of `UNRECORDED`, for annotations."""

    TOKEN = "unrecorded"  # noqa: S105 - the token of a sentinel, not a secret

    def __repr__(self) -> str:
        return "UNRECORDED"


UNRECORDED: Final = Unrecorded.TOKEN
"""The default of an optional input whose default is not recorded, being long or no constant; compare with `is`."""


class ModuleInput(Struct, frozen=True):
    """A variable of a module, as one release declares it.

    Attributes:
        name: The variable's name.
        type: The type constraint as Terraform text (`list(string)`); `any` where the module gives none.
        required: True when the module gives no default.
        default: Plain JSON data, None for Terraform's null, `UNRECORDED` where unknown; meaningless when required.
        sensitive: True when the module marks it so.
        allowed: The values its validation lists; empty when no list could be read.
        validated: True when it has a validation block, whether or not that could be read into `allowed`.
    """

    name: str
    type: str
    required: bool
    default: object
    sensitive: bool
    allowed: tuple[object, ...]
    validated: bool


class NestedModule(Struct, frozen=True):
    """A module call inside the module: its label, its source address, and its `version` text or None."""

    label: str
    source: str
    version: str | None


class ProviderRequirement(Struct, frozen=True):
    """An entry of `required_providers`: local name, source such as `coder/coder`, constraint text or None."""

    name: str
    source: str
    constraint: str | None


class ModuleRelease(Struct, frozen=True):
    """What one release of a module takes, gives and asks for. The mappings are read-only.

    Attributes:
        release: The release.
        released: The ISO date of its tag.
        inputs: By variable name.
        outputs: The names of its outputs.
        env: Each environment variable that a `coder_env` of the release sets on the agent, with the inputs its
            value is made from, locals followed; empty where the value comes from none.
        modules: The module calls inside it, by label.
        providers: What it declares itself; a nested module may ask for more.
        terraform: Its `required_version` text; None when it has none.
        resources: How many blocks of each type it holds; data sources are `data.<type>`.
        makes_task: True when the release holds its own `coder_ai_task` with a `sidebar_app`.
    """

    release: Release
    released: str
    inputs: Mapping[str, ModuleInput]
    outputs: frozenset[str]
    env: Mapping[str, tuple[str, ...]]
    modules: tuple[NestedModule, ...]
    providers: tuple[ProviderRequirement, ...]
    terraform: str | None
    resources: Mapping[str, int]
    makes_task: bool


class ModuleInterface(Struct, frozen=True, eq=False):
    """Every release of one registry module. Build one with `read_interface`.

    Attributes:
        address: Namespace and name, `coder/claude-code`.
        source: What a module call writes, `registry.coder.com/coder/claude-code/coder`.
        on_main: False when the module's folder was gone from the registry's main branch at the last sync;
            its releases can still be used.
        dates: The ISO date of each release, ascending by release.
        releases: Every release, ascending.
    """

    address: str
    source: str
    on_main: bool
    dates: Mapping[Release, str]
    releases: tuple[Release, ...]
    _data: Mapping[str, Any]
    _ranges: dict[str, ReleaseRange] = field(default_factory=dict)
    _built: dict[Release, ModuleRelease] = field(default_factory=dict)

    @property
    def newest(self) -> Release:
        """The highest release that is no prerelease; the highest of all when there are only prereleases."""
        return max(self.releases, key=lambda release: (not release.prerelease, release))

    def matching(self, constraint: Constraint) -> tuple[Release, ...]:
        """The releases that `constraint` allows, ascending; Terraform takes the last."""
        pinned = constraint.exact
        candidates = self.releases if pinned is None else (pinned,) if pinned in self.dates else ()
        return tuple(release for release in candidates if constraint.allows(release))

    def input_range(self, name: str) -> ReleaseRange | None:
        """The releases that have the input `name`, in whatever form; None when no release has it."""
        return self._range_of([form["in"] for form in self._section("inputs").get(name, ())])

    def output_range(self, name: str) -> ReleaseRange | None:
        """The releases that have the output `name`; None when no release has it."""
        held = self._section("outputs").get(name)
        return None if held is None else self._range_of([held])

    def release(self, release: Release) -> ModuleRelease:
        """The interface of one release, built on the first call and shared from then on.

        Raises:
            KeyError: When the module has no such release.
        """
        if release not in self._built:
            self._built[release] = self._build(release)
        return self._built[release]

    def _build(self, release: Release) -> ModuleRelease:
        terraform = [form["constraint"] for form in self._data.get("terraform", ()) if self._holds(form["in"], release)]
        return ModuleRelease(
            release=release,
            released=self.dates[release],
            inputs=MappingProxyType({name: _input(name, form) for name, form in self._forms("inputs", release)}),
            outputs=frozenset(name for name, held in self._section("outputs").items() if self._holds(held, release)),
            env=MappingProxyType({name: tuple(form.get("from", ())) for name, form in self._forms("env", release)}),
            modules=tuple(
                NestedModule(label, form["source"], form.get("version"))
                for label, form in self._forms("modules", release)
            ),
            providers=tuple(
                ProviderRequirement(name, form["source"], form.get("constraint"))
                for name, form in self._forms("providers", release)
            ),
            terraform=terraform[0] if terraform else None,
            resources=MappingProxyType({kind: form["count"] for kind, form in self._forms("resources", release)}),
            makes_task="makes_task" in self._data and self._holds(self._data["makes_task"], release),
        )

    def _section(self, name: str) -> Mapping[str, Any]:
        section: Mapping[str, Any] = self._data.get(name, {})
        return section

    def _forms(self, section: str, release: Release) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Each name of the section that `release` has, with its form there."""
        for name, forms in self._section(section).items():
            for form in forms:
                if self._holds(form["in"], release):
                    yield name, form
                    break

    def _holds(self, text: str, release: Release) -> bool:
        if text not in self._ranges:  # a file repeats few ranges many times
            self._ranges[text] = ReleaseRange.parse(text)
        return release in self._ranges[text]

    def _range_of(self, texts: list[str]) -> ReleaseRange | None:
        held = [release for release in self.releases if any(self._holds(text, release) for text in texts)]
        return ReleaseRange.of(held, self.releases) if held else None


def _input(name: str, form: Mapping[str, Any]) -> ModuleInput:
    return ModuleInput(
        name=name,
        type=form["type"],
        required=form.get("required", False),
        default=form.get("default", UNRECORDED),
        sensitive=form.get("sensitive", False),
        allowed=tuple(form.get("allowed", ())),
        validated=form.get("validated", False),
    )


def read_interface(path: Path, address: str) -> ModuleInterface:
    """Reads a module's interface file; `schemas/module-interface.schema.json` describes it.

    Args:
        path: The YAML file.
        address: Namespace and name of the module, `coder/claude-code`.

    Raises:
        ToolError: When the file is missing, is not YAML, or lacks what every interface file has.
    """
    data = load_data(path)
    try:
        dates = dict(sorted((Release.parse(text), date) for text, date in data["releases"].items()))
        return ModuleInterface(
            address=address,
            source=data["source"],
            on_main=data["on_main"],
            dates=MappingProxyType(dates),
            releases=tuple(dates),
            _data=data,
        )
    except (TypeError, KeyError, AttributeError, ValueError) as error:
        raise ToolError(
            f"taskplate's own data file `{path}` is no module interface: {error}", hint="Install taskplate again."
        ) from error
