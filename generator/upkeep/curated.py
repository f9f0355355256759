"""A curated file of the catalog with its places, and the claims in it that every kind of file makes alike.

A mapping with the key `in` says something of a range of a module's releases: that they have an input or an output, that
an environment variable is free for the template to set, and so on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from generator.catalog.versions import ReleaseRange
from generator.diagnostics import RuleInfo, Severity
from generator.hcl.conversion import converts
from generator.source.near import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from generator.catalog.catalog import Catalog
    from generator.catalog.interface import ModuleInterface, ModuleRelease
    from generator.catalog.versions import Release
    from generator.diagnostics import Diagnostic
    from generator.source.yaml_tree import Path, YamlTree

UNKNOWN_MODULE = RuleInfo("unknown-module", "catalog", "a module whose interface is not known", Severity.ERROR)
MALFORMED_RANGE = RuleInfo("malformed-range", "catalog", "text that is no range of releases", Severity.ERROR)
EMPTY_RANGE = RuleInfo("empty-range", "catalog", "a range that holds no release of the module", Severity.ERROR)
UNKNOWN_INPUT = RuleInfo("unknown-input", "catalog", "an input that a release of the range lacks", Severity.ERROR)
UNKNOWN_OUTPUT = RuleInfo("unknown-output", "catalog", "an output that a release of the range lacks", Severity.ERROR)
REFUSED_VALUE = RuleInfo("refused-value", "catalog", "a value that a release of the range refuses", Severity.ERROR)
VARIABLE_SET_TWICE = RuleInfo(
    "variable-set-twice", "catalog", "an environment variable that the module itself sets too", Severity.ERROR
)
OPEN_SECRET = RuleInfo("open-secret", "catalog", "a secret that would be an ordinary value", Severity.ERROR)
NEEDLESS_FEATURE = RuleInfo(
    "needless-feature", "catalog", "a feature that is not known, or that the module asks for itself", Severity.ERROR
)


class Curated(Struct, frozen=True):
    """A curated file.

    Attributes:
        tree: The file.
        catalog: What it is held against.
    """

    tree: YamlTree
    catalog: Catalog

    @property
    def data(self) -> Mapping[str, Any]:
        """The file's content."""
        data: Mapping[str, Any] = self.tree.value
        return data

    def at(self, rule: RuleInfo, path: Path, message: str) -> Diagnostic:
        """A finding at the value of a path."""
        return rule.at(self.tree.span(path), message)

    def meant(self, interface: ModuleInterface, path: Path) -> tuple[ModuleRelease, ...]:
        """The releases that the range at a path holds; none where there is none."""
        if path not in self.tree.values:
            return ()
        held = ReleaseRange.parse(str(self.value(path)))
        return tuple(interface.release(release) for release in interface.releases if release in held)

    def value(self, path: Path) -> Any:
        """What stands at a path that is there."""
        value: Any = self.tree.value
        for step in path:
            value = value[step]
        return value

    def entries(self, path: Path) -> tuple[Path, ...]:
        """The paths of the items of the list at a path; none where it is not there."""
        value: Any = self.tree.value
        for step in path:
            if isinstance(value, dict) and step not in value:
                return ()
            value = value[step]
        return tuple((*path, index) for index in range(len(value)))

    def lacking(
        self,
        rule: RuleInfo,
        path: Path,
        meant: tuple[ModuleRelease, ...],
        what: str,
        holds: Callable[[ModuleRelease], bool],
    ) -> Iterator[Diagnostic]:
        """A finding where a claim does not hold for some of the releases meant.

        Args:
            rule: The rule of the finding.
            path: Where it points.
            meant: The releases that the claim is about.
            what: What they have instead, as words behind "has".
            holds: Whether the claim holds for a release.
        """
        without = [each.release for each in meant if not holds(each)]
        if without:
            yield self.at(rule, path, f"{shown(without, [each.release for each in meant])} has {what}")


def shown(some: list[Release], among: list[Release]) -> str:
    """Some of several releases in words: one, or a range of them."""
    if len(some) == 1:
        return f"release {some[0]}"
    spans = ReleaseRange.of(some, among).spans
    parts = [f"{first}..{last or some[-1]}" if first != (last or some[-1]) else str(first) for first, last in spans]
    return f"each of {', '.join(parts)}"


