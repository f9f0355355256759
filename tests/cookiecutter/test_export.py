"""`taskplate export-cookiecutter`: what is stamped out is what `generate` makes, and every answer arrives as given."""

from __future__ import annotations

import ast
import json
import shutil
import sys
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator import assets
from generator.app import export_cookiecutter, generate
from generator.app.catalogs import catalog_for
from generator.app.free_choices import Workshop
from generator.app.generation import blueprint_of, spec_for
from generator.app.targets import target_of
from generator.compose.choices import said, spoken
from generator.compose.compose import compose
from generator.render.renderer import Renderer
from generator.render.stamping import Stamp
from generator.source.files import SourceFile
from generator.template.load import load_template, template_from_sources
from tests.app.test_own_blueprint import MAIN, MANIFEST
from tests.cookiecutter.running import ROOT, Run, files_below, run_cookiecutter
from tests.documents import blocks
from tests.helpers import build_tree, run_cli
from tests.specs_of_texts import HOSTILE, normal, texts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.lab.lab import Lab

EXAMPLES = ROOT / "examples"
LOCK = ".taskplate.lock.yaml"
_LOOKS_LIKE_JINJA = [
    "{{taskplate}}",
    '{{taskplate."x"}}',
    "{#taskplate.#}",
    "{{ cookiecutter.name }}{% raw %}",
    "${{ x }}",
]
_TEXTS = [text for text in [*HOSTILE, *_LOOKS_LIKE_JINJA] if text]
ANSWERED = ["".join(_TEXTS[start::12]) for start in range(12)]

SPEC: dict[str, Any] = {
    "name": "texts",
    "description": "Of {{ braces }}, {% marks %}, ${{ x }} and é 中 \U0001f600.",
    "blueprint": {
        "name": "docker",
        "options": {"image": "ubuntu", "docker_host": "tcp://x", "memory_gb": 4, "cpus": {"parameter": {"default": 2}}},
    },
    "agent": "claude-code",
    "parameters": [
        *({"name": f"p{number}", "default": "plain"} for number in range(len(ANSWERED))),
        {"name": "chosen", "default": "b", "options": [{"name": name, "value": name} for name in "abc"]},
        {"name": "formed", "default": "v1", "validation": {"regex": "^v[0-9]+$", "error": "A release."}},
        {"name": "whole", "type": "number", "default": 5, "validation": {"min": 1, "max": 9}},
        {"name": "yes", "type": "bool", "default": True},
    ],
    "presets": [
        {"name": "{{ preset }} é\r|", "description": "{# of #} \u2028 'q' \"q\"", "parameters": {"p0": "{{ x }}"}},
    ],
}  # fmt: skip


def written(folder: Path, spec: dict[str, Any], **files: str) -> Path:
    return build_tree(folder, {"spec.yaml": yaml.safe_dump(spec, allow_unicode=True, sort_keys=False), **files})


def exported(folder: Path, spec: dict[str, Any], **files: str) -> Path:
    """The template that the command makes of a spec."""
    code, _, err = run_cli(["export-cookiecutter", "spec.yaml", "-o", "made"], written(folder, spec, **files))
    assert code == 0, err
    return folder / "made"


def generated(folder: Path, spec: dict[str, Any]) -> dict[str, bytes]:
    """What `generate` makes of a spec, but for the lock file."""
    made = generate(written(folder, spec) / "spec.yaml", folder / spec["name"])
    return {f"{spec['name']}/{name}": data for name, data in made.files.items() if name != LOCK}


def stamped(template: Path, place: Path, **answers: str | bool) -> Run:
    """cookiecutter's run of a template, without taskplate."""
    return run_cookiecutter(template, place, answers=answers, taskplate=False)


@pytest.fixture(scope="module")
def of_texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return exported(tmp_path_factory.mktemp("texts"), SPEC)


