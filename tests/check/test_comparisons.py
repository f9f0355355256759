"""Every comparing rule has a page whose Before and After are true, and finds what its cases say."""

import re
from pathlib import Path

import pytest
import yaml

from generator import assets
from generator.app.comparing import compare
from generator.catalog.catalog import Catalog
from generator.check.comparison import COMPARISONS, compare_templates, comparison
from generator.source.files import SourceFile
from generator.template.load import template_from_sources
from tests.helpers import build_tree, run_cli

CASES = Path(__file__).parent.parent / "comparisons" / "cases.yml"
CATALOG = Catalog()


def found(old, new):
    before, after = SourceFile("old/main.tf", old.encode()), SourceFile("new/main.tf", new.encode())
    diagnostics = compare_templates(
        template_from_sources([before], "old"), template_from_sources([after], "new"), CATALOG
    )
    sources = {source.path: source for source in (before, after)}
    return [
        f"{d.primary.path}:{sources[d.primary.path].position(d.primary.start)} {d.severity.value} {d.rule.name}"
        for d in diagnostics
    ]


def cases():
    for name, case in yaml.safe_load(CASES.read_text()).items():
        yield pytest.param(case, id=name)


@pytest.mark.parametrize("case", list(cases()))
def test_case(case):
    assert found(case["old"], case["new"]) == case["found"]


@pytest.mark.parametrize("name", COMPARISONS)
def test_every_rule_has_a_case(name):
    assert any(name in line for case in yaml.safe_load(CASES.read_text()).values() for line in case["found"])


@pytest.mark.parametrize("name", COMPARISONS)
def test_page_is_complete_and_true(name):
    text = assets.comparison_page(name.replace("-", "_")).read_text()
    assert re.findall(r"^## (\w+)$", text, re.MULTILINE) == ["What", "Why", "Before", "After", "Fix"]
    before, after = re.findall(r"```tf\n(.*?)```", text, re.DOTALL)
    assert any(line.endswith(f" {name}") for line in found(before, after))
    assert found(before, before) == []
    assert comparison(name)[0].name == name


def test_every_file_is_listed():
    folder = Path(assets.__file__).parent / "check" / "comparisons"
    assert {path.stem for path in folder.glob("*.py")} - {"__init__"} == {
        name.replace("-", "_") for name in COMPARISONS
    }


def test_nothing_is_compared_where_a_file_cannot_be_read(tmp_path):
    build_tree(tmp_path, {"old/main.tf": 'resource "coder_agent" "a" {}\n', "new/main.tf": "locals {\n"})
    compared = compare(tmp_path / "old", tmp_path / "new")
    assert compared.diagnostics == ()
    assert not compared.complete
    assert run_cli(["compare", "old", "new"], tmp_path)[0] == 2


def test_the_command_tells_and_fails_on_errors(tmp_path):
    volume = 'resource "docker_volume" "home" {\n  name = "a"\n}\n'
    build_tree(tmp_path, {"old/main.tf": volume, "new/main.tf": volume.replace('"a"', '"b"'), "same/x.tf": volume})
    code, out, _ = run_cli(["compare", "old", "new"], tmp_path)
    assert code == 1
    assert out.startswith("new/main.tf:2:10: error: a new `name` replaces `docker_volume.home`")
    assert "old/main.tf:2:10" in out
    assert run_cli(["compare", "old", "same"], tmp_path)[0] == 0
    assert run_cli(["compare", "old", "nowhere"], tmp_path)[0] == 3
