"""The data files that people write fit their schemas, and what they say of modules is so in every release meant."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import jsonschema
import pytest
import yaml

from generator import assets
from generator.catalog.catalog import Catalog

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from generator.catalog.agents import Agent, Delivery

CATALOG = Catalog()
AGENTS = [CATALOG.agent(id_) for id_ in CATALOG.agent_ids]
FILES = sorted(
    path
    for root, pattern in (
        (assets.modules_catalog(), "*.yaml"),
        (assets.modules_catalog(), "agents/*.yaml"),
        (assets.modules_catalog(), "modules/*.yaml"),
        (assets.modules_catalog(), "provider_checks/*.yaml"),
        (assets.blueprints(), "*/blueprint.yaml"),
    )
    for path in root.glob(pattern)
)


def deliveries(agent: Agent) -> Iterator[Delivery]:
    yield from (*agent.prompt, *agent.system_prompt, *agent.workdir, *agent.model, *agent.setup_script)
    yield from (*agent.start_script, *agent.settings)
    for method in agent.auth.values():
        yield from method.settings
        for value in method.values:
            yield from value.deliveries


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem if path.stem != "blueprint" else path.parent.name)
def test_file_fits_the_schema_that_it_names(path: Path) -> None:
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    schema = (path.parent / data["$schema"]).resolve(strict=True)
    jsonschema.validate(data, json.loads(schema.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem if path.stem != "blueprint" else path.parent.name)
def test_file_or_folder_is_named_after_what_it_describes(path: Path) -> None:
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    named = path.parent.name if path.stem == "blueprint" else path.stem
    assert data.get("id", data.get("name", named)) == named


@pytest.mark.parametrize("agent", AGENTS, ids=lambda agent: agent.id)
def test_input_that_an_agent_names_is_there_in_every_release_of_its_range(agent: Agent) -> None:
    interface = CATALOG.interface(agent.module)
    assert interface is not None
    for delivery in deliveries(agent):
        releases = [release for release in interface.releases if release in delivery.releases]
        assert releases, delivery
        if delivery.input is not None:
            assert [str(r) for r in releases if delivery.input not in interface.release(r).inputs] == [], delivery


@pytest.mark.parametrize("agent", AGENTS, ids=lambda agent: agent.id)
def test_app_id_of_an_agent_is_an_output_in_every_release_of_its_range(agent: Agent) -> None:
    interface = CATALOG.interface(agent.module)
    assert interface is not None
    for output in agent.app_id:
        releases = [release for release in interface.releases if release in output.releases]
        assert releases, output
        assert [str(r) for r in releases if output.text not in interface.release(r).outputs] == [], output


@pytest.mark.parametrize("agent", AGENTS, ids=lambda agent: agent.id)
def test_every_release_with_tasks_takes_a_prompt_and_gives_an_app_id_where_the_template_needs_one(agent: Agent) -> None:
    interface = CATALOG.interface(agent.module)
    assert interface is not None
    for release in interface.releases:
        mechanisms = agent.mechanisms_of(release)
        if mechanisms:
            assert any(release in delivery.releases for delivery in agent.prompt), release
        if "task-resource" in mechanisms:
            assert any(release in output.releases for output in agent.app_id), release


@pytest.mark.parametrize("id_", CATALOG.module_ids)
def test_inputs_that_a_helper_module_names_are_inputs_of_its_newest_release(id_: str) -> None:
    module = CATALOG.module(id_)
    interface = CATALOG.interface(module.module)
    assert interface is not None
    inputs = interface.release(interface.newest).inputs
    assert module.agent_input in inputs
    assert module.folder_input is None or module.folder_input in inputs
