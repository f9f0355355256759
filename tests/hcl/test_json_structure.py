"""What of a JSON file is no Terraform is told at its place, and nothing else is."""

from __future__ import annotations

import pytest

from generator.hcl.json_structure import structure_problem
from generator.source.files import SourceFile
from generator.template.json_shape import FileShape

REFUSED = {
    '{"resource": {"coder_env": "x"}}': '"x"',
    '{"resource": {"coder_env": {"name": "y"}}}': '"y"',
    '{"resource": {}}': "{}",
    '{"output": null}': "null",
    '{"output": [{"a": {"value": 1}}, "b"]}': '"b"',
    '{"variable": {"//": "z", "a": {}}}': '"z"',
    '{"locals": ["x", {"a": 1}]}': '"x"',
    '{"locals": {"a": 1, "b": 2, "a": 3}}': '"a"',
    '{"locals": {"a": [{"x": 1, "x": 2}]}}': '"x"',
    '{"resource": {"coder_env": {"e": {"name": "A", "name": "B"}}}}': '"name"',
    '{"resource": {"coder_app": {"e": {"healthcheck": "x"}}}}': '"x"',
    '{"resource": {"coder_agent": {"a": {"dynamic": {"metadata": "x"}}}}}': '"x"',
    '{"resource": {"coder_agent": {"a": {"depends_on": ["b.c", "${d.e}"]}}}}': '"${d.e}"',
    '{"locals": {"a": [{"b": "x ${"}]}}': '"x ${"',
    '{"resource": {"coder_env": {"e": {"value": "%{ if x }y"}}}}': '"%{ if x }y"',
    '{"moved": {"from": "${a.b}", "to": "a.c"}}': '"${a.b}"',
}
TAKEN = [
    '{"locals": {"a": "$${ %%{ ${\\"x\\"} TEXT %{ if true }y%{ endif }", "b": {"${c}": "\\u00e9\\ud83d\\ude00${d}"}}}',
    '{"variable": {"a": {"default": "x ${", "description": "${"}}}',
    '{"locals": null, "terraform": null, "variable": {"a": null}}',
    '{"locals": {"a": 1}, "locals": [{"b": 2}, {"//": "y"}]}',
    '{"//": "x", "variable": {"a": {"//": 1, "//": 2, "default": {"//": "y"}}}}',
    '[{"variable": [{"a": {}}, {"b": [{"default": 1}]}]}, {"variable": {"c": {}}}]',
    '{"resource": {"coder_metadata": {"m": {"item": {"key": "a"}, "item": [{"key": "b"}]}}}}',
    '{"resource": {"nobodys_thing": {"a": {"port": {}, "port": {}, "dynamic": {"x": {"content": {}}}}}}}',
    '{"resource": {"coder_app": {"e": {"healthcheck": null, "depends_on": ["a.b"]}}}}',
    '{"resource": {"terraform_data": {"e": {"provisioner": [{"local-exec": {"command": "x"}}]}}}}',
    '{"moved": {"from": "a.b", "to": "a.c"}, "output": {"o": {"value": "${a.b}"}}}',
]


@pytest.mark.parametrize(("text", "place"), REFUSED.items())
def test_what_is_no_terraform_is_told_at_its_place(text: str, place: str) -> None:
    problem = structure_problem(SourceFile("main.tf.json", text.encode()), FileShape())
    assert problem is not None
    assert problem.refused
    assert text[problem.span.start : problem.span.end] == place


@pytest.mark.parametrize("text", TAKEN)
def test_what_terraform_takes_is_not(text: str) -> None:
    assert structure_problem(SourceFile("main.tf.json", text.encode()), FileShape()) is None
