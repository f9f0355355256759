from __future__ import annotations

import json
from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from generator import assets
from generator.catalog.interface import UNRECORDED, ModuleInterface, ModuleRelease, read_interface
from generator.catalog.versions import Constraint, Release, ReleaseRange
from generator.errors import ToolError
from generator.source.yaml_data import load_data

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = assets.modules_catalog() / "interfaces"
ADDRESSES = sorted(path.relative_to(FOLDER).with_suffix("").as_posix() for path in FOLDER.glob("*/*.yaml"))
SCHEMA = json.loads((assets.schemas() / "module-interface.schema.json").read_bytes())


def interface(address: str) -> ModuleInterface:
    return read_interface(FOLDER / f"{address}.yaml", address)


def release(address: str, text: str) -> ModuleRelease:
    return interface(address).release(Release.parse(text))


def form_lists(data: dict[str, Any]) -> dict[str, list[str]]:
    """The range texts of every list of forms, by where the list is."""
    found = {"terraform": [form["in"] for form in data.get("terraform", ())]}
    for section in ("inputs", "env", "modules", "providers", "resources"):
        for name, forms in data.get(section, {}).items():
            found[f"{section}.{name}"] = [form["in"] for form in forms]
    return found


def write(folder: Path, text: str) -> Path:
    path = folder / "module.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_catalog_has_every_release_of_every_registry_module() -> None:
    assert len(ADDRESSES) == 88
    assert sum(len(interface(address).releases) for address in ADDRESSES) == 466


def test_the_schema_is_itself_valid() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_file_meets_the_schema_it_names(address: str) -> None:
    path = FOLDER / f"{address}.yaml"
    data = load_data(path)
    assert (path.parent / data["$schema"]).resolve() == (assets.schemas() / "module-interface.schema.json").resolve()
    assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(data)] == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_release_has_two_forms_of_one_thing(address: str) -> None:
    existing = interface(address).releases
    for place, texts in form_lists(load_data(FOLDER / f"{address}.yaml")).items():
        held = [{one for one in existing if one in ReleaseRange.parse(text)} for text in texts]
        assert all(held), f"{place} has a form that no release has"
        assert not any(one & other for one, other in combinations(held, 2)), f"{place} overlaps"


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_bound_of_every_range_is_a_release_of_the_module(address: str) -> None:
    data = load_data(FOLDER / f"{address}.yaml")
    texts = [text for texts in form_lists(data).values() for text in texts]
    texts += [*data.get("outputs", {}).values(), *([data["makes_task"]] if "makes_task" in data else [])]
    bounds = {bound for text in texts for span in ReleaseRange.parse(text).spans for bound in span if bound is not None}
    assert bounds <= set(interface(address).releases)


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_release_can_be_built_and_its_constraints_read(address: str) -> None:
    module = interface(address)
    assert module.source == f"registry.coder.com/{address}/coder"
    assert list(module.releases) == sorted(module.releases)
    for one in map(module.release, module.releases):
        assert one.released == module.dates[one.release]
        for nested in one.modules:
            assert Constraint.parse(nested.version or "0").exact is not None, "nested calls pin one release"
        for provider in one.providers:
            Constraint.parse(provider.constraint or ">= 0", provider=True)
        Constraint.parse(one.terraform or ">= 0")


def test_claude_code_5_dropped_the_prompt_and_the_app_id() -> None:
    module = interface("coder/claude-code")
    last_with_tasks, first_without = release("coder/claude-code", "4.9.2"), release("coder/claude-code", "5.0.0")
    assert "ai_prompt" in last_with_tasks.inputs
    assert last_with_tasks.outputs == {"task_app_id"}
    assert "ai_prompt" not in first_without.inputs
    assert first_without.outputs == {"scripts"}
    assert str(module.input_range("ai_prompt")) == "3.0.0..4.9.2"
    assert str(module.output_range("task_app_id")) == "4.0.0..4.9.2"


def test_tags_that_were_never_made_are_no_releases() -> None:
    module = interface("coder/claude-code")
    for absent in ("3.4.0", "3.4.1", "3.4.2", "4.2.5"):
        assert Release.parse(absent) not in module.releases
        with pytest.raises(KeyError):
            module.release(Release.parse(absent))


def test_codex_renamed_its_gateway_variable_in_a_patch() -> None:
    before, after = release("coder-labs/codex", "5.2.0"), release("coder-labs/codex", "5.2.1")
    assert set(before.env) - set(after.env) == {"CODER_AIBRIDGE_SESSION_TOKEN"}
    assert set(after.env) - set(before.env) == {"OPENAI_CODER_AIGATEWAY_SESSION_TOKEN"}