def ranged(value: object, path: Path = ()) -> Iterator[Path]:
    """The path of every mapping that says what releases it is about, in the order of the text."""
    if isinstance(value, dict):
        if isinstance(value.get("in"), str):
            yield path
        for key, member in value.items():
            yield from ranged(member, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from ranged(item, (*path, index))


def malformed_ranges(curated: Curated) -> Iterator[Diagnostic]:
    """What stands where a range of releases belongs and is none."""
    for path in curated.tree.keys:
        text = curated.value(path)
        if isinstance(text, str) and (path[-1] in {"in", "coder"} or path[:1] == ("tasks",)):
            try:
                ReleaseRange.parse(text)
            except ValueError as error:
                yield curated.at(MALFORMED_RANGE, path, str(error))


def keys_that_end(curated: Curated, before: Release, new: Release) -> list[str]:
    """The keys whose ranges hold the release before a new one, and not the new one: somebody has to look there."""
    found = []
    for key, value in curated.data.items():
        texts = [curated.value((key, *path, "in")) for path in ranged(value)]
        if key == "tasks":
            texts = list(value.values())
        held = [ReleaseRange.parse(text) for text in texts]
        if any(before in each for each in held) and not any(new in each for each in held):
            found.append(key)
    return found


def plain_secrets(curated: Curated, interface: ModuleInterface, entries: Iterable[Path]) -> Iterator[Diagnostic]:
    """The entries that hand an ordinary value to an input which a release marks as a secret."""
    for path in entries:
        name = curated.value(path).get("input")

        def is_plain(each: ModuleRelease, name: str | None = name) -> bool:
            return name is None or name not in each.inputs or not each.inputs[name].sensitive

        meant = curated.meant(interface, (*path, "in"))
        yield from curated.lacking(OPEN_SECRET, (*path, "input"), meant, f"a secret in `{name}`", is_plain)


def values_in_the_open(curated: Curated, path: Path) -> Iterator[Path]:
    """The deliveries of what an operator provides and is said to be no secret, in the list of values at a path."""
    for place in curated.entries(path):
        if not curated.value(place)["secret"]:
            yield from curated.entries((*place, "deliver"))


def ranged_claims(curated: Curated, interface: ModuleInterface, path: Path) -> Iterator[Diagnostic]:
    """What is wrong with the mapping at a path, which is about a range of a module's releases that can be read."""
    said, meant = curated.value(path), curated.meant(interface, (*path, "in"))
    if not meant:
        message = f"{interface.address} has no release in `{said['in']}`; it has {interface.releases[0]} to"
        yield curated.at(EMPTY_RANGE, (*path, "in"), f"{message} {interface.releases[-1]}")
        return
    for name, place in _inputs(said, path):
        known = {known for each in meant if name not in each.inputs for known in each.inputs}
        what = f"no input `{name}`.{did_you_mean(name, known)}".removesuffix(".")
        yield from curated.lacking(UNKNOWN_INPUT, place, meant, what, lambda each, name=name: name in each.inputs)  # type: ignore[misc]
    if "output" in said:
        name = said["output"]
        what = f"no output `{name}`"
        yield from curated.lacking(UNKNOWN_OUTPUT, (*path, "output"), meant, what, lambda each: name in each.outputs)
    if "env" in said:
        variable = said["env"]
        what = f"a `coder_env` of its own for `{variable}`, and two of one name clash"
        yield from curated.lacking(
            VARIABLE_SET_TWICE, (*path, "env"), meant, what, lambda each: variable not in each.env
        )
    if "feature" in said:
        yield from _feature(curated, interface, path, meant)
    yield from _values(curated, path, meant)


def _inputs(said: Mapping[str, Any], path: Path) -> Iterator[tuple[str, Path]]:
    if isinstance(said.get("input"), str):
        yield said["input"], (*path, "input")
    if isinstance(said.get("switch"), str):
        yield said["switch"], (*path, "switch")
    for index, name in enumerate(said.get("unless", ())):
        yield name, (*path, "unless", index)


def _feature(
    curated: Curated, interface: ModuleInterface, path: Path, meant: tuple[ModuleRelease, ...]
) -> Iterator[Diagnostic]:
    name, place = curated.value(path)["feature"], (*path, "feature")
    since = curated.catalog.coder.features.get(name)
    if since is None:
        known = curated.catalog.coder.features
        yield curated.at(NEEDLESS_FEATURE, place, f"the table of features has no `{name}`.{did_you_mean(name, known)}")
        return
    what = f"a coder provider of {since} or newer asked for already, which has `{name}`"
    floor = curated.catalog.provider_floor
    yield from curated.lacking(
        NEEDLESS_FEATURE, place, meant, what, lambda each: floor(interface.address, each.release) < since
    )


def _values(curated: Curated, path: Path, meant: tuple[ModuleRelease, ...]) -> Iterator[Diagnostic]:
    """Values that an input is given whole; a document that holds them, or a pattern, is not judged."""
    said = curated.value(path)
    name = said.get("input")
    if not isinstance(name, str) or said.get("member") or "format" in said:
        return
    given: list[tuple[Path, object]] = [((*path, "value"), said["value"])] if "value" in said else []
    given += [((*path, "values", key), value) for key, value in (said.get("values") or {}).items()]
    for place, value in given:
        if value is None:
            continue
        what = f"an input `{name}` that refuses `{value}`"

        def takes(each: ModuleRelease, value: object = value) -> bool:
            wanted = each.inputs.get(name)
            return wanted is None or (converts(value, wanted.type) and (not wanted.allowed or value in wanted.allowed))

        yield from curated.lacking(REFUSED_VALUE, place, meant, what, takes)
