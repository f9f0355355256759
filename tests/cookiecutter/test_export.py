"""`taskplate export-cookiecutter`: what is stamped out is what `generate` makes, and every answer arrives as given."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.app.catalogs import catalog_for
from generator.app.free_choices import Workshop
from generator.app.generation import blueprint_of, spec_for
from generator.app.targets import target_of
from generator.compose.choices import said
from generator.compose.compose import compose
from generator.render.renderer import Renderer
from generator.render.stamping import Stamp
from generator.source.files import SourceFile
from generator.template.load import load_template, template_from_sources
from tests.cookiecutter.exporting import ANSWERED, EXAMPLES, LOCK, SPEC, exported, generated, stamped, written
from tests.cookiecutter.running import files_below, run_cookiecutter
from tests.helpers import run_cli
from tests.specs_of_texts import normal, texts

if TYPE_CHECKING:
    from pathlib import Path

    from tests.lab.lab import Lab


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
