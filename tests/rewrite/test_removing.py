"""What is taken out of a template by its address goes with all that only says something of it."""

from __future__ import annotations

import pytest

from generator.rewrite.draft import Draft
from generator.rewrite.removing import without, without_environment, without_preset_value
from generator.source.files import SourceFile
from generator.template.load import template_from_sources


def draft_of(text: str, name: str = "main.tf") -> Draft:
    template = template_from_sources([SourceFile(name, text.encode())], ".")
    assert template.problems == ()
    return Draft.of(template)


def left(draft: Draft, name: str = "main.tf") -> str:
    """The text of the file as it is in the draft, which can be read."""
    assert draft.template.problems == ()
    return draft.template.sources[name].text


@pytest.mark.parametrize(
    ("address", "text", "after"),
    [
        ("var.x", 'variable "x" {}\nvariable "y" {}\n', 'variable "y" {}\n'),
        ("module.x", 'module "x" {\n  source = "./x"\n}\nvariable "x" {}\n', 'variable "x" {}\n'),
        ("data.t.x", 'resource "t" "x" {}\ndata "t" "x" {}\n', 'resource "t" "x" {}\n'),
        ("t.x", 'resource "t" "x" {}\ndata "t" "x" {}\n', 'data "t" "x" {}\n'),
        ("output.x", 'output "x" {\n  value = 1\n}\nlocals {}\n', "locals {}\n"),
        ("local.x", "locals {\n  x = 1\n  y = 2\n}\n", "locals {\n  y = 2\n}\n"),
        ("local.x", "# Of x.\nlocals {\n  x = 1\n}\n\nlocals {\n  y = 2\n}\n", "locals {\n  y = 2\n}\n"),
    ],
)
def test_an_address_names_one_thing(address: str, text: str, after: str) -> None:
    draft = without(draft_of(text), address)
    assert (left(draft), draft.done) == (after, (f"Removed `{address}`.",))


@pytest.mark.parametrize("address", ["var.x", "local.x", "module.x", "data.t.x", "t.x"])
def test_what_is_not_there_is_not_removed(address: str) -> None:
    draft = draft_of('variable "y" {}\nlocals {}\n')
    assert without(draft, address) is draft


@pytest.mark.parametrize(
    ("waits", "after"),
    [
        ("depends_on = [module.x]", ""),
        ("depends_on = [module.x, a.b]", "  depends_on = [a.b]\n"),
        ("depends_on = [a.b, module.x, c.d]", "  depends_on = [a.b, c.d]\n"),
        ("depends_on = [\n    module.x,\n    a.b,\n  ]", "  depends_on = [\n    a.b,\n  ]\n"),
        ("depends_on = [module.xy, a.b]", "  depends_on = [module.xy, a.b]\n"),
    ],
)
def test_nothing_waits_any_more_for_what_is_gone(waits: str, after: str) -> None:
    text = f'module "x" {{\n  source = "./x"\n}}\n\nresource "t" "x" {{\n  {waits}\n}}\n'
    assert left(without(draft_of(text), "module.x")) == f'resource "t" "x" {{\n{after}}}\n'


@pytest.mark.parametrize(
    ("waits", "after"),
    [
        ('["module.x"]', '{"resource": {"t": {"x": {}}}}'),
        ('["a.b", "module.x"]', '{"resource": {"t": {"x": {"depends_on": ["a.b"]}}}}'),
    ],
)
def test_in_json_nothing_waits_either_and_what_waited_stays(waits: str, after: str) -> None:
    text = f'{{"module": {{"x": {{"source": "./x"}}}}, "resource": {{"t": {{"x": {{"depends_on": {waits}}}}}}}}}'
    assert left(without(draft_of(text, "main.tf.json"), "module.x"), "main.tf.json") == after


PRESETS = """\
data "coder_parameter" "p" {{
  name = "P"
}}

data "coder_workspace_preset" "one" {{
  name = "One"
  parameters = {{
    P = {}
    Q = "q"
  }}
}}

data "coder_workspace_preset" "two" {{
  name = "Two"
  parameters = {{
    (data.coder_parameter.p.name) = "kept: it says of itself which it is"
  }}
}}
"""


def test_presets_give_a_parameter_that_is_gone_no_value() -> None:
    draft = without(draft_of(PRESETS.format('"a text of\\n many words"')), "data.coder_parameter.p")
    assert '    Q = "q"\n' in left(draft)
    assert "    P = " not in left(draft)
    assert draft.done == ("The preset `One` gives `P` no value.", "Removed `data.coder_parameter.p`.")
    (asked,) = draft.by_hand
    assert asked.startswith("The preset `One` set `P` to `a text of many words`")


@pytest.mark.parametrize(("value", "told"), [('""', 0), ('" "', 0), ('"x"', 1), ("var.x", 1), (f'"{"long " * 40}"', 1)])
def test_a_value_that_presets_gave_is_told_where_it_said_something(value: str, told: int) -> None:
    draft = without_preset_value(draft_of(PRESETS.format(value)), "P")
    assert len(draft.by_hand) == told
    assert all(len(sentence) < 200 for sentence in draft.by_hand)


def test_the_only_value_of_a_preset_goes_with_the_map() -> None:
    text = 'data "coder_workspace_preset" "x" {\n  name       = "X"\n  parameters = { P = "" }\n}\n'
    draft = without_preset_value(draft_of(text), "P")
    assert left(draft) == 'data "coder_workspace_preset" "x" {\n  name       = "X"\n}\n'


ENV = 'resource "coder_agent" "main" {{\n  os = "linux"\n  env = {{\n{}  }}\n}}\n'


@pytest.mark.parametrize(
    ("text", "after", "done"),
    [
        (
            ENV.format("    A = var.a\n    B = 1\n"),
            ENV.format("    B = 1\n"),
            "`coder_agent.main` no longer sets `A`.",
        ),
        (
            ENV.format("    A = var.a\n"),
            'resource "coder_agent" "main" {\n  os = "linux"\n}\n',
            "`coder_agent.main` no longer sets `A`.",
        ),
        (
            'resource "coder_env" "x" {\n  name = "A"\n}\nresource "coder_env" "y" {\n  name = "B"\n}\n',
            'resource "coder_env" "y" {\n  name = "B"\n}\n',
            "Removed `coder_env.x`.",
        ),
    ],
)
def test_a_variable_of_the_environment_goes(text: str, after: str, done: str) -> None:
    draft = without_environment(draft_of(text), "A")
    assert (left(draft), draft.done) == (after, (done,))


def test_a_variable_of_the_environment_goes_in_json() -> None:
    text = '{"resource": {"coder_agent": {"main": {"env": {"A": "${var.a}", "B": "x ${var.b}"}}}}}'
    draft = without_environment(draft_of(text, "main.tf.json"), "A")
    assert left(draft, "main.tf.json") == text.replace('"A": "${var.a}", ', "")


@pytest.mark.parametrize("env", ["merge({ A = 1 }, local.more)", "local.env"])
def test_an_environment_that_is_made_is_left_as_it_is(env: str) -> None:
    draft = draft_of(f'resource "coder_agent" "main" {{\n  env = {env}\n}}\n')
    assert without_environment(draft, "A") is draft
