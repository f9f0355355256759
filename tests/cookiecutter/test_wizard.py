"""`cookiecutter <repo> --directory blueprints/cookiecutter` asks what `taskplate new` asks, and makes what it makes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from generator.blueprint.load import blueprint_names
from tests.cookiecutter.running import ROOT, Run, files_below, run_cookiecutter
from tests.helpers import run_cli

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATE = ROOT / "blueprints" / "cookiecutter"


def wizard(place: Path, *options: str, **answers: str) -> Run:
    return run_cookiecutter(ROOT, place, "--directory", "blueprints/cookiecutter", *options, answers=answers)


@pytest.mark.parametrize(
    ("answers", "flags"),
    [
        ({}, ["--name=my-template", "--agent=claude-code"]),
        (
            {"name": "Demo-1", "agent": "codex", "auth": "ai-bridge", "repository": "https://x/{{ a }}${b}%{c}\"'\\"},
            ["--name=Demo-1", "--agent=codex", "--auth=ai-bridge", "--repository=https://x/{{ a }}${b}%{c}\"'\\"],
        ),
        (
            {"name": "007", "agent": "custom", "start_command": "--run {% x %} '$HOME' {# y #}"},
            ["--name=007", "--agent=custom", "--start-command=--run {% x %} '$HOME' {# y #}"],
        ),
        (
            {"blueprint": "docker-devcontainer", "option_repository": "x/é", "agent": "cursor-cli", "auth": "api-key"},
            ["--name=my-template", "--blueprint=docker-devcontainer", "--option=repository=x/é", "--agent=cursor-cli"],
        ),
        ({"coder": "2.38", "agent": "none"}, ["--name=my-template", "--coder=2.38"]),
        ({"coder": "2.27", "agent": "aider"}, ["--name=my-template", "--coder=2.27", "--agent=aider"]),
    ],
    ids=["defaults", "codex", "custom", "option", "no-tasks", "older"],
)  # fmt: skip
def test_it_makes_what_taskplate_new_makes(tmp_path: Path, answers: dict[str, str], flags: list[str]) -> None:
    run = wizard(tmp_path, **answers)
    assert (run.code, run.err) == (0, "")
    name = answers.get("name", "my-template")
    assert run_cli(["new", name, "--yes", *flags], tmp_path)[0] == 0
    assert run.files == {f"{name}/{path}": data for path, data in files_below(tmp_path / name).items()}
    assert {f"{name}/task-template.yaml", f"{name}/{name}/main.tf"} < run.files.keys()


def test_what_is_typed_is_an_answer(tmp_path: Path) -> None:
    typed = "demo\n\n\n\n4\n\n\nhttps://x/{{ a }}\n"  # the fourth agent is codex
    run = run_cookiecutter(TEMPLATE, tmp_path, typed=typed)
    assert run.code == 0, run.out
    assert (
        run_cli(["new", "demo", "--yes", "--name=demo", "--agent=codex", "--repository=https://x/{{ a }}"], tmp_path)[0]
        == 0
    )
    assert run.files == {f"demo/{path}": data for path, data in files_below(tmp_path / "demo").items()}


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"agent": "codex", "auth": "bedrock"}, "taskplate: --auth: `bedrock` is none of api-key, ai-bridge, azure."),
        ({"coder": "2.38"}, "--agent: there is no such question for these answers: Coder 2.38 runs the agent itself"),
        ({"name": "../up/and-away"}, "--name: `name` must be letters, digits and single hyphens"),
        ({"name": "{{ cookiecutter.coder }}"}, 'not "{{ cookiecutter.coder }}"'),
    ],
)
def test_answers_that_do_not_go_together_are_refused_in_one_line(
    tmp_path: Path, answers: dict[str, str], says: str
) -> None:
    run = wizard(tmp_path / "in", **answers)
    assert (run.code, run.err, run.out.count("\n")) == (1, "", 1)
    assert says in run.out
    assert not run.folder.exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in"]
    assert not list((tmp_path / "in").glob(".taskplate*"))


def test_without_taskplate_it_says_what_to_do_and_asks_nothing(tmp_path: Path) -> None:
    run = run_cookiecutter(TEMPLATE, tmp_path, typed="", taskplate=False)
    assert (run.code, run.out) == (1, "Pre-Prompt Hook script failed\n")
    assert run.err == (
        "taskplate is not installed: run `pip install <checkout>` or `pip install git+<repository>` where cookiecutter "
        "is, then this command again\n"
    )
    assert not run.folder.exists()


def test_answers_are_replayed_and_a_folder_is_replaced_only_when_asked(tmp_path: Path) -> None:
    first = wizard(tmp_path, agent="gemini")
    again = wizard(tmp_path, agent="codex")
    assert (again.code, again.files) == (1, first.files)
    assert "directory already exists" in again.out
    forced = wizard(tmp_path, "-f", agent="codex")
    assert forced.code == 0, forced.out
    assert b'"codex"' in forced.files["my-template/task-template.yaml"]
    replayed = wizard(tmp_path, "--replay", "-o", str(tmp_path / "elsewhere"))
    assert replayed.code == 0, replayed.out
    assert files_below(tmp_path / "elsewhere") == forced.files


def test_without_hooks_it_says_that_nothing_was_made(tmp_path: Path) -> None:
    run = wizard(tmp_path, "--accept-hooks", "no")
    assert list(run.files) == ["my-template/NOT-MADE.txt"]


def test_every_choice_that_is_offered_has_a_name_for_people() -> None:
    content = json.loads((TEMPLATE / "cookiecutter.json").read_text(encoding="utf-8"))
    for key, offered in content.items():
        if isinstance(offered, list) and not key.startswith("_"):
            assert [*content["__prompts__"][key]] == ["__prompt__", *offered]


def test_the_folder_is_no_blueprint(tmp_path: Path) -> None:
    assert "cookiecutter" not in blueprint_names()
    (tmp_path / "spec.yaml").write_text("name: x\nblueprint: cookiecutter\nagent: codex\n", encoding="utf-8")
    code, _, err = run_cli(["generate", "spec.yaml"], tmp_path)
    assert (code, "there is no blueprint `cookiecutter`" in err) == (2, True)
