"""The prompt is the task's wherever it was the parameter's value, and the parameter goes with all that is about it."""

from __future__ import annotations

import pytest

from generator.rewrite.draft import Draft
from generator.rewrite.upgrade.prompt import with_task_prompt
from generator.source.files import SourceFile
from generator.template.load import template_from_sources
from tests.rewrite.folders import CATALOG

DATA = '# The task.\ndata "coder_task" "me" {}'
PARAMETER = 'data "coder_parameter" "{}" {{\n  name    = "AI Prompt"\n{}}}\n\n'


def prompted(text: str, name: str = "main.tf") -> tuple[Draft, str]:
    """The draft and the text of its file, which can be read."""
    template = template_from_sources([SourceFile(name, text.encode())], ".")
    draft = with_task_prompt(Draft.of(template), CATALOG, DATA)
    assert draft.template.problems == ()
    return draft, draft.template.sources[name].text


def test_the_value_becomes_the_prompt_everywhere() -> None:
    uses = """\
locals {
  a = data.coder_parameter.p.value
  b = ["x ${data.coder_parameter.p.value} y", length(data.coder_parameter.p.value)]
  c = <<-EOT
    ${data.coder_parameter.p.value}
  EOT
  d = data.coder_parameter.pp.value
}
"""
    draft, text = prompted(PARAMETER.format("p", "") + uses)
    assert text == uses.replace("data.coder_parameter.p.value", "data.coder_task.me.prompt") + f"\n{DATA}\n"
    assert draft.done == (
        "The prompt is `data.coder_task.me.prompt`, not `data.coder_parameter.p.value`.",
        "Added `data.coder_task.me`.",
        "Removed `data.coder_parameter.p`.",
    )


def test_a_task_that_is_there_is_read_under_its_own_name() -> None:
    task = 'data "coder_task" "mine" {}\n\n'
    uses = "locals {\n  a = data.coder_parameter.p.value\n}\n"
    _, text = prompted(task + PARAMETER.format("p", "") + uses)
    assert text == task + uses.replace("data.coder_parameter.p.value", "data.coder_task.mine.prompt")


def test_a_prompt_that_nobody_read_brings_no_task() -> None:
    assert prompted(PARAMETER.format("p", "") + "locals {}\n")[1] == "locals {}\n"


def test_another_parameter_stays() -> None:
    text = 'data "coder_parameter" "p" {\n  name = "Prompt"\n}\n\nlocals {\n  a = data.coder_parameter.p.value\n}\n'
    draft, after = prompted(text)
    assert (after, draft.done) == (text, ())


@pytest.mark.parametrize(
    "use",
    [
        "data.coder_parameter.p.name",
        "data.coder_parameter.p",
        "data.coder_parameter.p.value[0]",
        "data.coder_parameter.p.option[*].value",
    ],
)
def test_where_more_than_the_value_is_taken_all_stays_and_the_place_is_told(use: str) -> None:
    text = PARAMETER.format("p", "") + f"locals {{\n  a = data.coder_parameter.p.value\n  b = {use}\n}}\n"
    draft, after = prompted(text)
    assert (after, draft.done) == (text, ())
    (left,) = draft.left
    assert text[left.primary.start : left.primary.end] == use
    assert left.message.startswith("takes more of `data.coder_parameter.p` than its value")


@pytest.mark.parametrize(
    ("default", "asked"),
    [
        ("", ()),
        ('  default = ""\n', ()),
        ('  default = " "\n', ()),
        ('  default = "Do."\n', ("`AI Prompt` had a text by default, which no task gets now: 'Do.'.",)),
    ],
)
def test_a_text_that_was_the_default_is_told(default: str, asked: tuple[str, ...]) -> None:
    assert prompted(PARAMETER.format("p", default))[0].by_hand == asked


def test_in_json_the_value_becomes_the_prompt_too() -> None:
    text = (
        '{"data": {"coder_parameter": {"p": {"name": "AI Prompt"}}, "coder_task": {"me": {}}}, '
        '"locals": {"a": "${data.coder_parameter.p.value}", "b": "x ${data.coder_parameter.p.value}"}}'
    )
    assert prompted(text, "main.tf.json")[1] == (
        '{"data": {"coder_task": {"me": {}}}, '
        '"locals": {"a": "${data.coder_task.me.prompt}", "b": "x ${data.coder_task.me.prompt}"}}'
    )
