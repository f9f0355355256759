"""What agent_modules.yaml says by hand holds in the interfaces, which were read from the registry's own tags."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.catalog.agent_modules import true_of
from generator.catalog.catalog import Catalog, registry_address
from generator.hcl.scalars import equal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.catalog.interface import ModuleRelease
    from generator.catalog.versions import ReleaseRange

CATALOG = Catalog()
AGENTAPI = "coder/agentapi"
modules = pytest.mark.parametrize("address", sorted(CATALOG.agent_modules))


def releases(address: str) -> list[ModuleRelease]:
    interface = CATALOG.interface(address)
    assert interface is not None
    return [interface.release(release) for release in interface.releases]


def inputs(address: str) -> Iterator[tuple[ReleaseRange, str]]:
    module = CATALOG.agent_modules[address]
    for row in (*module.unasked, *module.fences, *module.ports, *module.shares, *module.logged):
        if row.input is not None:
            yield row.releases, row.input


@modules
def test_every_input_named_is_there_in_every_release_of_its_range(address: str) -> None:
    for range_, name in inputs(address):
        held = [release for release in releases(address) if release.release in range_]
        assert held, name
        assert [str(release.release) for release in held if name not in release.inputs] == [], name


@modules
def test_a_value_that_skips_questions_is_allowed_and_is_not_the_default(address: str) -> None:
    for unasked in CATALOG.agent_modules[address].unasked:
        for release in releases(address):
            if release.release in unasked.releases and unasked.value is not None and not unasked.member:
                given = release.inputs[unasked.input]
                assert not equal(given.default, unasked.value), (unasked.input, release.release)
                assert not given.allowed or unasked.value in given.allowed, (unasked.input, release.release)


@modules
def test_a_fence_is_an_input_that_is_off_by_default_or_a_module_of_the_registry(address: str) -> None:
    for fence in CATALOG.agent_modules[address].fences:
        if fence.module is not None:
            assert CATALOG.interface(fence.module) is not None
        for release in releases(address):
            if fence.input is not None and release.release in fence.releases:
                assert release.inputs[fence.input].default is False, release.release


@modules
def test_an_app_is_shared_with_its_owner_by_default(address: str) -> None:
    for share in CATALOG.agent_modules[address].shares:
        for release in releases(address):
            if release.release in share.releases:
                assert release.inputs[share.input].default == "owner", release.release


def test_what_is_printed_is_a_secret_of_a_way_to_authenticate() -> None:
    for id_ in CATALOG.agent_ids:
        agent = CATALOG.agent(id_)
        values = [value for method in agent.auth.values() for value in method.values if value.secret]
        secrets = {delivery.input for value in values for delivery in value.deliveries}
        assert {logged.input for logged in CATALOG.agent_modules[agent.module].logged} <= secrets


def test_the_releases_that_call_agentapi_are_those_of_which_a_port_is_told() -> None:
    """Claude Code before 3.0.0 starts AgentAPI without the module."""
    for address in CATALOG.addresses:
        module = CATALOG.agent_modules.get(address)
        for release in releases(address):
            ports = () if module is None else true_of(module.ports, release.release)
            calls = any(registry_address(nested.source) == AGENTAPI for nested in release.modules)
            by_itself = address == AGENTAPI or (address == "coder/claude-code" and release.release.major == 2)
            assert len(ports) == (1 if calls or by_itself else 0), f"{address} {release.release}"


def test_the_port_is_the_one_that_agentapi_takes_where_nothing_is_said() -> None:
    ports = {port.port for module in CATALOG.agent_modules.values() for port in module.ports}
    assert ports == {release.inputs["agentapi_port"].default for release in releases(AGENTAPI)}
