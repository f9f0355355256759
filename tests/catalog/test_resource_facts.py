"""What facts on resources (host access, costs, claims) say is so in the providers' schemas, where those are known."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from generator.catalog.catalog import Catalog

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.catalog.provider_schemas import BlockSchema

CATALOG = Catalog()
ACCESS, COSTS, CLAIMS = CATALOG.host_access, CATALOG.costs, CATALOG.claims


def schema(type_: str) -> BlockSchema | None:
    """The schema of a resource type; None where the provider's schema is not known."""
    provider = CATALOG.provider(type_.partition("_")[0])
    if provider is None:
        return None
    found = provider.type("resource", type_)
    assert found is not None, f"there is no {type_}"
    return found


def arguments(block: BlockSchema, name: str | None = None) -> Iterator[tuple[str | None, str]]:
    """Each argument of a block and of those in it, with the name of the block that it stands in."""
    yield from ((name, attribute) for attribute in block.attribute_names)
    for nested in block.block_names:
        inner = block.block(nested)
        assert inner is not None
        yield from arguments(inner.block, nested)


@pytest.mark.parametrize("type_", sorted(ACCESS.types))
def test_every_argument_that_reaches_the_host_is_one_of_the_resource(type_: str) -> None:
    block = schema(type_)
    assert block is not None
    held = set(arguments(block))
    for right in ACCESS.rights:
        if type_ in right.types:
            assert any(argument == right.argument and right.block in {None, place} for place, argument in held), right
    for mount in ACCESS.mounts:
        if type_ in mount.types:
            assert (mount.block, mount.argument) in held, mount


@pytest.mark.parametrize("type_", sorted(COSTS.compute))
def test_what_stops_a_machine_is_an_argument_of_it_or_a_resource_beside_it(type_: str) -> None:
    compute, block = COSTS.compute[type_], schema(type_)
    if block is None:
        return
    held = {argument for _, argument in arguments(block)}
    assert set(compute.idle) <= held
    assert compute.stopped_by is None or compute.stopped_by in held or schema(compute.stopped_by) is not None


def test_what_tells_a_start_from_a_stop_differs_between_the_two_passes_of_an_import() -> None:
    workspace = CATALOG.coder.import_job["coder_workspace"]
    assert {name for name, value in workspace.items() if isinstance(value, list)} == COSTS.transition


@pytest.mark.parametrize(
    ("path", "socket"),
    [
        ("/var/run/docker.sock", "/var/run/docker.sock"),
        ("/var/run", "/var/run/docker.sock"),
        ("/var/run/", "/var/run/docker.sock"),
        ("/", "/var/run/docker.sock"),
        ("/run/podman", "/run/podman/podman.sock"),
        ("/var/run/docker", None),
        ("/var/run/docker.sock.d", None),
        ("/srv", None),
    ],
)
def test_a_path_holds_a_socket_when_it_is_the_socket_or_a_folder_above_it(path: str, socket: str | None) -> None:
    assert ACCESS.socket_in(path) == socket


@pytest.mark.parametrize(
    ("image", "inner"),
    [
        ("ghcr.io/coder/envbox:latest", True),
        ("docker.example.com/mirror/envbox@sha256:0", True),
        ("envbox", True),
        ("ghcr.io/coder/envbuilder:latest", False),
        ("example/my-envbox-tools", False),
    ],
)
def test_an_image_that_runs_the_workspace_inside_is_told_by_its_name(image: str, inner: bool) -> None:
    assert (re.search(ACCESS.inner_container, image) is not None) == inner


@pytest.mark.parametrize(
    ("text", "speaks"),
    [
        ("coder templates edit x --default-ttl 8h", True),
        ("Autostop is set to four hours.", True),
        ("Workspaces have a TTL.", True),
        ("A little bottle of throttle.", False),
        ("It stops when you stop it.", False),
    ],
)
def test_words_on_the_life_of_a_workspace_are_whole_words(text: str, speaks: bool) -> None:
    assert (COSTS.lifetime_words.search(text) is not None) == speaks
    assert COSTS.lifetime_words.search(COSTS.lifetime_command) is not None


@pytest.mark.parametrize("type_", sorted(CLAIMS.resources))
def test_what_replaces_a_resource_is_an_argument_or_block_of_it(type_: str) -> None:
    known = CLAIMS.resources[type_]
    for path in (*known.replaced_by, *known.pods_replaced_by):
        block = schema(type_)
        assert block is not None
        *outer, name = path.split(".")
        for each in outer:
            inner = block.block(each)
            assert inner is not None, path
            block = inner.block
        assert name in {*block.attribute_names, *block.block_names}, path


@pytest.mark.parametrize(("source", "attribute"), sorted(CLAIMS.changes))
def test_what_a_claim_changes_is_an_attribute_of_coders(source: str, attribute: str) -> None:
    provider = CATALOG.provider("coder")
    known = None if provider is None else provider.type("data", source)
    assert known is not None
    assert attribute in known.attribute_names


def test_what_a_plan_does_not_know_is_computed_by_the_agent() -> None:
    agent = schema("coder_agent")
    assert agent is not None
    assert CLAIMS.agent_outputs <= {*agent.attribute_names, "id"}
