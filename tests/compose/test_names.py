"""What a composition is tied to is called as its template calls it, ours by default."""

from __future__ import annotations

import json

import pytest

from generator import assets
from generator.blueprint.load import load_blueprint
from generator.catalog.catalog import Catalog
from generator.catalog.coder import PROMPT_PARAMETER, TASK_RESOURCE
from generator.catalog.versions import Release
from generator.compose.compose import compose
from generator.compose.names import OUR_NAMES, Names
from generator.hcl.literals import HclText
from generator.render.renderer import render
from generator.source.files import SourceFile
from generator.spec.load import specs_of

CATALOG = Catalog()
SPEC = {"name": "x", "blueprint": "scratch", "agent": {"id": "claude-code"}}


def names(start_count: str | None) -> Names:
    """What a template of others calls things."""
    return Names(
        agent="dev",
        agent_id=HclText("coder_agent.dev[0].id"),
        start_count=None if start_count is None else HclText(start_count),
        call="helper",
        task="mine",
        prompt_parameter="question",
    )


THEIRS = names("local.running")


def rendered(given: Names | None, coder: str) -> str:
    spec = specs_of(SourceFile("spec", json.dumps(SPEC).encode()), assets.blueprints())[""]
    blueprint = load_blueprint("scratch")
    target = CATALOG.coder.target(Release.parse(coder))
    made = (
        compose(spec, CATALOG, blueprint, target) if given is None else compose(spec, CATALOG, blueprint, target, given)
    )
    return "".join(data.decode() for name, data in sorted(render(made, blueprint).items()) if name.endswith(".tf"))


@pytest.mark.parametrize("coder", ["2.27", "2.34"])
def test_ours_are_the_default(coder: str) -> None:
    assert rendered(OUR_NAMES, coder) == rendered(None, coder)


@pytest.mark.parametrize(
    ("coder", "lines"),
    [
        (
            "2.34",
            [
                'module "helper" {',
                "agent_id = coder_agent.dev[0].id",
                "count = local.running",
                "ai_prompt = data.coder_task.mine.prompt",
                "app_id = module.helper[count.index].task_app_id",
            ],
        ),
        ("2.27", ['module "helper" {', "count = local.running", "ai_prompt = data.coder_parameter.question.value"]),
    ],
)
def test_theirs_are_taken_wherever_something_is_tied_to_them(coder: str, lines: list[str]) -> None:
    found = {" ".join(line.split()) for line in rendered(THEIRS, coder).splitlines()}
    assert set(lines) <= found


def test_modules_that_are_not_counted_are_one_each() -> None:
    found = {" ".join(line.split()) for line in rendered(names(None), "2.34").splitlines()}
    assert "app_id = module.helper.task_app_id" in found
    assert not any(line.startswith("count") for line in found)


def test_the_prompt_is_that_of_the_mechanism() -> None:
    assert OUR_NAMES.prompt(TASK_RESOURCE) == "data.coder_task.me.prompt"
    assert OUR_NAMES.prompt(PROMPT_PARAMETER) == "data.coder_parameter.ai_prompt.value"
    assert THEIRS.prompt(TASK_RESOURCE) == "data.coder_task.mine.prompt"
    assert THEIRS.prompt(PROMPT_PARAMETER) == "data.coder_parameter.question.value"
