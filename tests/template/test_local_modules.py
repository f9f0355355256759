"""Modules in folders of the template are read with it, and override files are merged."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from generator.app.validation import validate
from generator.diagnostics import Edit, Severity
from generator.hcl.edits import apply_edits
from generator.source.files import SourceFile
from generator.template.load import load_template, template_from_sources
from tests.helpers import build_tree
from tests.json_translation import in_json

if TYPE_CHECKING:
    from generator.template.model import Template
    from tests.lab.lab import Lab

EXAMPLE = Path(__file__).parents[2] / "examples" / "three-lines" / "three-lines"
ROOT = 'module "a" {\n  source = "./a"\n}\n'
INNER = 'module "b" {\n  source = "../b"\n}\n'


def template(files: dict[str, str]) -> Template:
    return template_from_sources([SourceFile(name, text.encode()) for name, text in files.items()], ".")


FILES = {"main.tf": ROOT, "a/main.tf": INNER, "b/x.tf": "locals {}\n", "c/main.tf": "locals {}\n"}


class TestFolders:
    def test_memory_and_disk_give_the_same(self, tmp_path: Path) -> None:
        build_tree(tmp_path, FILES)
        held, read = template(FILES), load_template(tmp_path, ".")
        assert set(held.sources) == set(read.sources) == {"main.tf", "a/main.tf", "b/x.tf"}
        assert [t.folder for t in read.modules_inside] == ["a", "b"]

    def test_paths_begin_with_the_name_of_the_template(self, tmp_path: Path) -> None:
        build_tree(tmp_path, FILES)
        read = load_template(tmp_path, "x/y")
        assert set(read.sources) == {"x/y/main.tf", "x/y/a/main.tf", "x/y/b/x.tf"}
        assert [t.folder for t in read.modules_inside] == ["x/y/a", "x/y/b"]
        again = template_from_sources(read.sources.values(), "x/y")
        assert [t.folder for t in again.modules_inside] == ["x/y/a", "x/y/b"]

    def test_a_folder_that_many_call_is_read_once(self) -> None:
        calls = "".join(f'module "m{i}" {{\n  source = "./a"\n}}\n' for i in range(3))
        (inside,) = template({"main.tf": calls, "a/main.tf": "locals {}\n"}).modules_inside
        assert inside.folder == "a"

    def test_many_levels_of_two_calls_each_take_no_time(self) -> None:
        files = {"main.tf": 'module "m" {\n  source = "./f0"\n}\n'}
        for i in range(40):
            calls = "".join(f'module "{label}" {{\n  source = "../f{i + 1}"\n}}\n' for label in "xy")
            files[f"f{i}/main.tf"] = calls if i < 39 else "locals {}\n"
        assert len(template(files).modules_inside) == 40

    def test_a_readme_is_at_hand(self, tmp_path: Path) -> None:
        build_tree(tmp_path, {"main.tf": "", "README.md": "# Hello\n"})
        read = load_template(tmp_path, ".")
        assert read.readme is not None
        assert read.readme.text == "# Hello\n"

    def test_a_readme_that_is_no_text_is_passed_over(self, tmp_path: Path) -> None:
        build_tree(tmp_path, {"main.tf": ""})
        (tmp_path / "README.md").write_bytes(b"\xff\xfe")
        assert load_template(tmp_path, ".").readme is None


class TestFindings:
    def test_a_fault_in_a_module_is_found_in_its_file_and_fixed_there(self, tmp_path: Path) -> None:
        inner = 'variable "image" {\n  default = "x"\n}\nlocals {\n  a = var.imgae\n}\n'
        build_tree(tmp_path, {"main.tf": ROOT, "a/main.tf": inner})
        (found,) = validate([tmp_path]).diagnostics
        assert (found.rule.name, found.primary.path.endswith("a/main.tf")) == ("undeclared-reference", True)
        assert validate([tmp_path], fix=True).fixed == 1
        assert (tmp_path / "a" / "main.tf").read_text() == inner.replace("imgae", "image")

    def test_a_comment_in_a_module_silences_it(self, tmp_path: Path) -> None:
        inner = "locals {\n  a = var.x # taskplate: ignore[undeclared-reference] made later\n}\n"
        build_tree(tmp_path, {"main.tf": ROOT, "a/main.tf": inner})
        assert validate([tmp_path]).diagnostics == []


class TestOverrides:
    def test_arguments_and_blocks_of_an_override_replace_those_of_the_base(self) -> None:
        read = template({
            "main.tf": 'resource "coder_app" "x" {\n  slug = "a"\n  icon = "b"\n'
            '  healthcheck {\n    url = "1"\n  }\n  lifecycle {\n    prevent_destroy = true\n  }\n}\n',
            "x_override.tf": 'resource "coder_app" "x" {\n  slug = "c"\n  healthcheck {\n    url = "2"\n  }\n'
            '  healthcheck {\n    url = "3"\n  }\n  lifecycle {\n    ignore_changes = [icon]\n  }\n}\n',
        })  # fmt: skip
        (block,) = read.blocks("resource")
        assert read.value(block.body.expression("slug")) == "c"
        assert read.value(block.body.expression("icon")) == "b"
        assert [read.value(b.body.expression("url")) for b in block.body.blocks_of("healthcheck")] == ["2", "3"]
        (lifecycle,) = block.body.blocks_of("lifecycle")
        assert set(lifecycle.body.attributes) == {"prevent_destroy", "ignore_changes"}
        assert block.body.attributes["slug"].span.path == "x_override.tf"
        assert block.span.path == "main.tf"

    def test_files_apply_in_order_of_name(self) -> None:
        read = template({
            "b_override.tf": 'variable "x" {\n  default = 2\n}\n',
            "a_override.tf": 'variable "x" {\n  default = 1\n}\n',
            "main.tf": 'variable "x" {}\n',
        })  # fmt: skip
        assert read.value(read.variables["x"].body.expression("default")) == 2

    def test_locals_and_required_providers_merge_one_by_one(self) -> None:
        read = template({
            "main.tf": "locals {\n  a = 1\n}\nlocals {\n  b = 2\n}\nterraform {\n  required_providers {\n"
            '    coder = { source = "coder/coder" }\n  }\n}\n',
            "override.tf": "locals {\n  b = 3\n}\nterraform {\n  required_providers {\n"
            '    docker = { source = "kreuzwerker/docker" }\n  }\n}\n',
        })  # fmt: skip
        assert {name: read.value(each) for name, each in read.locals.items()} == {"a": 1, "b": 3}
        (settings,) = read.blocks("terraform")
        (required,) = settings.body.blocks
        assert set(required.body.attributes) == {"coder", "docker"}

    def test_an_edit_of_an_overridden_argument_goes_into_the_file_that_has_it(self) -> None:
        read = template({"main.tf": 'variable "x" {}\n', "override.tf": 'variable "x" {\n  default = 1\n}\n'})
        span = read.variables["x"].body.attributes["default"].expression.span
        assert b"default = 5" in apply_edits(read.sources[span.path].data, [Edit(span, "5")])


@pytest.mark.terraform
def test_terraform_takes_an_example_in_json_as_we_do(lab: Lab, tmp_path: Path) -> None:
    for file in EXAMPLE.glob("*"):
        if file.suffix == ".tf":
            (tmp_path / f"{file.name}.json").write_text(in_json(file.read_text()))
        elif file.is_file():
            (tmp_path / file.name).write_bytes(file.read_bytes())
    assert lab.prove(tmp_path, coder_provider="2.18.0", variables={"anthropic_api_key": "key"}).problems == []
    assert [d.message for d in validate([tmp_path]).diagnostics if d.severity is Severity.ERROR] == []


def test_a_module_that_holds_odd_things_is_known_all_the_same(tmp_path: Path) -> None:
    call = 'module "x" {\n  source = "registry.coder.com/coder/code-server/coder"\n%s}\n'
    files = {
        "main.tf": 'module "a" {\n  source = "./a"\n  gone = 1\n}\n',
        "a/main.tf": call % "" + 'module "in" {\n  source = "../b"\n}\n',
        "a/big.tf.json": '{"variable": {"big": {"default": 1e999}}}',
        "b/main.tf": call % '  version = "1.3.1"\n',
    }
    build_tree(tmp_path, files)
    checked = validate([tmp_path], chosen=("unknown-module-input",))
    assert checked.faults == []
    assert [d.message for d in checked.diagnostics] == ["`./a` has no input `gone`"]
