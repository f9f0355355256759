"""`taskplate catalog sync` reads a registry's tags into a catalog; `catalog check` proves what people wrote in it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from generator import assets
from generator.app.catalog_upkeep import sync_catalog
from generator.catalog.catalog import Catalog
from generator.catalog.versions import Release
from generator.errors import UsageError
from tests.helpers import build_tree, run_cli
from tests.upkeep.registries import Registry, small_catalog, two_modules

if TYPE_CHECKING:
    from pathlib import Path

AGENT = """\
id: tool
display_name: Tool
description: Works.
icon: /icon/x.svg
url: https://example.com
module: acme/tool
tasks: {task-resource: "1.1.0"}
app_id:
  - {in: "1.1.0", output: task_app_id}
prompt:
  - {in: "1.1.0..", input: model}
auth: {}
needs: []
"""


@pytest.fixture(autouse=True)
def _small(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    root = small_catalog(tmp_path_factory.mktemp("built-in"))
    monkeypatch.setattr(assets, "modules_catalog", lambda: root)


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return two_modules(tmp_path / "registry")


def sync(tmp_path: Path, *more: str) -> tuple[int, list[str], str]:
    code, out, err = run_cli(["catalog", "sync", "registry", "--catalog", "own", *more], tmp_path)
    return code, out.splitlines(), err


@pytest.mark.usefixtures("registry")
def test_a_first_sync_writes_every_module_of_the_registry(tmp_path: Path) -> None:
    code, out, _ = sync(tmp_path)
    assert code == 0
    assert "acme/tool: new module, releases 1.0.0, 1.1.0" in out
    assert "acme/wrapper: new module, release 0.1.0" in out
    assert out[-1] == "3 release tags read; interfaces written: 2"
    interface = Catalog(own=tmp_path / "own").interface("acme/tool")
    assert interface is not None
    assert interface.release(Release(1, 1)).inputs["model"].allowed == ("small", "large")
    assert interface.source == "registry.coder.com/acme/tool/coder"


@pytest.mark.usefixtures("registry")
def test_modules_of_the_built_in_catalog_are_no_matter_of_another_registry(tmp_path: Path) -> None:
    assert [line for line in sync(tmp_path)[1] if line.startswith("kept")] == []


@pytest.mark.usefixtures("registry")
def test_a_second_sync_changes_nothing(tmp_path: Path) -> None:
    sync(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "own").rglob("*.yaml")}
    assert sync(tmp_path)[1][-1] == "3 release tags read; interfaces written: 0"
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "own").rglob("*.yaml")} == before


def test_a_later_commit_that_changes_no_release_changes_no_file(tmp_path: Path, registry: Registry) -> None:
    sync(tmp_path)
    registry.commit()
    assert sync(tmp_path, "--check")[0] == 0


def test_a_new_release_is_told_with_what_is_another_in_it(tmp_path: Path, registry: Registry) -> None:
    sync(tmp_path)
    registry.release("acme/tool", "1.2.0", 'variable "agent_id" {\n  type = string\n}\n')
    code, out, _ = sync(tmp_path)
    at = out.index("acme/tool: new release 1.2.0")
    assert (code, out[at + 1 : at + 3]) == (0, ["  gone: input `model`", "  gone: output `task_app_id`"])


def test_with_check_nothing_is_written_and_the_exit_code_tells(tmp_path: Path, registry: Registry) -> None:
    assert sync(tmp_path, "--check")[0] == 1
    assert not (tmp_path / "own").exists()
    sync(tmp_path)
    assert sync(tmp_path, "--check")[0] == 0
    registry.release("acme/tool", "1.2.0", "")
    assert sync(tmp_path, "--check")[1][-1] == "4 release tags read; interfaces would change: 1"


def test_a_curated_file_of_a_module_with_a_new_release_needs_a_look(tmp_path: Path, registry: Registry) -> None:
    sync(tmp_path)
    build_tree(tmp_path, {"own/agents/tool.yaml": AGENT})
    registry.release("acme/tool", "1.2.0", 'variable "agent_id" {}\nvariable "model" {}\n')
    code, out, _ = sync(tmp_path)
    ended = "nothing is said of it under `tasks`, `app_id`"
    assert f"own/agents/tool.yaml: needs a look: acme/tool 1.2.0 is new; {ended}" in out
    assert code == 0


def test_a_claim_that_a_new_release_breaks_is_found_at_its_place(tmp_path: Path, registry: Registry) -> None:
    sync(tmp_path)
    build_tree(tmp_path, {"own/agents/tool.yaml": AGENT})
    registry.release("acme/tool", "1.2.0", 'variable "agent_id" {}\n')
    code, out, err = sync(tmp_path)
    found = "own/agents/tool.yaml:11:28: error: release 1.2.0 has no input `model` [unknown-input]"
    assert (code, [line for line in out if "unknown-input" in line]) == (1, [found])
    assert "1 error" in err


def test_a_release_that_does_not_parse_is_left_out_and_said(tmp_path: Path, registry: Registry) -> None:
    registry.release("acme/tool", "1.2.0", "variable {\n")
    _, out, _ = sync(tmp_path)
    assert [line for line in out if line.startswith("left out: release/acme/tool/v1.2.0: main.tf:1:")] != []
    interface = Catalog(own=tmp_path / "own").interface("acme/tool")
    assert interface is not None
    assert interface.newest == Release(1, 1)


def test_a_tag_that_is_gone_or_moved_is_said(tmp_path: Path, registry: Registry) -> None:
    sync(tmp_path)
    registry.git("tag", "--delete", "release/acme/tool/v1.0.0")
    registry.git("tag", "--force", "release/acme/tool/v1.1.0", "HEAD")
    _, out, _ = sync(tmp_path)
    assert "acme/tool: no tag any more of release 1.0.0" in out
    assert "  tagged on 2026-01-03, not 2026-01-02" in out


def test_a_module_of_the_catalog_without_tags_is_kept(tmp_path: Path, registry: Registry) -> None:
    sync(tmp_path)
    registry.git("tag", "--delete", "release/acme/wrapper/v0.1.0")
    _, out, _ = sync(tmp_path)
    (kept,) = [line for line in out if line.startswith("kept")]
    assert "acme/wrapper" in kept
    assert "coder/claude-code" not in kept  # of the built-in catalog, which this sync does not write to
    assert (tmp_path / "own/interfaces/acme/wrapper.yaml").is_file()


def test_a_module_that_left_the_main_branch_stays_usable_and_is_said(tmp_path: Path, registry: Registry) -> None:
    sync(tmp_path)
    registry.git("rm", "--quiet", "-r", "registry/acme/modules/tool")
    registry.commit()
    _, out, _ = sync(tmp_path)
    assert "acme/tool: gone from the main branch" in out
    interface = Catalog(own=tmp_path / "own").interface("acme/tool")
    assert interface is not None
    assert not interface.on_main


def test_a_catalog_of_ones_own_gets_only_what_the_built_in_one_does_not_tell_so(
    tmp_path: Path, registry: Registry
) -> None:
    sync_catalog(registry.root)
    assert (assets.modules_catalog() / "interfaces/acme/tool.yaml").is_file()
    registry.release("acme/tool", "1.2.0", "")
    sync(tmp_path)
    assert [path.name for path in (tmp_path / "own").rglob("*.yaml")] == ["tool.yaml"]


def test_the_built_in_catalog_says_which_schema_a_file_has_and_of_which_registry_it_is(registry: Registry) -> None:
    sync_catalog(registry.root)
    text = (assets.modules_catalog() / "interfaces/acme/tool.yaml").read_text(encoding="utf-8")
    assert "github.com/coder/registry (as of 2026-01-03)" in text
    assert "\n$schema: ../../../schemas/module-interface.schema.json\n" in text


def test_the_built_in_catalog_of_an_installed_taskplate_is_not_written(
    tmp_path: Path, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assets, "modules_catalog", lambda: tmp_path / "generator/_data/modules_catalog")
    with pytest.raises(UsageError, match="installed") as refused:
        sync_catalog(registry.root)
    assert "--catalog DIR" in refused.value.hint


def test_a_checkout_without_tags_says_how_to_get_them(tmp_path: Path) -> None:
    Registry(tmp_path / "registry").commit()
    code, _, err = sync(tmp_path)
    assert code == 2
    assert "git fetch --tags" in err


@pytest.mark.usefixtures("registry")
def test_check_reports_as_data_too(tmp_path: Path) -> None:
    sync(tmp_path)
    build_tree(tmp_path, {"own/agents/tool.yaml": AGENT.replace("input: model", "input: modle")})
    code, out, _ = run_cli(["catalog", "check", "--catalog", "own", "--format", "json"], tmp_path)
    assert code == 1
    (found,) = json.loads(out)["diagnostics"]
    assert (found["rule"], found["path"], found["start"]["line"]) == ("unknown-input", "own/agents/tool.yaml", 11)
