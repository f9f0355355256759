"""What `retired` claims of inputs and outputs that vanished, held against the interfaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import RuleInfo, Severity
from generator.source.near import did_you_mean
from generator.upkeep.curated import UNKNOWN_INPUT, UNKNOWN_OUTPUT, shown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from generator.catalog.interface import ModuleInterface, ModuleRelease
    from generator.catalog.versions import Release
    from generator.diagnostics import Diagnostic
    from generator.source.yaml_tree import Path
    from generator.upkeep.curated import Curated

WRONG_RANGE = RuleInfo(
    "wrong-range", "catalog", "a range other than that of the releases before a name vanished", Severity.ERROR
)
OTHER_TYPE = RuleInfo("other-type", "catalog", "an input that became one of another type", Severity.ERROR)
TOLD_TWICE = RuleInfo("told-twice", "catalog", "one input or output that vanished, told twice", Severity.ERROR)


def retirement_claims(curated: Curated, interface: ModuleInterface) -> Iterator[Diagnostic]:
    """What of a file's `retired` does not hold, beside what holds for every mapping with a range."""
    told: set[tuple[str, str, tuple[Release, ...]]] = set()
    for path in curated.entries(("retired",)):
        said = curated.value(path)
        kind = "input" if "input" in said else "output"
        meant = tuple(each.release for each in curated.meant(interface, (*path, "in")))
        if (kind, said[kind], meant) in told:
            yield curated.at(TOLD_TWICE, (*path, kind), f"{kind} `{said[kind]}` of {said['in']} is told above already")
        told.add((kind, said[kind], meant))
        if meant:  # else the range is empty, which is told of every claim
            yield from _vanished(curated, interface, path, kind, meant)


def _vanished(
    curated: Curated, interface: ModuleInterface, path: Path, kind: str, meant: tuple[Release, ...]
) -> Iterator[Diagnostic]:
    name = curated.value(path)[kind]
    run = _run(interface, kind, name, meant[-1])
    if not run:
        return  # its last release has no such name, which is told of every claim
    if run[-1] == interface.releases[-1]:
        message = f"release {run[-1]}, the newest, still has {kind} `{name}`"
        yield curated.at(WRONG_RANGE, (*path, "in"), message)
        return
    if tuple(run) != meant:
        message = f"{shown(run, list(interface.releases))} has {kind} `{name}` before it vanishes; the range is another"
        yield curated.at(WRONG_RANGE, (*path, "in"), message)
    if "became" in curated.value(path):
        after = interface.release(interface.releases[interface.releases.index(run[-1]) + 1])
        yield from _became(curated, path, kind, interface.release(run[-1]), after)


def _run(interface: ModuleInterface, kind: str, name: str, within: Release) -> list[Release]:
    """The releases in a row that have a name, around one of them; none when that one has it not."""
    run: list[Release] = []
    for release in interface.releases:
        if name in _names(interface.release(release), kind):
            run.append(release)
        elif within in run:
            break
        else:
            run = []
    return run if within in run else []


def _names(release: ModuleRelease, kind: str) -> Collection[str]:
    return release.inputs if kind == "input" else release.outputs


def _became(curated: Curated, path: Path, kind: str, last: ModuleRelease, after: ModuleRelease) -> Iterator[Diagnostic]:
    """What is wrong with the name that the release after the last one is said to have in its place."""
    name, new = curated.value(path)[kind], curated.value(path)["became"]
    place, known = (*path, "became"), _names(after, kind)
    if new not in known:
        rule = UNKNOWN_INPUT if kind == "input" else UNKNOWN_OUTPUT
        message = f"release {after.release} has no {kind} `{new}`.{did_you_mean(new, known)}".removesuffix(".")
        yield curated.at(rule, place, message)
    elif kind == "input" and last.inputs[name].type != after.inputs[new].type:
        message = f"`{name}` is of type {last.inputs[name].type}, and `{new}` of {after.inputs[new].type}"
        yield curated.at(OTHER_TYPE, place, message)
