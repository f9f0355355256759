"""`taskplate export-cookiecutter`: what it exports, what it refuses to, and what it writes."""

from __future__ import annotations

import ast
import shutil
import sys
from typing import TYPE_CHECKING

import pytest

from generator import assets
from generator.app import export_cookiecutter
from generator.compose.choices import spoken
from tests.app.test_own_blueprint import MAIN, MANIFEST
from tests.cookiecutter.exporting import EXAMPLES, SPEC, exported, stamped, written
from tests.cookiecutter.running import ROOT, files_below
from tests.documents import blocks
from tests.helpers import build_tree, run_cli

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class TestOnesOwn:
    SPEC = {"name": "mine", "blueprint": {"name": "./base", "options": {"size": "large"}}, "agent": "claude-code"}  # noqa: RUF012

    def export(self, folder: Path, main: str) -> tuple[int, str, str]:
        build_tree(folder, {"base/blueprint.yaml": MANIFEST, "base/main.tf.j2": main})
        written(folder, self.SPEC)
        return run_cli(["export-cookiecutter", "spec.yaml"], folder)

    def test_a_blueprint_is_exported_like_ours(self, tmp_path: Path) -> None:
        code, out, err = self.export(tmp_path, MAIN)
        assert (code, err) == (0, "")
        assert out.endswith("asks for name, display_name, description, size\n")
        run = stamped(tmp_path / "cookiecutter-mine", tmp_path, size="${x}")
        assert b'input = { size = "$${x}", token' in run.files["mine/main.tf"]

    @pytest.mark.parametrize(
        "use",
        [
            "{% if options.size == 'large' %}# large\n{% endif %}",
            "# {{ options.size | upper | comment }}\n",
            "# {{ (options.size ~ '!') | comment }}\n",
            "# {{ options.size | length }}\n",
        ],
    )
    def test_an_option_that_changes_more_than_a_value_is_not_asked_for(self, tmp_path: Path, use: str) -> None:
        code, out, err = self.export(tmp_path, MAIN + use)
        assert code == 0
        assert err == "  size is as in the spec: more than a value changes with it (main.tf)\n"
        assert out.endswith("asks for name, display_name, description\n")

    def test_a_blueprint_that_does_more_with_the_name_is_refused(self, tmp_path: Path) -> None:
        code, _, err = self.export(tmp_path, MAIN + "# {{ name | upper | comment }}\n")
        assert (code, err) == (
            2,
            "taskplate: `name` cannot be asked for: more than a value changes with it (main.tf)\n",
        )
        assert not (tmp_path / "cookiecutter-mine").exists()

    def test_a_catalog_of_ones_own_is_used(self, tmp_path: Path) -> None:
        mirror = '[module-sources]\n"registry.coder.com" = "artifactory.example.com"\n'
        template = exported(
            tmp_path, {"name": "x", "blueprint": "docker", "agent": "codex"}, **{"taskplate.toml": mirror}
        )
        (tasks,) = (data for name, data in files_below(template).items() if name.endswith("/task.tf"))
        assert b'"artifactory.example.com/coder-labs/codex/coder"' in tasks

    def test_terraform_of_the_users_own_beside_a_template_is_not_exported(self, tmp_path: Path) -> None:
        spec = {**SPEC, "name": "x", "env": {"A": {"expr": "local.mine"}}}
        written(tmp_path, spec, **{"x/own.tf": 'locals {\n  mine = "a"\n}\n'})
        code, _, err = run_cli(["export-cookiecutter", "spec.yaml"], tmp_path)
        assert (code, "the template has no `local.mine`" in err) == (2, True)


class TestWritten:
    SPEC = {"name": "w", "blueprint": "docker", "agent": "codex"}  # noqa: RUF012

    def test_a_folder_that_is_there_is_replaced_only_when_forced(self, tmp_path: Path) -> None:
        github = {"triggers": [{"github": "pull-request"}]}
        template = exported(tmp_path, {**self.SPEC, **github})
        assert any(name.endswith("github-pull-request.yml") for name in files_below(template))
        build_tree(template, {"tests/mine.sh": "mine"})
        before = files_below(template)
        written(tmp_path, self.SPEC)
        code, _, err = run_cli(["export-cookiecutter", "spec.yaml", "-o", "made"], tmp_path)
        assert (code, files_below(template)) == (2, before)
        assert "made: is there already" in err
        assert run_cli(["export-cookiecutter", "spec.yaml", "-o", "made", "--force"], tmp_path)[0] == 0
        assert not any(name.endswith("github-pull-request.yml") for name in files_below(template))
        assert files_below(template)["tests/mine.sh"] == b"mine"

    def test_a_spec_of_several_targets_is_exported_for_one(self, tmp_path: Path) -> None:
        spec = EXAMPLES / "targets/task-template.yaml"
        code, _, err = run_cli(["export-cookiecutter", spec, "-o", "made"], tmp_path)
        assert (code, "has targets; choose one of today, next" in err) == (2, True)
        code, out, _ = run_cli(["export-cookiecutter", spec, "-o", "made", "--target", "next"], tmp_path)
        assert (code, "for Coder 2.38 (workspace)" in out) == (0, True)

    def test_a_spec_with_errors_is_not_exported(self, tmp_path: Path) -> None:
        written(tmp_path, {**self.SPEC, "agent": "nobody"})
        code, _, err = run_cli(["export-cookiecutter", "spec.yaml"], tmp_path)
        assert (code, "nothing was written" in err) == (2, True)
        assert [path.name for path in tmp_path.iterdir()] == ["spec.yaml"]

    def test_what_is_not_stamped_out_is_no_terraform(self, tmp_path: Path) -> None:
        exported(tmp_path, self.SPEC)
        assert run_cli(["validate", "."], tmp_path)[0] == 3
        assert run_cli(["fmt", "-r", "."], tmp_path)[0] == 3

    def test_it_needs_nothing_of_taskplate(self) -> None:
        imported = set(_imports(assets.escapes().read_text(encoding="utf-8")))
        assert imported <= sys.stdlib_module_names
        for part in assets.cookiecutter_parts().glob("*.py"):
            known = {"cookiecutter", "jinja2", "taskplate_escapes"} | sys.stdlib_module_names
            assert set(_imports(part.read_text(encoding="utf-8"))) <= known

    def test_the_python_function_does_what_the_command_does(self, tmp_path: Path) -> None:
        spec = written(tmp_path, self.SPEC) / "spec.yaml"
        done = export_cookiecutter(spec, write=False)
        assert (done.folder, done.folder.exists()) == (tmp_path / "cookiecutter-w", False)
        assert [question.key for question in done.questions] == ["name", "display_name", "description"]
        run_cli(["export-cookiecutter", "spec.yaml"], tmp_path)
        assert files_below(done.folder) == dict(done.files)


def _imports(code: str) -> Iterator[str]:
    """The top-level packages that some code imports."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]


def test_the_page_shows_what_the_command_prints(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES / "codex", tmp_path / "examples" / "codex")
    ((prompt, _, shown),) = (
        block.partition("\n")
        for block in blocks((ROOT / "docs/cookiecutter.md").read_text(encoding="utf-8"), "console")
    )
    code, out, err = run_cli(prompt.removeprefix("$ taskplate ").split(), tmp_path)
    assert (code, out + err) == (0, shown)


def test_an_answer_is_spoken_as_cookiecutter_takes_it() -> None:
    assert [spoken(value) for value in ("a", True, 4, 2.5, 1e-7, 2.0)] == ["a", True, "4", "2.5", "0.0000001", "2.0"]