class TestStampedOut:
    @pytest.mark.parametrize("example", ["everything", "custom-binary-2.27", "workspace-2.38"])
    def test_without_answers_it_is_what_generate_makes(self, tmp_path: Path, example: str) -> None:
        source = EXAMPLES / example / "task-template.yaml"
        assert run_cli(["export-cookiecutter", source, "-o", "made"], tmp_path)[0] == 0
        run = stamped(tmp_path / "made", tmp_path)
        assert (run.code, run.err) == (0, "")
        (name,) = (path.parent.name for path in (EXAMPLES / example).glob(f"*/{LOCK}"))
        wanted = files_below(EXAMPLES / example / name)
        assert run.files == {f"{name}/{path}": data for path, data in wanted.items() if path != LOCK}

    def test_what_looks_like_jinja_stays(self, tmp_path: Path, of_texts: Path) -> None:
        assert stamped(of_texts, tmp_path).files == generated(tmp_path / "wanted", SPEC)

    @pytest.mark.parametrize("text", ["{{taskplate.cookiecutter.name}}", "{#taskplate.#}"])
    def test_a_spec_that_holds_our_own_marks_has_others(self, tmp_path: Path, text: str) -> None:
        spec = {**SPEC, "description": text, "parameters": [], "presets": [{"name": text}]}
        run = stamped(exported(tmp_path / "a", spec), tmp_path)
        assert run.files == generated(tmp_path / "wanted", spec)

    def test_with_answers_it_is_what_generate_makes_of_a_spec_that_says_them(
        self, tmp_path: Path, of_texts: Path
    ) -> None:
        run = stamped(
            of_texts, tmp_path, name="Other-1", image='a "b" ${c}', memory_gb="2.5", default_cpus="3",
            default_p0="{{ x }} | \\ é", default_chosen="c", default_formed="v2", default_whole="9", default_yes=False,
        )  # fmt: skip
        assert run.code == 0, run.out
        parameters = [dict(each) for each in SPEC["parameters"]]
        for name, value in (("p0", "{{ x }} | \\ é"), ("chosen", "c"), ("formed", "v2"), ("whole", 9), ("yes", False)):
            next(each for each in parameters if each["name"] == name)["default"] = value
        options = {
            **SPEC["blueprint"]["options"],
            "image": 'a "b" ${c}',
            "memory_gb": 2.5,
            "cpus": {"parameter": {"default": 3}},
        }
        said = {"name": "Other-1", "blueprint": {"name": "docker", "options": options}, "parameters": parameters}
        assert run.files == generated(tmp_path / "wanted", {**SPEC, **said})

    def test_the_name_that_people_read_follows_the_name(self, tmp_path: Path, of_texts: Path) -> None:
        (page,) = (
            data for name, data in stamped(of_texts, tmp_path, name="My-other").files.items() if "README" in name
        )
        assert b'display_name: "My other"\n' in page

    def test_answers_are_typed_and_replayed_too(self, tmp_path: Path) -> None:
        spec = {"name": "small", "blueprint": {"name": "docker", "options": {"image": "ubuntu"}}, "agent": "codex"}
        template = exported(tmp_path / "a", spec)
        typed = run_cookiecutter(template, tmp_path, typed='typed\n\n{{ b }} "c"\n{{taskplate.x}} ${d}\n')
        assert typed.code == 0, typed.out
        image, description = "{{taskplate.x}} ${d}", '{{ b }} "c"'
        said = {
            "name": "typed",
            "description": description,
            "blueprint": {"name": "docker", "options": {"image": image}},
        }
        assert typed.files == generated(tmp_path / "wanted", {**spec, **said})
        again = run_cookiecutter(template, tmp_path, "--replay", "-o", str(tmp_path / "again"))
        assert files_below(tmp_path / "again") == typed.files, again.out


