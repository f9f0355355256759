"""What a blueprint writes as `{{ x }}` is escaped for the kind of file it stands in, whatever `x` holds."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError
from jinja2.exceptions import SecurityError
from msgspec.structs import replace

from generator.app import generate
from generator.blueprint.load import load_blueprint
from generator.compose.composition import Script
from generator.errors import ToolError
from generator.hcl.literals import HclText
from generator.render.environment import hcl_environment, markdown_environment, shell_environment
from generator.render.renderer import render
from tests.helpers import build_tree

if TYPE_CHECKING:
    from pathlib import Path

    from jinja2.sandbox import ImmutableSandboxedEnvironment

HCL = hcl_environment([], lambda name: f"#!/bin/sh\necho ${{{name}}}\n")
SHELL = shell_environment([])
MARKDOWN = markdown_environment([])

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


def rendered(environment: ImmutableSandboxedEnvironment, template: str, **values: object) -> str:
    return environment.from_string(template).render(values)


# Terraform


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("plain", '"plain"'),
        ('a"b\\c', '"a\\"b\\\\c"'),
        ("${a} %{b}", '"$${a} %%{b}"'),
        ("$${a}", '"$\\u0024{a}"'),
        ("a\nb", '"a\\nb"'),
        ("a\nb\n", "<<-EOT\n    a\n    b\n  EOT"),
        ("a\n$${b}\n", '"a\\n$\\u0024{b}\\n"'),
        (True, "true"),
        (2.0, "2"),
        (None, "null"),
        (["a", 1], '["a", 1]'),
        ({"a b": "${x}"}, '{\n"a b" = "$${x}"\n}'),
        (HclText("var.x"), "var.x"),
        (Script("go"), "<<-EOT\n    #!/bin/sh\n    echo $${go}\n  EOT"),
    ],
)
def test_a_value_becomes_a_literal_of_its_type(value: object, shown: str) -> None:
    assert rendered(HCL, "{{ x }}", x=value) == shown


def test_text_made_by_a_filter_is_no_expression() -> None:
    """Joining expressions gives plain text, which is escaped again: only code makes expressions."""
    assert rendered(HCL, "{{ x ~ '' }}", x=HclText("var.x")) == '"var.x"'
    assert rendered(HCL, "{{ [x] | join }}", x=HclText("var.x")) == '"var.x"'


@pytest.mark.parametrize("name", ["a b", "", "a.b", 'a"', "1a", "a\n", "a-é"])
def test_a_name_that_is_no_identifier_is_never_written_bare(name: str) -> None:
    for template in ("{{ x | identifier }}", "{{ {x: 1} | arguments }}"):
        with pytest.raises(ValueError, match="is no identifier"):
            rendered(HCL, template, x=name)


def test_a_member_that_is_no_identifier_is_quoted() -> None:
    assert rendered(HCL, "{{ x | members }}", x={"a b": 1, "${c}": "d", "for": 2}) == (
        '"a b" = 1\n"$${c}" = "d"\n"for" = 2'
    )


@pytest.mark.parametrize("name", ["jq; rm -rf /", "JQ", "", "a\n", "-y", "$(x)"])
def test_a_package_is_never_more_than_a_name(name: str) -> None:
    with pytest.raises(ValueError, match="is no package"):
        rendered(HCL, "{{ x | package }}", x=name)


def test_a_comment_stays_on_its_line() -> None:
    assert rendered(HCL, "# {{ x | comment }}", x="a\nb\r\nc\u2028d") == "# a b c d"


@pytest.mark.parametrize("environment", [HCL, SHELL, MARKDOWN], ids=["hcl", "shell", "markdown"])
@pytest.mark.parametrize("template", ["{{ missing }}", "{{ x.missing }}", "{% if missing %}{% endif %}"])
def test_an_undefined_name_is_an_error(environment: ImmutableSandboxedEnvironment, template: str) -> None:
    with pytest.raises(UndefinedError, match="missing"):
        rendered(environment, template, x={})


@pytest.mark.parametrize("environment", [HCL, SHELL, MARKDOWN], ids=["hcl", "shell", "markdown"])
def test_a_blueprint_cannot_reach_into_python(environment: ImmutableSandboxedEnvironment) -> None:
    with pytest.raises(SecurityError):
        rendered(environment, "{{ x.__class__.__mro__ }}", x="")


def test_an_error_in_a_blueprint_names_file_and_line(tmp_path: Path) -> None:
    build_tree(tmp_path, {"spec.yaml": "name: demo\nblueprint: docker\nagent: codex\n"})
    composition = generate(tmp_path / "spec.yaml", write=False).composition
    blueprint = load_blueprint("docker")
    for text, says in (
        ("\n\n{% if %}\n", r"blueprint `docker`, file main\.tf\.j2, line 3: "),
        ("\n{{ missing }}\n", r"blueprint `docker`, file main\.tf\.j2, line 2: 'missing' is undefined"),
    ):
        build_tree(tmp_path, {"main.tf.j2": text})
        broken = replace(blueprint, folder=tmp_path)
        with pytest.raises(ToolError, match=says):
            render(composition, broken)


# Shell


@given(texts)
def test_a_value_in_a_shell_script_is_one_word(text: str) -> None:
    script = rendered(SHELL, "printf %s {{ x }}", x=text)
    run = subprocess.run(["/bin/sh", "-c", script], capture_output=True, check=True)
    assert run.stdout.decode() == text


# Markdown


@given(texts)
def test_front_matter_is_read_back_as_it_was(text: str) -> None:
    shown = rendered(MARKDOWN, "---\na: {{ x | yaml }}\nb: {{ [x, x] | yaml }}\n---\n", x=text)
    assert len(shown.split("\n")) == 5
    assert next(yaml.safe_load_all(shown)) == {"a": text, "b": [text, text]}


@given(texts)
def test_a_table_cell_is_one_cell(text: str) -> None:
    for filter_ in ("cell", "markdown_cell"):
        line = rendered(MARKDOWN, f"| a | {{{{ x | {filter_} }}}} | b |", x=text)
        assert len(line.splitlines()) == 1
        assert line.replace("\\\\", "").replace("\\|", "").count("|") == 4


@given(texts)
def test_code_in_a_cell_is_one_cell(text: str) -> None:
    line = rendered(MARKDOWN, "| `{{ x | code }}` | b |", x=text)
    assert len(line.splitlines()) == 1
    assert line.replace("\\\\", "").replace("\\|", "").count("|") == 3
    assert line.count("`") == 2


@pytest.mark.parametrize(
    ("text", "shown"),
    [("*a* _b_ <c>", "\\*a\\* \\_b\\_ \\<c\\>"), ("[x](y)", "\\[x\\](y)"), ("plain text", "plain text")],
)
def test_text_means_nothing_to_markdown(text: str, shown: str) -> None:
    assert rendered(MARKDOWN, "{{ x }}", x=text) == shown