def test_the_modules_that_made_the_task_themselves_are_agentapi_1_and_claude_code_2() -> None:
    makers = {
        f"{address} {one}"
        for address in ADDRESSES
        for module in [interface(address)]
        for one in module.releases
        if module.release(one).makes_task
    }
    assert {maker.rpartition(".")[0].rpartition(".")[0] for maker in makers} == {
        "coder/agentapi 1",
        "coder/claude-code 2",
    }
    assert len(makers) == 16


def test_a_key_that_became_sensitive_is_so_from_that_release_on() -> None:
    assert not release("coder/claude-code", "5.3.0").inputs["anthropic_api_key"].sensitive
    assert release("coder/claude-code", "5.4.0").inputs["anthropic_api_key"].sensitive


def test_an_input_that_became_optional_is_so_from_that_release_on() -> None:
    assert release("coder/claude-code", "4.9.2").inputs["workdir"].required
    workdir = release("coder/claude-code", "5.0.0").inputs["workdir"]
    assert not workdir.required
    assert workdir.default is None


def test_allowed_values_follow_the_release() -> None:
    assert "auto" not in release("coder/claude-code", "4.9.1").inputs["permission_mode"].allowed
    assert "auto" in release("coder/claude-code", "4.9.2").inputs["permission_mode"].allowed


def test_a_default_that_is_not_recorded_is_marked() -> None:
    assert release("coder/aider", "1.1.2").inputs["system_prompt"].default is UNRECORDED
    assert str(release("coder/aider", "2.0.0").inputs["system_prompt"].default).startswith("You are a helpful")


@pytest.mark.parametrize(
    ("text", "nested"), [("4.0.0", ["2.0.0"]), ("4.9.0", ["2.3.0"]), ("4.9.2", ["2.4.0"]), ("5.0.0", ["0.0.1"])]
)
def test_nested_modules_follow_the_release(text: str, nested: list[str]) -> None:
    assert [module.version for module in release("coder/claude-code", text).modules] == nested


def test_modules_that_left_the_main_branch_keep_their_releases() -> None:
    gone = {address for address in ADDRESSES if not interface(address).on_main}
    assert gone == {"coder/amazon-q", "coder-labs/gemini", "coder/hcp-vault-secrets", "coder/jetbrains-fleet"}


def test_an_open_constraint_matches_up_to_the_newest_release() -> None:
    module = interface("coder/claude-code")
    assert module.newest == Release(5, 4, 0)
    assert module.matching(Constraint.parse("~> 4.8"))[-1] == Release(4, 9, 2)
    assert module.matching(Constraint.parse("~> 4"))[-1] == module.newest
    assert module.matching(Constraint.parse("9.9.9")) == ()


def test_a_name_that_no_release_has_has_no_range() -> None:
    module = interface("coder/claude-code")
    assert module.input_range("ai_promt") is None
    assert module.output_range("app_id") is None


def test_a_form_that_came_back_holds_in_both_its_spans(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        """
        source: registry.coder.com/a/b/coder
        on_main: true
        releases: {"1.0.0": "2025-01-01", "1.1.0": "2025-01-02", "1.2.0": "2025-01-03", "2.0.0-rc.1": "2025-01-04"}
        inputs:
          port:
            - {in: "1.0.0, 1.2.0..", type: number, default: 1}
            - {in: "1.1.0", type: number, default: 2}
        outputs: {url: "1.0.0, 1.2.0.."}
        """,
    )
    module = read_interface(path, "a/b")
    assert [module.release(one).inputs["port"].default for one in module.releases] == [1, 2, 1, 1]
    assert str(module.input_range("port")) == "1.0.0.."
    assert str(module.output_range("url")) == "1.0.0, 1.2.0.."
    assert module.newest == Release(1, 2, 0)


def test_a_release_is_built_once() -> None:
    module = interface("coder/claude-code")
    assert module.release(module.newest) is module.release(module.newest)


@pytest.mark.parametrize(
    "text", ["", "[]", "a: [", "source: s\non_main: true", 'source: s\non_main: true\nreleases: {"x": ""}']
)
def test_a_damaged_file_is_our_own_fault_and_is_named(tmp_path: Path, text: str) -> None:
    with pytest.raises(ToolError, match=r"module\.yaml"):
        read_interface(write(tmp_path, text), "a/b")


def test_a_missing_file_is_our_own_fault_and_is_named(tmp_path: Path) -> None:
    with pytest.raises(ToolError, match=r"absent\.yaml"):
        read_interface(tmp_path / "absent.yaml", "a/b")
