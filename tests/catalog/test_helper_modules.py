"""What modules/*.yaml says by hand holds in the interfaces, which were read from the registry's own tags."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from generator.catalog.catalog import Catalog
from generator.catalog.versions import Release
from generator.hcl.conversion import converts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.catalog.interface import ModuleInterface
    from generator.catalog.modules import HelperModule
    from generator.catalog.versions import ReleaseRange

CATALOG = Catalog()
MODULES = [CATALOG.module(id_) for id_ in CATALOG.module_ids]
NEWEST = Release(2, 38)
modules = pytest.mark.parametrize("module", MODULES, ids=lambda module: module.id)


def interface_of(module: HelperModule) -> ModuleInterface:
    interface = CATALOG.interface(module.module)
    assert interface is not None
    return interface


def usable(module: HelperModule) -> list[Release]:
    """The releases that a template may have."""
    return [r for r in interface_of(module).releases if not any(r in item.releases for item in module.unusable)]


def claims(module: HelperModule) -> Iterator[tuple[ReleaseRange, str]]:
    """Each claim that releases have an input."""
    for each in (*module.defaults, *module.asks):
        yield each.releases, each.input
    for default in module.defaults:
        yield from ((default.releases, name) for name in default.unless)
    yield from ((app.releases, app.input) for app in module.slugs if app.input is not None)
    for value in module.values:
        yield from ((delivery.releases, str(delivery.input)) for delivery in value.deliveries)
    yield from ((item.releases, item.text) for item in module.differ_in or ())


@modules
def test_an_input_is_there_in_every_release_that_it_is_said_of(module: HelperModule) -> None:
    interface = interface_of(module)
    for releases, name in claims(module):
        meant = [release for release in interface.releases if release in releases]
        assert meant, name
        assert [str(r) for r in meant if name not in interface.release(r).inputs] == [], name


@modules
def test_the_inputs_for_agent_and_folder_are_there_in_every_release(module: HelperModule) -> None:
    interface = interface_of(module)
    releases = usable(module)
    auth = None if module.external_auth is None else module.external_auth.input
    for name in (module.agent_input, module.agent_name_input, module.folder_input, auth):
        if name is not None:
            assert [str(r) for r in releases if name not in interface.release(r).inputs] == [], name


@modules
def test_an_agent_for_people_is_one_of_the_catalog_and_takes_some_way_to_authenticate(module: HelperModule) -> None:
    if module.agent is not None:
        agent = CATALOG.agent(module.agent)
        assert agent.module == module.module
        assert any(method.serves(usable(module)[-1]) for method in agent.auth.values())
        assert not any(release in tasks for release in usable(module) for tasks in agent.tasks.values())


@modules
def test_no_release_takes_an_agent_or_a_folder_that_the_entry_leaves_out(module: HelperModule) -> None:
    for release in usable(module):
        inputs = interface_of(module).release(release).inputs
        assert ("agent_id" in inputs) == (module.agent_input is not None), release
        assert bool({"folder", "workdir"} & set(inputs)) == (module.folder_input is not None), release


@modules
def test_what_the_template_fills_in_is_of_the_type_that_the_input_takes(module: HelperModule) -> None:
    interface = interface_of(module)
    for each in (*module.defaults, *module.asks):
        for release in (r for r in interface.releases if r in each.releases):
            assert converts(each.value, interface.release(release).inputs[each.input].type), each.input


@modules
def test_with_its_example_every_release_has_all_that_it_requires(module: HelperModule) -> None:
    """Also a release that is pinned: no input may be required that neither the template nor the example gives."""
    interface = interface_of(module)
    for release in usable(module):
        held = interface.release(release)
        given = {module.agent_input, module.folder_input, *module.example}
        given |= {name for releases, name in claims(module) if release in releases}
        assert [name for name, wanted in held.inputs.items() if wanted.required and name not in given] == [], release


@modules
def test_what_a_module_marks_sensitive_is_never_filled_from_a_plain_variable(module: HelperModule) -> None:
    interface = interface_of(module)
    for release in interface.releases:
        sensitive = {name for name, wanted in interface.release(release).inputs.items() if wanted.sensitive}
        plain = {
            str(delivery.input)
            for value in module.values
            if not value.secret
            for delivery in value.deliveries
            if release in delivery.releases
        }
        assert sensitive & plain == set(), release


@modules
def test_an_external_auth_provider_is_the_one_that_the_module_takes_by_default(module: HelperModule) -> None:
    interface = interface_of(module)
    if module.external_auth is None:
        assert [
            str(r) for r in interface.releases if "data.coder_external_auth" in interface.release(r).resources
        ] == []
        return
    asked = module.external_auth
    assert {interface.release(release).inputs[asked.input].default for release in interface.releases} == {asked.default}


def test_modules_that_set_one_environment_variable_have_one_role() -> None:
    setters: dict[str, list[HelperModule]] = {}
    for module in MODULES:
        interface = interface_of(module)
        for name in {name for release in interface.releases for name in interface.release(release).env}:
            setters.setdefault(name, []).append(module)
    clashing = {
        (name, one.id, other.id)
        for name, setting in setters.items()
        for one, other in combinations(setting, 2)
        if one.role is None or one.role != other.role
    }
    assert clashing == set()


@modules
def test_a_module_sets_who_commits_when_it_says_so(module: HelperModule) -> None:
    interface = interface_of(module)
    setting = [release for release in interface.releases if "GIT_AUTHOR_NAME" in interface.release(release).env]
    assert module.git_identity == (setting == list(interface.releases))
    assert module.git_identity == bool(setting)


@modules
def test_two_calls_that_a_template_may_hold_differ_in_the_slugs_of_their_apps(module: HelperModule) -> None:
    """Coder refuses two apps of one slug."""
    interface = interface_of(module)
    for release in interface.releases:
        apps = [app for app in module.slugs if release in app.releases]
        assert apps or "slug" not in interface.release(release).inputs, release
        assert len(apps) <= 1, release
        said = {app.input for app in apps if app.switch is None}
        distinct = module.distinct_inputs(release)
        assert not said or distinct is None or said <= set(distinct), release


@modules
def test_what_has_nothing_to_do_with_an_agent_stays_when_the_workspace_stops(module: HelperModule) -> None:
    assert module.agent_input is not None or not module.counted


@modules
def test_a_feature_is_one_of_the_table_and_asks_for_more_than_the_module_declares(module: HelperModule) -> None:
    interface = interface_of(module)
    for feature in module.features:
        since = CATALOG.coder.features[feature.text]
        meant = [release for release in interface.releases if release in feature.releases]
        assert meant, feature.text
        assert [str(r) for r in meant if CATALOG.provider_floor(module.module, r) >= since] == [], feature.text


@modules
def test_some_release_works_on_the_newest_coder_and_every_claim_is_about_one(module: HelperModule) -> None:
    interface = interface_of(module)
    assert module.newest(interface.releases, NEWEST) is not None
    for claim in (*module.unusable, *module.coder, *module.notes):
        assert any(release in claim.releases for release in interface.releases), claim


def test_a_note_reads_as_sentences_and_an_entry_has_one() -> None:
    for module in MODULES:
        texts = [module.description, *(note.text for note in module.notes), *(value.how for value in module.values)]
        assert [text for text in texts if not text.endswith((".", "`"))] == [], module.id


# A few exact facts, each read from the tags of coder/registry (as of 2026-08-21)


@pytest.mark.parametrize(
    ("id_", "coder", "release"),
    [
        ("agent-firewall", "2.29", None),
        ("agent-firewall", "2.30.1", "0.0.3"),
        ("aibridge-proxy", "2.29", None),
        ("aibridge-proxy", "2.30", "1.0.0"),
        ("jfrog-oauth", "2.34", "1.2.3"),  # 1.2.4 and 1.2.5 fail every template import; tried with real Terraform
        ("jfrog-token", "2.34", "1.2.2"),
        ("jetbrains", "2.24", "1.4.0"),
    ],
)
def test_fact_which_release_is_the_newest_of_use(id_: str, coder: str, release: str | None) -> None:
    module = CATALOG.module(id_)
    newest = module.newest(interface_of(module).releases, Release.parse(coder))
    assert (None if newest is None else str(newest)) == release


@pytest.mark.parametrize(
    ("id_", "release", "inputs"),
    [
        ("code-server", "1.5.2", ("slug", "port")),
        ("windsurf", "1.1.1", None),  # its slug became an input with 1.2.0
        ("windsurf", "1.2.0", ("slug",)),
        ("git-clone", "2.0.3", ()),
        ("jupyterlab", "1.3.0", None),
        ("jetbrains", "1.4.0", None),
    ],
)
def test_fact_in_what_two_calls_differ(id_: str, release: str, inputs: tuple[str, ...] | None) -> None:
    assert CATALOG.module(id_).distinct_inputs(Release.parse(release)) == inputs


@pytest.mark.parametrize("id_", ["jfrog-token", "jfrog-xray"])
def test_fact_modules_that_configure_a_provider_take_no_count(id_: str) -> None:
    assert not CATALOG.module(id_).counted
