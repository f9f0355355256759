"""What `agents/*.yaml` claims of agents, held against the interfaces of their modules."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Final

from generator.catalog.agents import CHOICES, agent_from_data
from generator.catalog.catalog import registry_address
from generator.catalog.coder import PROMPT_PARAMETER, TASK_RESOURCE
from generator.catalog.versions import Constraint
from generator.diagnostics import RuleInfo, Severity
from generator.source.near import did_you_mean
from generator.upkeep.curated import EMPTY_RANGE, UNKNOWN_MODULE, plain_secrets, shown, values_in_the_open

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.catalog.catalog import Catalog
    from generator.catalog.interface import ModuleInterface
    from generator.catalog.versions import Release
    from generator.diagnostics import Diagnostic
    from generator.source.yaml_tree import Path
    from generator.upkeep.curated import Curated

WRONG_MECHANISM = RuleInfo(
    "wrong-mechanism", "catalog", "a task mechanism that a release does not serve, or one left out", Severity.ERROR
)
MISSING_WAY = RuleInfo("missing-way", "catalog", "something that releases with tasks cannot be told", Severity.ERROR)
TWO_WAYS = RuleInfo("two-ways", "catalog", "a release that takes one thing two ways", Severity.ERROR)
UNKNOWN_METHOD = RuleInfo("unknown-method", "catalog", "a way to authenticate that is not there", Severity.ERROR)

_ONE_WAY: Final = ("app_id", "prompt", "workdir", "setup_script", "start_script", *CHOICES)


def agent_claims(curated: Curated, interface: ModuleInterface) -> Iterator[Diagnostic]:
    """What of an agent's file does not hold, beside what holds for every kind of file."""
    yield from _mechanisms(curated, interface)
    yield from _ways(curated, interface)
    yield from _companions(curated)
    yield from _authentication(curated, interface)


def _told(curated: Curated, interface: ModuleInterface, key: str) -> set[Release]:
    """The releases that the entries of a list are about."""
    return {each.release for path in curated.entries((key,)) for each in curated.meant(interface, (*path, "in"))}


def _mechanisms(curated: Curated, interface: ModuleInterface) -> Iterator[Diagnostic]:
    serving = {name: curated.meant(interface, ("tasks", name)) for name in curated.data["tasks"]}
    for name, releases in serving.items():
        if not releases:
            yield curated.at(EMPTY_RANGE, ("tasks", name), f"{interface.address} has no release in this range")
    catalog, address = curated.catalog, interface.address
    yield from curated.lacking(
        WRONG_MECHANISM, ("tasks", PROMPT_PARAMETER), serving.get(PROMPT_PARAMETER, ()),
        "no `coder_ai_task` of its own, which this mechanism takes",
        lambda each: _makes_task(catalog, address, each.release),
    )  # fmt: skip
    yield from curated.lacking(
        WRONG_MECHANISM, ("tasks", TASK_RESOURCE), serving.get(TASK_RESOURCE, ()),
        "a `coder_ai_task` of its own, which this mechanism leaves to the template",
        lambda each: not _makes_task(catalog, address, each.release),
    )  # fmt: skip
    outputs = {entry["output"] for entry in curated.data.get("app_id", ())}
    told = {each.release for each in serving.get(TASK_RESOURCE, ())}
    every = [interface.release(release) for release in interface.releases]
    left_out = [each.release for each in every if each.outputs & outputs and each.release not in told]
    if left_out:
        message = f"{shown(left_out, list(interface.releases))} gives an app id and is not named here"
        yield curated.at(WRONG_MECHANISM, ("tasks",), message)
    tasks = {each.release for releases in serving.values() for each in releases}
    for key, needing in (("prompt", tasks), ("app_id", told)):
        without = sorted(needing - _told(curated, interface, key))
        if without:
            message = f"{shown(without, list(interface.releases))} serves tasks and has no `{key}`"
            yield curated.at(MISSING_WAY, (key,) if key in curated.data else ("tasks",), message)


def _makes_task(catalog: Catalog, address: str, release: Release) -> bool:
    """Whether a release makes the `coder_ai_task` itself, or a module that it calls does."""
    interface = catalog.interface(address)
    if interface is None or release not in interface.releases:
        return False
    held = interface.release(release)
    if held.makes_task:
        return True
    for call in held.modules:
        nested, exact = registry_address(call.source), Constraint.parse(call.version or ">= 0").exact
        if nested is not None and exact is not None and _makes_task(catalog, nested, exact):
            return True
    return False


def _ways(curated: Curated, interface: ModuleInterface) -> Iterator[Diagnostic]:
    lists: list[Path] = [(key,) for key in _ONE_WAY]
    for id_ in curated.data["auth"]:
        lists += [(*path, "deliver") for path in curated.entries(("auth", id_, "values"))]
    for path in lists:
        for one, other in combinations(curated.entries(path), 2):
            first = {each.release for each in curated.meant(interface, (*one, "in"))}
            both = [e.release for e in curated.meant(interface, (*other, "in")) if e.release in first]
            if both:
                message = f"{shown(both, list(interface.releases))} is told two ways of one thing"
                yield curated.at(TWO_WAYS, (*other, "in"), message)


def _companions(curated: Curated) -> Iterator[Diagnostic]:
    known = curated.catalog.module_ids
    for index, entry in enumerate(curated.data.get("companions", ())):
        if entry["module"] not in known:
            message = f"the catalog has no module `{entry['module']}`.{did_you_mean(entry['module'], known)}"
            yield curated.at(UNKNOWN_MODULE, ("companions", index, "module"), message)


def _authentication(curated: Curated, interface: ModuleInterface) -> Iterator[Diagnostic]:
    methods = curated.data["auth"]
    for id_, method in methods.items():
        for index, other in enumerate(method.get("excludes", ())):
            if other not in methods:
                message = f"there is no way to authenticate called `{other}`.{did_you_mean(other, methods)}"
                yield curated.at(UNKNOWN_METHOD, ("auth", id_, "excludes", index), message)
    plain = list(curated.entries(("settings",)))
    for id_ in methods:
        fixed = [place for place in curated.entries(("auth", id_, "settings")) if "value" in curated.value(place)]
        plain += [*fixed, *values_in_the_open(curated, ("auth", id_, "values"))]
    yield from plain_secrets(curated, interface, plain)
    agent = agent_from_data(curated.data)
    unserved = [
        release
        for release in interface.releases
        if methods and agent.mechanisms_of(release) and not any(m.serves(release) for m in agent.auth.values())
    ]
    if unserved:
        message = f"{shown(unserved, list(interface.releases))} serves tasks and has no way to authenticate"
        yield curated.at(MISSING_WAY, ("auth",), message)