class TestAnyText:
    """Answers of several lines cannot be typed, but come by the command line, a replay or cookiecutter's settings."""

    @staticmethod
    def answers() -> dict[str, str]:
        every = "".join(ANSWERED)
        parameters = {f"default_p{number}": text for number, text in enumerate(ANSWERED)}
        return {**parameters, "image": every, "docker_host": every[::-1], "description": every[:60]}

    def test_arrives_in_what_our_reader_reads(self, tmp_path: Path, of_texts: Path) -> None:
        run = stamped(of_texts, tmp_path, **self.answers())
        assert run.code == 0, run.out
        template = load_template(run.folder / "texts", "")
        found = {parameter.name: parameter.default for parameter in template.parameters}
        assert {name: found[name] for name in found if name.startswith("p")} == {
            f"p{number}": normal(text) for number, text in enumerate(ANSWERED)
        }
        front = (run.folder / "texts/README.md").read_bytes().decode().split("---\n")[1]
        assert yaml.safe_load(front)["description"] == self.answers()["description"]

    @pytest.mark.terraform
    def test_arrives_in_real_terraform(self, tmp_path: Path, of_texts: Path, lab: Lab) -> None:
        answers = self.answers()
        proof = lab.prove(stamped(of_texts, tmp_path, **answers).folder / "texts", coder_provider="2.18.0")
        assert proof.problems == []
        assert proof.start is not None
        assert proof.start.resources["docker_container.workspace[0]"]["image"] == normal(answers["image"])
        assert proof.start.data["variables"]["docker_host"]["value"] == normal(answers["docker_host"])
        found = {
            values["name"]: values["default"]
            for a, values in proof.start.data_sources.items()
            if "coder_parameter" in a
        }
        assert {name: found[name] for name in found if name.startswith("p")} == {
            f"p{number}": normal(text) for number, text in enumerate(ANSWERED)
        }

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(answer=texts, line=st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"]), min_size=1))
    def test_any_other_does_too(self, workshop: Shop, answer: str, line: str) -> None:
        """In this process; what cookiecutter does with a template is what `Stamp` does, as the tests above tell."""
        made = workshop.stamped(default_p0=answer, docker_host=answer, image=line, default_p1=line)
        sources = [SourceFile(name, data) for name, data in made.items()]
        defaults = {each.name: each.default for each in template_from_sources(sources, "").parameters}
        assert (defaults["p0"], defaults["p1"]) == (normal(answer), normal(line))
        one_line = workshop.stamped(default_p0=line, docker_host=line, image=line)
        assert one_line == workshop.generated(default_p0=line, docker_host=line, image=line)


class Shop:
    """An exported template and its spec, in this process."""

    def __init__(self, path: Path) -> None:
        self.spec, self.catalog = spec_for(path, ""), catalog_for(path.parent)
        self.blueprint, self.target = blueprint_of(self.spec, path.parent), target_of(self.catalog, None)
        self.renderer = Renderer(self.blueprint)
        workshop = Workshop(self.spec, self.catalog, self.blueprint, self.target)
        self.free = {each.choice.key: each for each in workshop.free()[0]}
        self.stamp = Stamp(workshop.template([*self.free.values()]), workshop.marks)

    def stamped(self, **answers: str) -> dict[str, bytes]:
        return self.stamp.files({key: each.default for key, each in self.free.items()}, answers)

    def generated(self, **answers: str) -> dict[str, bytes]:
        spec = self.spec
        for key, value in answers.items():
            spec = said(spec, self.free[key].choice, value)
        return self.renderer.render(compose(spec, self.catalog, self.blueprint, self.target))


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    spec = {**SPEC, "parameters": SPEC["parameters"][:2]}
    return Shop(written(tmp_path_factory.mktemp("shop"), spec) / "spec.yaml")


class TestQuestions:
    def test_they_are_what_the_spec_says_literally(self, of_texts: Path) -> None:
        content = json.loads((of_texts / "cookiecutter.json").read_text(encoding="utf-8"))
        asked = {key: default for key, default in content.items() if not key.startswith(("_", "default_p"))}
        assert asked == {
            "name": "texts",
            "display_name": '{{taskplate.cookiecutter.name | titled("Docker container Claude Code")}}',
            "description": SPEC["description"],
            "image": "ubuntu",
            "docker_host": "tcp://x",
            "memory_gb": "4",
            "default_cpus": "2",
            "default_chosen": ["b", "a", "c"],
            "default_formed": "v1",
            "default_whole": "5",
            "default_yes": True,
        }

    def test_what_is_not_asked_for_is_told(self, tmp_path: Path) -> None:
        code, out, err = run_cli(
            ["export-cookiecutter", EXAMPLES / "everything/task-template.yaml", "-o", "x"], tmp_path
        )
        assert code == 0
        assert out == (
            "x: 20 files for Coder 2.34 (task-resource); asks for name, display_name, description, default_cpus, "
            "docker_host, default_size, default_folder, default_verbose\n"
        )
        assert err.splitlines() == [
            "  default_image is as in the spec: there is but one value",
            "  default_features is as in the spec: cookiecutter asks for no lists and mappings",
            "  default_author is as in the spec: cookiecutter asks for no lists and mappings",
            "  privileged is as in the spec: more than a value changes with it (main.tf)",
            "  default_log_level is as in the spec: more than a value changes with it (workspace.tf)",
        ]

    def test_markup_in_a_question_is_text(self, tmp_path: Path) -> None:
        described = {"name": "a", "default": "", "description": "One [bold]of[/] [these] \\[x]\nor more\\"}
        template = exported(
            tmp_path / "a", {"name": "m", "blueprint": "docker", "agent": "codex", "parameters": [described]}
        )
        run = run_cookiecutter(template, tmp_path, typed="\n\n\n\n")
        assert 'Default of the parameter "a": One [bold]of[/] [these] \\[x] or more\\' in " ".join(run.out.split())


class TestRefused:
    @pytest.mark.parametrize(
        ("answers", "says"),
        [
            ({"name": "../up/and-away"}, "name: it must be letters, digits and single hyphens"),
            ({"name": "new"}, "name: it cannot be `new`"),
            ({"name": "n" * 33}, "name: it has at most 32 characters, not 33"),
            ({"display_name": " x"}, "display_name: it must be one line of text without blanks around it"),
            ({"description": "é" * 64}, "description: it has at most 127 bytes, not 128"),
            ({"description": ""}, "description: there must be an answer"),
            ({"memory_gb": "4 "}, "memory_gb: `4 ` is no number"),
            ({"default_whole": "10"}, "default_whole: it is at most 9, not 10"),
            ({"default_cpus": "0"}, "default_cpus: it is at least 1, not 0"),
            ({"default_formed": "2"}, "default_formed: the parameter does not take `2`: A release."),
        ],
    )
    def test_an_answer_that_will_not_do_leaves_nothing(
        self, tmp_path: Path, of_texts: Path, answers: dict[str, str], says: str
    ) -> None:
        run = stamped(of_texts, tmp_path / "in", **answers)
        assert (run.code, run.out, run.err) == (1, f"{says}; nothing was written\n", "")
        assert not run.folder.exists()
        assert [path.name for path in tmp_path.iterdir()] == ["in"]

    def test_a_replay_is_held_against_the_same(self, tmp_path: Path, of_texts: Path) -> None:
        stamped(of_texts, tmp_path)
        file = tmp_path / "replay" / "made.json"
        content = json.loads(file.read_text(encoding="utf-8"))
        for key, value, says in (
            ("default_chosen", "d", "`d` is none of a, b, c"),
            ("default_yes", "yes", "answer yes or no"),
            ("image", 5, "the answer must be text"),
            ("image", "\0", "it holds a character that no template can hold"),
            ("image", "\ud800", "it holds a character that no template can hold"),
        ):
            changed = {**content, "cookiecutter": {**content["cookiecutter"], key: value}}
            file.write_text(json.dumps(changed), encoding="utf-8")
            run = run_cookiecutter(of_texts, tmp_path, "--replay", "-o", str(tmp_path / "again"))
            assert (run.code, run.out) == (1, f"{key}: {says}; nothing was written\n")
        assert not (tmp_path / "again").exists()


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
