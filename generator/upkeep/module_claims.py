"""What `modules/*.yaml` claims of helper modules, held against their interfaces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from generator.catalog.modules import module_from_data
from generator.diagnostics import RuleInfo, Severity
from generator.upkeep.curated import UNKNOWN_INPUT, plain_secrets, shown, values_in_the_open

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.catalog.interface import ModuleInterface, ModuleRelease
    from generator.catalog.modules import HelperModule
    from generator.diagnostics import Diagnostic
    from generator.source.yaml_tree import Path
    from generator.upkeep.curated import Curated

UNMET_INPUT = RuleInfo("unmet-input", "catalog", "a required input that no call would be given", Severity.ERROR)
WRONG_DEFAULT = RuleInfo("wrong-default", "catalog", "a default of the module that is another", Severity.ERROR)
WRONG_IDENTITY = RuleInfo("wrong-identity", "catalog", "who commits, told the other way round", Severity.ERROR)

_NAMED: Final[tuple[Path, ...]] = (
    ("agent_input",), ("agent_name_input",), ("folder_input",), ("external_auth", "input"),
)  # fmt: skip
_IDENTITY: Final = "GIT_AUTHOR_NAME"


def module_claims(curated: Curated, interface: ModuleInterface) -> Iterator[Diagnostic]:
    """What of a helper module's file does not hold, beside what holds for every kind of file."""
    unusable = module_from_data(curated.data).unusable
    usable = [each for each in interface.releases if not any(each in item.releases for item in unusable)]
    every = tuple(interface.release(release) for release in usable)
    for path in _NAMED:
        if path in curated.tree.values:
            name = curated.value(path)
            what = f"no input `{name}`"
            yield from curated.lacking(UNKNOWN_INPUT, path, every, what, lambda each, name=name: name in each.inputs)  # type: ignore[misc]
    yield from plain_secrets(curated, interface, values_in_the_open(curated, ("values",)))
    yield from _default_provider(curated, every)
    yield from _required(curated, every)
    sets = [each.release for each in every if _IDENTITY in each.env]
    if curated.data.get("git_identity", False) != (sets == list(interface.releases)) or (
        sets and "git_identity" not in curated.data
    ):
        says = f"{shown(sets, list(interface.releases))} sets" if sets else "no release sets"
        place: Path = ("git_identity",) if "git_identity" in curated.data else ("id",)
        yield curated.at(WRONG_IDENTITY, place, f"{says} `{_IDENTITY}`, and `git_identity` tells otherwise")


def _default_provider(curated: Curated, every: tuple[ModuleRelease, ...]) -> Iterator[Diagnostic]:
    if "external_auth" not in curated.data:
        return
    name, default = curated.data["external_auth"]["input"], curated.data["external_auth"]["default"]

    def is_so(each: ModuleRelease) -> bool:
        return name not in each.inputs or each.inputs[name].default == default

    what = f"another default of `{name}` than `{default}`"
    yield from curated.lacking(WRONG_DEFAULT, ("external_auth", "default"), every, what, is_so)


def _required(curated: Curated, every: tuple[ModuleRelease, ...]) -> Iterator[Diagnostic]:
    """Also of a release that is pinned no input may be required which neither the template nor the example gives."""
    module = module_from_data(curated.data)
    unmet: dict[str, list[ModuleRelease]] = {}
    for each in every:
        given = _given(module, each)
        for name, wanted in each.inputs.items():
            if wanted.required and name not in given:
                unmet.setdefault(name, []).append(each)
    for name, releases in unmet.items():
        some = shown([each.release for each in releases], [each.release for each in every])
        message = f"{some} requires `{name}`, which neither an entry nor `example` gives"
        yield curated.at(UNMET_INPUT, ("example",) if "example" in curated.data else ("module",), message)


def _given(module: HelperModule, held: ModuleRelease) -> set[str | None]:
    given = {module.agent_input, module.agent_name_input, module.folder_input, *module.example}
    given |= {default.input for default in module.defaults if held.release in default.releases}
    given |= {asked.input for asked in module.asks if held.release in asked.releases}
    given |= {way.input for value in module.values for way in value.deliveries if held.release in way.releases}
    return given | set(module.distinct_inputs(held.release) or ())
