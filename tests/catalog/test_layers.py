"""A catalog of one's own lies over the built-in one, and sources of modules may be written for a mirror."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from generator import assets
from generator.catalog.catalog import Catalog
from generator.catalog.sources import ModuleSources, is_registry_shape
from generator.catalog.versions import Release
from generator.errors import UsageError
from generator.source.problems import InvalidInputError
from tests.helpers import build_tree, run_cli

if TYPE_CHECKING:
    from pathlib import Path

MODULE = """\
id: notes
display_name: Notes
description: A pad to write on.
module: acme/notes
category: helper
agent_input: agent_id
"""
INTERFACE = """\
source: registry.coder.com/acme/notes/coder
on_main: true
releases: {"1.0.0": "2026-01-01"}
inputs:
  agent_id: [{in: "1.0.0..", type: string, required: true}]
providers:
  coder: [{in: "1.0.0..", source: coder/coder, constraint: ">= 2.99"}]
"""
SPEC = """\
name: fix-issues
blueprint: docker
agent: claude-code
modules:
  - id: code-server
"""
MIRROR = '[module-sources]\n"registry.coder.com" = "artifactory.example.com"\n'


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return build_tree(tmp_path / "own", {"modules/notes.yaml": MODULE, "interfaces/acme/notes.yaml": INTERFACE})


def test_what_only_ones_own_catalog_has_is_there_beside_the_built_in(own: Path) -> None:
    catalog = Catalog(own=own)
    assert {"notes", "code-server"} <= set(catalog.module_ids)
    assert {"acme/notes", "coder/claude-code"} <= set(catalog.addresses)
    assert catalog.module("notes").display_name == "Notes"
    assert catalog.provider_floor("acme/notes", Release(1)) == Release(2, 99)
    assert catalog.agent("claude-code") == Catalog().agent("claude-code")


def test_a_file_of_the_same_name_replaces_the_built_in_one(own: Path) -> None:
    text = (assets.modules_catalog() / "agents/claude-code.yaml").read_text(encoding="utf-8")
    build_tree(own, {"agents/claude-code.yaml": text.replace("display_name: Claude Code", "display_name: Ours", 1)})
    assert Catalog(own=own).agent("claude-code").display_name == "Ours"
    found = Catalog(own=own).agent_for("coder/claude-code")
    assert found is not None
    assert found.display_name == "Ours"


def test_any_part_of_a_catalog_may_be_missing(tmp_path: Path) -> None:
    (tmp_path / "own/interfaces").mkdir(parents=True)
    assert Catalog(own=tmp_path / "own").agent_ids == Catalog().agent_ids


@pytest.mark.parametrize("name", ["gone", "empty"])
def test_a_folder_that_is_no_catalog_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match="is no catalog"):
        Catalog(own=tmp_path / name)


def test_a_mistake_in_ones_own_file_is_found_at_its_place(own: Path) -> None:
    build_tree(own, {"modules/notes.yaml": MODULE.replace("category", "categry")})
    with pytest.raises(InvalidInputError) as refused:
        Catalog(own=own).module("notes")
    assert "notes.yaml:5:1" in str(refused.value) or "notes.yaml:1:1" in str(refused.value)


def test_an_interface_of_ones_own_that_is_none_is_the_users_mistake(own: Path) -> None:
    build_tree(own, {"interfaces/acme/notes.yaml": "[]\n"})
    with pytest.raises(UsageError, match=r"notes\.yaml"):
        Catalog(own=own).interface("acme/notes")


@pytest.mark.parametrize("how", ["option", "taskplate.toml"])
def test_every_command_that_names_modules_knows_ones_own(tmp_path: Path, own: Path, how: str) -> None:
    option = ["--catalog", str(own)] if how == "option" else []
    spec = SPEC.replace("code-server", "notes").replace("claude-code", "{id: claude-code, release: 4.9.2}")
    build_tree(tmp_path, {"work/task-template.yaml": spec})
    if not option:
        build_tree(tmp_path, {"taskplate.toml": 'catalog = "own"\n'})
    work = tmp_path / "work"
    assert "A pad to write on." in run_cli(["catalog", "list", *option], work)[1]
    assert json.loads(run_cli(["catalog", "show", "acme/notes", "--format", "json", *option], work)[1])["inputs"]
    assert "A pad to write on." in run_cli(["explain", "notes", *option], work)[1]
    code, _, err = run_cli(["generate", "task-template.yaml", *option], work)
    assert code == 0, err
    made = written(work / "fix-issues")
    assert "registry.coder.com/acme/notes/coder" in made
    assert ">= 2.99" in made
    code, out, _ = run_cli(["validate", "fix-issues", "--format", "json", *option], work)
    assert "unknown-registry-module" not in out
    if option:
        assert "unknown-registry-module" in run_cli(["validate", "fix-issues", "--format", "json"], work)[1]


def test_the_catalog_of_the_command_line_wins_over_the_configured_one(tmp_path: Path, own: Path) -> None:
    (tmp_path / "other/modules").mkdir(parents=True)
    build_tree(tmp_path, {"taskplate.toml": 'catalog = "other"\n'})
    assert "A pad" not in run_cli(["catalog", "list"], tmp_path)[1]
    assert "A pad" in run_cli(["catalog", "list", "--catalog", own], tmp_path)[1]


def test_each_folder_is_checked_against_the_catalog_of_its_own_configuration(tmp_path: Path, own: Path) -> None:
    call = 'module "n" {\n  source  = "registry.coder.com/acme/notes/coder"\n  version = "1.0.0"\n  bad = 1\n}\n'
    build_tree(
        tmp_path,
        {"a/taskplate.toml": 'catalog = "../own"\n', "a/main.tf": call, "b/main.tf": call, "b/.git/x": ""},
    )
    out = run_cli(["validate", "a", "b", "--format", "json", "--select", "module"], tmp_path)[1]
    found = {(each["path"], each["rule"]) for each in json.loads(out)["diagnostics"]}
    assert ("a/main.tf", "unknown-module-input") in found
    assert ("b/main.tf", "unknown-registry-module") in found
    assert ("a/main.tf", "unknown-registry-module") not in found


# Mirrors


@pytest.mark.parametrize(
    ("pairs", "source", "written"),
    [
        ({"registry.coder.com": "m.example.com"}, "registry.coder.com/coder/x/coder", "m.example.com/coder/x/coder"),
        ({"registry.coder.com": "m.example.com"}, "registry.coder.community/a/x/coder", None),
        ({"registry.coder.com/coder": "m.example.com/tf__coder"}, "registry.coder.com/coder/x/coder",
         "m.example.com/tf__coder/x/coder"),
        ({"registry.coder.com/coder": "m.example.com/tf__coder"}, "registry.coder.com/coder-labs/x/coder", None),
        ({"registry.coder.com/": "m.example.com/tf__"}, "registry.coder.com/coder/x/coder",
         "m.example.com/tf__coder/x/coder"),
        ({"registry.coder.com": "m.example.com", "registry.coder.com/coder": "n.example.com/c"},
         "registry.coder.com/coder/x/coder", "n.example.com/c/x/coder"),
        ({"registry.coder.com": "m.example.com"}, "./registry.coder.com/x", None),
        ({}, "registry.coder.com/coder/x/coder", None),
    ],
)  # fmt: skip
def test_a_source_is_rewritten_by_the_longest_prefix_and_back(
    pairs: dict[str, str], source: str, written: str | None
) -> None:
    sources = ModuleSources.of(pairs)
    assert sources.written(source) == (written or source)
    assert sources.known(sources.written(source)) == source


@pytest.mark.parametrize(
    ("original", "mirror", "right"),
    [
        ("registry.coder.com", "m.example.com:8443", True),
        ("registry.coder.com", "m.example.com/coder-virtual", False),
        ("registry.coder.com", "https://m.example.com", False),
        ("registry.coder.com/coder", "m.example.com/tf__coder", True),
        ("registry.coder.com/coder", "m.example.com", False),
        ("registry.coder.com/", "m.example.com/tf__", True),
        ("git::https://github.com/coder/registry.git", "git::https://git.example.com/a/b/c.git", True),
    ],
)
def test_what_stands_for_the_registry_keeps_the_form_that_takes_a_version(
    original: str, mirror: str, right: bool
) -> None:
    assert is_registry_shape(original, mirror) is right


def written(folder: Path) -> str:
    """The Terraform of a folder."""
    return "".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.tf")))


def test_generate_writes_the_mirrors_sources_and_validate_knows_them(tmp_path: Path) -> None:
    build_tree(tmp_path, {"taskplate.toml": MIRROR, "task-template.yaml": SPEC})
    code, _, err = run_cli(["generate", "task-template.yaml"], tmp_path)
    assert code == 0, err
    made = written(tmp_path / "fix-issues")
    assert "artifactory.example.com/coder/claude-code/coder" in made
    assert "registry.coder.com" not in made
    assert run_cli(["validate", "fix-issues"], tmp_path)[:2] == (0, "")


def test_the_inputs_of_a_mirrored_module_are_known(tmp_path: Path) -> None:
    source = "artifactory.example.com/coder/code-server/coder"
    call = f'module "c" {{\n  source  = "{source}"\n  version = "1.3.1"\n  fodler  = 1\n}}\n'
    build_tree(tmp_path, {"taskplate.toml": MIRROR, "t/main.tf": call})
    assert "unknown-module-input" in run_cli(["validate", "t"], tmp_path)[1]


def test_a_fix_writes_the_source_of_the_mirror(tmp_path: Path) -> None:
    call = 'module "c" {\n  source   = "coder/code-server"\n  version  = "1.3.1"\n  agent_id = "x"\n}\n'
    build_tree(tmp_path, {"taskplate.toml": MIRROR, "t/main.tf": call})
    run_cli(["validate", "t", "--fix"], tmp_path)
    assert written(tmp_path / "t").splitlines()[1] == '  source   = "artifactory.example.com/coder/code-server/coder"'


def test_a_template_for_a_mirror_differs_from_the_usual_one_in_sources_alone(tmp_path: Path) -> None:
    build_tree(tmp_path, {"a/taskplate.toml": MIRROR, "a/task-template.yaml": SPEC, "b/task-template.yaml": SPEC})
    for folder in ("a", "b"):
        assert run_cli(["generate", "task-template.yaml"], tmp_path / folder)[0] == 0
    mirrored = written(tmp_path / "a/fix-issues").replace("artifactory.example.com", "registry.coder.com")
    assert mirrored == written(tmp_path / "b/fix-issues")


def test_a_mirrored_source_is_known_in_a_module_of_the_template_too(tmp_path: Path) -> None:
    """A folder of the template that makes a task through a mirrored module makes it for the template."""
    inner = 'module "cc" {\n  source  = "artifactory.example.com/coder/claude-code/coder"\n  version = "2.2.0"\n}\n'
    files = {
        "taskplate.toml": MIRROR,
        "t/main.tf": 'module "in" {\n  source = "./in"\n}\nresource "coder_ai_task" "t" {\n  app_id = "x"\n}\n',
        "t/in/main.tf": inner,
    }
    build_tree(tmp_path, files)
    with_mirror = run_cli(["validate", "t", "--format", "json", "--select", "task"], tmp_path)[1]
    assert "two-task-resources" in with_mirror
    (tmp_path / "taskplate.toml").unlink()
    assert "two-task-resources" not in run_cli(["validate", "t", "--format", "json", "--select", "task"], tmp_path)[1]


def test_a_git_mirror_by_release_tag_is_known(tmp_path: Path) -> None:
    ref = "registry/coder/modules/code-server?ref=release/coder/code-server/v1.3.1"
    files = {
        "taskplate.toml": (
            '[module-sources]\n"git::https://github.com/coder/registry.git" = "git::https://g.example.com/r.git"\n'
        ),
        "t/main.tf": f'module "c" {{\n  source = "git::https://g.example.com/r.git//{ref}"\n  fodler = 1\n}}\n',
    }
    build_tree(tmp_path, files)
    assert "unknown-module-input" in run_cli(["validate", "t", "--format", "json"], tmp_path)[1]


def test_a_mirror_that_terraform_would_refuse_is_refused_at_its_place(tmp_path: Path) -> None:
    text = '[module-sources]\n"registry.coder.com" = "artifactory.example.com/coder-virtual"\n'
    build_tree(tmp_path, {"taskplate.toml": text, "task-template.yaml": SPEC})
    for command in (["generate", "task-template.yaml"], ["catalog", "list"]):
        code, _, err = run_cli(command, tmp_path)
        assert code == 2
        assert "taskplate.toml:2:" in err
        assert "HOST/NAMESPACE/NAME/PROVIDER" in err
