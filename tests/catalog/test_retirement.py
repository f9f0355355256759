"""What became of the inputs and outputs that modules no longer have: none is forgotten, and none is told two ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.catalog.agents import Agent
from generator.catalog.catalog import Catalog
from generator.catalog.retirement import Retired, retired_from_data, retired_input, retired_output
from generator.catalog.versions import Release, ReleaseRange

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from generator.catalog.agents import Delivery
    from generator.catalog.interface import ModuleInterface, ModuleRelease
    from generator.catalog.modules import HelperModule

CATALOG = Catalog()
KEEPERS: list[Agent | HelperModule] = [
    *(CATALOG.agent(id_) for id_ in CATALOG.agent_ids),
    *(module for module in map(CATALOG.module, CATALOG.module_ids) if module.agent is None),  # the agent's file tells
]
keepers = pytest.mark.parametrize("keeper", KEEPERS, ids=lambda keeper: keeper.id)
ROWS = {
    "retired": [
        {"in": "1.0.0..1.4.0", "input": "folder", "became": "workdir"},
        {"in": "2.0.0", "input": "folder", "dropped": "It is fixed.", "harmless": True},
        {"in": "1.0.0..2.0.0", "output": "folder", "dropped": "Nothing tells it."},
    ]
}


def interface_of(keeper: Agent | HelperModule) -> ModuleInterface:
    interface = CATALOG.interface(keeper.module)
    assert interface is not None
    return interface


def names(release: ModuleRelease, kind: str) -> Collection[str]:
    return release.inputs if kind == "input" else release.outputs


def vanished(interface: ModuleInterface, kind: str) -> Iterator[tuple[str, Release, Release]]:
    """Each name of a kind that one release has and the next has not, with the two releases."""
    for last, after in zip(interface.releases, interface.releases[1:], strict=False):
        gone = set(names(interface.release(last), kind)) - set(names(interface.release(after), kind))
        yield from ((name, last, after) for name in sorted(gone))


def roles(keeper: Agent | HelperModule) -> list[tuple[Delivery, ...]]:
    """What an agent takes, each with the ways in which releases take it.

    Fixed values are left out: that two inputs have one value in common does not tell what became of other values.
    """
    if not isinstance(keeper, Agent):
        return [value.deliveries for value in keeper.values]
    taken = [keeper.prompt, keeper.workdir, keeper.setup_script, keeper.start_script, *keeper.choices.values()]
    return taken + [value.deliveries for method in keeper.auth.values() for value in method.values]


def is_taken_on(keeper: Agent | HelperModule, name: str, last: Release, after: Release) -> bool:
    """Whether what an input takes in a release is taken by the next, in whatever way but inside of a document."""
    return any(
        before.input == name and last in before.releases and after in way.releases
        for ways in roles(keeper)
        for before in ways
        for way in ways
        if before.format == way.format or way.format != "toml"
    )


@keepers
def test_of_every_input_that_vanished_it_is_told_once_what_became_of_it(keeper: Agent | HelperModule) -> None:
    for name, last, after in vanished(interface_of(keeper), "input"):
        ways = [is_taken_on(keeper, name, last, after), retired_input(keeper.retired, name, last) is not None]
        assert ways.count(True) == 1, f"{name}, which {last} has and {after} has not"


@keepers
def test_of_every_output_that_vanished_it_is_told_what_became_of_it(keeper: Agent | HelperModule) -> None:
    for name, last, after in vanished(interface_of(keeper), "output"):
        told = retired_output(keeper.retired, name, last)
        assert told is not None, f"{name}, which {last} has and {after} has not"


@keepers
def test_what_a_person_has_to_do_reads_as_a_sentence(keeper: Agent | HelperModule) -> None:
    told = [row.dropped for row in keeper.retired if row.became is None]
    assert [text for text in told if not (text[:1].isupper() and text.endswith("."))] == []


def test_rows_are_read_whole() -> None:
    first, second, third = retired_from_data(ROWS)
    assert first == Retired(ReleaseRange.parse("1.0.0..1.4.0"), "folder", None, "workdir", "", harmless=False)
    assert (second.dropped, second.harmless, second.became) == ("It is fixed.", True, None)
    assert (third.input, third.output, third.name) == (None, "folder", "folder")
    assert retired_from_data({}) == ()


@pytest.mark.parametrize(
    ("release", "told"),
    [("1.0.0", "workdir"), ("1.4.0", "workdir"), ("1.5.0", None), ("2.0.0", "It is fixed."), ("2.1.0", None)],
)
def test_an_input_is_looked_up_by_the_release_that_has_it(release: str, told: str | None) -> None:
    row = retired_input(retired_from_data(ROWS), "folder", Release.parse(release))
    assert told == (None if row is None else row.became or row.dropped)
    assert retired_input(retired_from_data(ROWS), "workdir", Release.parse(release)) is None


def test_an_output_is_no_input() -> None:
    rows = retired_from_data(ROWS)
    found = retired_output(rows, "folder", Release(1, 5))
    assert found is not None
    assert found.dropped == "Nothing tells it."
    assert retired_output(rows[:2], "folder", Release(1)) is None


# A few exact facts, each read from the tags of coder/registry


@pytest.mark.parametrize(
    ("agent", "release", "name", "became"),
    [
        ("claude-code", "2.2.0", "experiment_cli_app", "cli_app"),
        ("claude-code", "4.9.2", "enable_aibridge", "enable_ai_gateway"),
        ("claude-code", "4.9.2", "system_prompt", None),
        ("codex", "4.3.1", "codex_model", None),
        ("goose", "1.3.0", "experiment_goose_provider", "goose_provider"),
        ("aider", "1.0.0", "experiment_report_tasks", "report_tasks"),
        ("sourcegraph-amp", "1.1.1", "install_sourcegraph_amp", "install_amp"),
    ],
)
def test_fact_what_became_of_an_input(agent: str, release: str, name: str, became: str | None) -> None:
    row = retired_input(CATALOG.agent(agent).retired, name, Release.parse(release))
    assert row is not None
    assert (row.became, row.harmless) == (became, False)


@pytest.mark.parametrize("agent", ["claude-code", "codex"])
def test_fact_the_app_id_vanished_with_the_tasks(agent: str) -> None:
    known = CATALOG.agent(agent)
    (app_id,) = known.app_id
    last = [release for release in interface_of(known).releases if release in app_id.releases][-1]
    assert retired_output(known.retired, app_id.text, last) is not None
