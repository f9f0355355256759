"""A template is compiled once in a process, and anew when its text is another; kinds of files share nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import Environment

from generator.render.environment import hcl_environment, markdown_environment, shell_environment
from tests.helpers import build_tree

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_a_text_is_compiled_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = []
    compile_ = Environment.compile
    monkeypatch.setattr(Environment, "compile", lambda *args: compiled.append(args[1]) or compile_(*args))
    for text in ("a = {{ x }}\n", "a = {{ x }}\n", "b = {{ x }}\n"):
        build_tree(tmp_path, {"main.tf.j2": text})
        for x in (1, "two"):
            rendered = hcl_environment([tmp_path], str).get_template("main.tf.j2").render(x=x)
            assert rendered == text.replace("{{ x }}", "1" if x == 1 else '"two"')
    assert compiled == ["a = {{ x }}\n", "b = {{ x }}\n"]


def test_a_constant_is_that_of_the_kind_of_file(tmp_path: Path) -> None:
    build_tree(tmp_path, {"x.j2": "{{ 'a b' }}"})
    made = [hcl_environment([tmp_path], str), shell_environment([tmp_path]), markdown_environment([tmp_path])]
    assert [environment.get_template("x.j2").render() for environment in made] == ['"a b"', "'a b'", "a b"]
