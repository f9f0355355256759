"""A folder is one model: what Coder sees in it is told, and what cannot be told is unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.errors import UsageError
from generator.hcl.scalars import text_of
from generator.source.files import MAX_FILE_BYTES, SourceFile
from generator.template.load import MAX_FILES, is_template_folder, load_template, template_from_sources
from generator.template.values import UNKNOWN, literal_strings, reach
from tests.helpers import build_tree

if TYPE_CHECKING:
    from pathlib import Path

    from generator.template.model import Template


def template_of(*texts: str, suffix: str = ".tf") -> Template:
    return template_from_sources([SourceFile(f"{i}{suffix}", text.encode()) for i, text in enumerate(texts)], ".")


PARAMETER = """
data "coder_parameter" "size" {
  name    = "Size"
  type    = "number"
  default = 4
  option {
    name  = "Small"
    value = 2
  }
  option {
    name  = "Large"
    value = "4"
  }
  validation {
    min = 1
  }
}
"""


class TestParameters:
    def test_a_parameter_is_told_as_coder_sees_it(self) -> None:
        (parameter,) = template_of(PARAMETER).parameters
        assert (parameter.label, parameter.name, parameter.type) == ("size", "Size", "number")
        assert (parameter.default, parameter.options, parameter.validation) == ("4", ("2", "4"), {"min": 1})
        assert not parameter.required

    def test_a_bare_parameter_is_a_required_string(self) -> None:
        (parameter,) = template_of('data "coder_parameter" "a" {\n  name = "a"\n}\n').parameters
        assert (parameter.type, parameter.default, parameter.options, parameter.validation) == ("string", None, (), {})
        assert parameter.required

    @pytest.mark.parametrize("default", ["var.x", '"${var.x}"', "f()", "data.a.b.c"])
    def test_a_computed_default_is_unknown_and_not_required(self, default: str) -> None:
        (parameter,) = template_of(f'data "coder_parameter" "a" {{\n  default = {default}\n}}\n').parameters
        assert parameter.default is UNKNOWN
        assert not parameter.required

    def test_a_null_default_is_none(self) -> None:
        assert template_of('data "coder_parameter" "a" {\n  default = null\n}\n').parameters[0].required

    @pytest.mark.parametrize("option", ["option {\n value = var.x\n}", 'dynamic "option" {\n for_each = []\n}'])
    def test_options_that_cannot_be_told_are_none(self, option: str) -> None:
        assert template_of(f'data "coder_parameter" "a" {{\n{option}\n}}\n').parameters[0].options is None

    def test_a_name_through_a_local_is_told(self) -> None:
        text = 'locals {\n  n = "AI ${local.m}"\n  m = "Prompt"\n}\n'
        assert (
            template_of(text, 'data "coder_parameter" "a" {\n  name = local.n\n}\n').parameters[0].name == "AI Prompt"
        )


class TestPresets:
    @pytest.mark.parametrize(
        ("parameters", "values"),
        [
            ("{ Size = 4 }", [("Size", "4")]),
            ('{ "Size" = "4", Other = true }', [("Size", "4"), ("Other", "true")]),
            ("{ Size = var.x }", [("Size", UNKNOWN)]),
            ("{ Size = null }", [("Size", None)]),
            ("{ (data.coder_parameter.size.name) = 4 }", [("Size", "4")]),
            ('{ "${data.coder_parameter.size.name}" = 4 }', [("Size", "4")]),
            ("local.chosen", [("Size", "2")]),
            ("{}", []),
            ("{ (var.x) = 1 }", None),
            ("merge({}, local.chosen)", None),
            ("local.gone", None),
        ],
    )
    def test_values_are_told_where_they_can_be(self, parameters: str, values: list[tuple[str, object]] | None) -> None:
        preset = f'data "coder_workspace_preset" "p" {{\n  name = "P"\n  parameters = {parameters}\n}}\n'
        found = template_of(PARAMETER, preset, "locals {\n  chosen = { Size = 2 }\n}\n").presets[0].values
        assert (None if found is None else [(value.name, value.value) for value in found]) == values

    def test_a_preset_without_parameters_has_none(self) -> None:
        preset = template_of('data "coder_workspace_preset" "p" {\n  name = "P"\n  default = true\n}\n').presets[0]
        assert (preset.name, preset.default, preset.values) == ("P", True, ())

    def test_the_places_of_a_value_are_its_text(self) -> None:
        template = template_of('data "coder_workspace_preset" "p" {\n  parameters = { "é" = 22 }\n}\n')
        (value,) = template.presets[0].values or ()
        source = template.sources["0.tf"]
        assert (source.slice(value.name_span), source.slice(value.value_span)) == ('"é"', "22")


class TestEnvironment:
    def test_both_ways_are_told(self) -> None:
        template = template_of(
            'resource "coder_env" "a" {\n  name = "A"\n  value = var.a\n}\n'
            'resource "coder_agent" "dev" {\n  env = {\n    B = "b"\n    "C" = 1\n    (local.d) = 2\n  }\n}\n'
            'locals {\n  d = "D"\n}\n'
        )
        assert [variable.name for variable in template.environment] == ["A", "B", "C", "D"]
        assert template.environment_is_known

    @pytest.mark.parametrize(
        "text",
        [
            'resource "coder_agent" "dev" {\n  env = merge({}, {})\n}\n',
            'resource "coder_agent" "dev" {\n  env = { (var.x) = 1 }\n}\n',
            'resource "coder_env" "a" {\n  name = var.x\n  value = 1\n}\n',
        ],
    )
    def test_an_environment_that_may_hold_more_is_not_known(self, text: str) -> None:
        assert not template_of(text).environment_is_known


class TestModules:
    @pytest.mark.parametrize(
        ("source", "address"),
        [
            ("registry.coder.com/coder/claude-code/coder", "coder/claude-code"),
            ("registry.coder.com/coder-labs/codex/coder", "coder-labs/codex"),
            ("registry.coder.com/modules/git-clone/coder", "coder/git-clone"),
            ("registry.coder.com/coder/claude-code", None),
            ("https://registry.coder.com/coder/claude-code/coder", None),
            ("./module", None),
            ("terraform-aws-modules/vpc/aws", None),
        ],
    )
    def test_only_the_coder_registry_has_addresses(self, source: str, address: str | None) -> None:
        call = template_of(f'module "m" {{\n  source = "{source}"\n}}\n').module_calls[0]
        assert (call.name, call.source, call.address) == ("m", source, address)

    def test_inputs_are_all_but_what_terraform_reads(self) -> None:
        call = template_of(
            'module "m" {\n  source = "./m"\n  version = "1.0.0"\n  count = 1\n  providers = {}\n  depends_on = []\n'
            "  agent_id = 1\n}\n"
        ).module_calls[0]
        assert list(call.inputs) == ["agent_id"]

    @pytest.mark.parametrize(("version", "known"), [('"~> 1.2"', True), ("var.v", False), ('"one"', False)])
    def test_a_constraint_is_told_where_it_is_one(self, version: str, known: bool) -> None:
        call = template_of(f'module "m" {{\n  source = "./m"\n  version = {version}\n}}\n').module_calls[0]
        assert (call.constraint is not None) is known
        assert call.version is not None

    @pytest.mark.parametrize(
        "reference", ["module.m.out", "module.m[0].out", "module.m[*].out", "module.m.0.out", 'module.m["k"].out.x']
    )
    def test_an_output_is_told_by_whatever_way_it_is_reached(self, reference: str) -> None:
        template = template_of(f"locals {{\n  a = [f({reference})]\n}}\n")
        assert [(call, output) for call, output, _ in template.module_outputs()] == [("m", "out")]

    def test_a_whole_module_is_no_output(self) -> None:
        assert list(template_of("locals {\n  a = module.m\n}\n").module_outputs()) == []

    def test_a_finding_points_at_the_version_the_source_or_the_block(self) -> None:
        template = template_of(
            'module "a" {\n  source = "./a"\n  version = "1"\n}\nmodule "b" {\n  source = "./b"\n}\nmodule "c" {\n}\n'
        )
        shown = template.sources["0.tf"].slice
        assert [shown(call.place) for call in template.module_calls] == ['"1"', '"./b"', 'module "c"']


class TestValues:
    LOCALS = """
        locals {
          a = "x"
          b = [local.a, 2]
          c = { k = local.a }
          d = local.e
          e = local.d
          f = "${local.f}"
        }
    """

    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("1", 1),
            ("null", None),
            ("local.a", "x"),
            ('"${local.a}-${1}"', "x-1"),
            ('"${local.a}"', "x"),
            ('"n ${1.0} ${true}"', "n 1 true"),
            ("local.b", ["x", 2]),
            ("local.c", {"k": "x"}),
            ("<<-E\n    a ${local.a}\n    b\n  E", "a x\nb\n"),
            ("local.d", UNKNOWN),
            ("local.f", UNKNOWN),
            ("local.gone", UNKNOWN),
            ("local.c.k", "x"),
            ("var.a", UNKNOWN),
            ('"${local.a}${var.a}"', UNKNOWN),
            ('"a ${null}"', UNKNOWN),
            ('"a ${[1]}"', UNKNOWN),
            ("[var.a]", UNKNOWN),
            ("{ a = var.a }", UNKNOWN),
            ("1 + 1", 2),
            ("local.gone.x", UNKNOWN),
        ],
    )
    def test_an_expression_is_worth_what_can_be_told(self, text: str, value: object) -> None:
        template = template_of(self.LOCALS, f"x = {text}\n")
        assert template.value(template.documents[1].body.expression("x")) == value

    def test_an_absent_argument_is_null(self) -> None:
        assert template_of().value(None) is None

    @pytest.mark.parametrize(
        ("value", "text"),
        [
            (True, "true"),
            (2.0, "2"),
            (2.5, "2.5"),
            (1e-7, "0.0000001"),
            (1.5e20, "150000000000000000000"),
            (3, "3"),
            ("a", "a"),
        ],
    )
    def test_scalars_become_text_as_terraform_makes_them(self, value: object, text: str) -> None:
        assert text_of(value) == text

    @pytest.mark.parametrize(
        ("text", "reached"),
        [
            ("local.b", ["var.deep"]),
            ('f("${local.b} ${var.x}")', ["var.deep", "var.x"]),
            ("local.d", []),
            ("local.gone", ["local.gone"]),
            ("[for local in var.m : local.b]", ["var.m"]),
        ],
    )
    def test_what_a_value_comes_from_is_found_through_locals(self, text: str, reached: list[str]) -> None:
        text = f"locals {{\n  a = var.deep\n  b = [local.a]\n  d = local.e\n  e = [local.d]\n}}\nx = {text}\n"
        template = template_of(text)
        expression = template.documents[0].body.expression("x")
        assert expression is not None
        assert sorted(str(traversal) for traversal in reach(expression, template.locals)) == reached

    def test_string_literals_are_found_wherever_they_stand(self) -> None:
        template = template_of('x = f(["a", 1], { b = "c ${"d"}" })\n')
        expression = template.documents[0].body.expression("x")
        assert expression is not None
        assert [literal.value for literal in literal_strings(expression)] == ["a", "b", "c ", "d"]


class TestFolders:
    def test_a_broken_file_hides_nothing_of_the_others_but_proves_nothing(self) -> None:
        template = template_of("locals {\n", "locals {\n  a = 1\n}\n")
        assert list(template.locals) == ["a"]
        assert template.opaque
        assert len(template.problems) == 1

    def test_a_whole_folder_is_not_opaque(self) -> None:
        assert not template_of("locals {}\n").opaque

    def test_files_are_read_in_order_of_name(self, tmp_path: Path) -> None:
        build_tree(tmp_path, {"b.tf": "", "a.tf": "", "c.txt": "x", "z.tf.json": "{}", "sub/d.tf": ""})
        assert list(load_template(tmp_path, "t").sources) == ["t/a.tf", "t/b.tf", "t/z.tf.json"]
        assert list(load_template(tmp_path, ".").sources) == ["a.tf", "b.tf", "z.tf.json"]

    def test_what_terraform_passes_over_is_passed_over(self, tmp_path: Path) -> None:
        build_tree(tmp_path, {"a.tf": "", ".hidden.tf": "= =", "folder.tf/x": ""})
        (tmp_path / ".#a.tf").symlink_to("editor@host.1")
        assert list(load_template(tmp_path, ".").sources) == ["a.tf"]

    def test_a_link_to_nowhere_is_said(self, tmp_path: Path) -> None:
        build_tree(tmp_path, {"a.tf": ""})
        (tmp_path / "b.tf").symlink_to("gone")
        with pytest.raises(UsageError, match=r"b\.tf: there is no such file"):
            load_template(tmp_path, ".")

    def test_a_link_to_a_file_is_followed(self, tmp_path: Path) -> None:
        build_tree(tmp_path, {"real.txt": "locals {\n  a = 1\n}\n"})
        (tmp_path / "a.tf").symlink_to("real.txt")
        assert list(load_template(tmp_path, ".").locals) == ["a"]

    def test_too_many_files_are_no_template(self, tmp_path: Path) -> None:
        build_tree(tmp_path, {f"{i}.tf": "" for i in range(MAX_FILES + 1)})
        with pytest.raises(UsageError, match="more than 500 are no template"):
            load_template(tmp_path, ".")

    def test_a_huge_file_is_refused(self, tmp_path: Path) -> None:
        with (tmp_path / "a.tf").open("wb") as handle:
            handle.truncate(MAX_FILE_BYTES + 1)
        with pytest.raises(UsageError, match=r"a\.tf: is larger than"):
            load_template(tmp_path, ".")

    def test_a_missing_folder_is_said(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="gone: cannot be read"):
            load_template(tmp_path / "gone", "gone")

    @pytest.mark.parametrize(
        ("files", "is_one"),
        [({"a.tf": ""}, True), ({"a.tf.json": ""}, True), ({"sub/a.tf": ""}, False), ({".a.tf": ""}, False),
         ({"a.tf/b": ""}, False), ({"README.md": ""}, False)],
    )  # fmt: skip
    def test_a_template_folder_holds_terraform_itself(
        self, tmp_path: Path, files: dict[str, str], is_one: bool
    ) -> None:
        assert is_template_folder(build_tree(tmp_path, files)) is is_one
