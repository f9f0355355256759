"""Parameters that are asked for on a condition, and what stands for them elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.compose.test_parts import BASE, made, refused

if TYPE_CHECKING:
    from pathlib import Path

GPU = "{name: gpu, type: bool, default: false}"
KIND = "{name: GPU type, default: a, when: {parameter: gpu, is: true}}"
ON_A_REFERENCE = "{name: n, default: x, when: {expr: data.coder_parameter.gpu_type.value == var.docker_host}}"
WORTH = 'try(data.coder_parameter.gpu_type[0].value, "a")'


def shown(folder: Path, parameters: str, more: str = "") -> str:
    template = made(folder, f"{BASE}parameters: [{parameters}]\n{more}")
    assert template.diagnostics == ()
    return "\n".join(data.decode() for name, data in template.files.items() if name.endswith(".tf"))


@pytest.mark.parametrize(
    ("parameters", "count"),
    [
        (f"{GPU}, {KIND}", 'data.coder_parameter.gpu.value == "true"'),
        (f"{GPU}, {KIND}, {{name: n, default: x, when: {{parameter: GPU type, is: b}}}}", f'{WORTH} == "b"'),
        (
            "{name: f, type: list(string), default: [a]}, {name: n, default: x, when: {parameter: f, is: b}}",
            'contains(jsondecode(data.coder_parameter.f.value), "b")',
        ),
        (
            "{name: n, default: x, when: {expr: 'contains(data.coder_workspace_owner.me.groups, \"g\")'}}",
            'contains(data.coder_workspace_owner.me.groups, "g")',
        ),
        (
            f"{GPU}, {KIND}, {ON_A_REFERENCE}",
            WORTH,
        ),
    ],
)
def test_a_condition_is_a_count(tmp_path: Path, parameters: str, count: str) -> None:
    assert f"  count = {count}" in shown(tmp_path, parameters).replace("count = (", "count = ")


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("data.coder_parameter.gpu_type.value", WORTH),
        ("'\"${data.coder_parameter.gpu_type.value}é${data.coder_parameter.gpu.value}\"'", f'"${{{WORTH}}}é$'),
        ("data.coder_parameter.gpu_type.name", "one(data.coder_parameter.gpu_type[*].name)"),
        ("'join(\",\", data.coder_parameter.gpu_type[*].value)'", 'join(",", data.coder_parameter.gpu_type[*].value)'),
    ],
)
def test_a_reference_is_worth_the_default_where_nobody_was_asked(tmp_path: Path, expression: str, text: str) -> None:
    found = shown(tmp_path, f"{GPU}, {KIND}", f"env: {{X: {{expr: {expression}}}}}\n")
    assert f"= {text}" in found


def test_an_option_of_the_blueprint_may_be_such_a_reference(tmp_path: Path) -> None:
    options = "{name: docker, options: {image: {expr: data.coder_parameter.gpu_type.value}}}"
    text = BASE.replace("docker", options) + f"parameters: [{GPU}, {KIND}]\n"
    assert WORTH in made(tmp_path, text).files["main.tf"].decode()


def test_the_default_of_another_may_be_such_a_reference(tmp_path: Path) -> None:
    other = "{name: n, default: {expr: data.coder_parameter.gpu_type.value}, when: {parameter: gpu, is: true}}"
    found = shown(tmp_path, f"{GPU}, {KIND}, {other}", "workspace_tags: {t: {expr: data.coder_parameter.n.value}}\n")
    assert f"t = try(data.coder_parameter.n[0].value, {WORTH})" in found


@pytest.mark.parametrize(
    ("parameters", "preset", "finding"),
    [
        (f"{KIND}, {GPU}", "{}", "4:61 there is no parameter `gpu` above this one."),
        (f"{GPU}, {KIND.replace('default: a, ', '')}", "{}", "4:78 `GPU type` needs a default, which it is worth"),
        (f"{GPU}, {KIND.replace('is: true', 'is: maybe')}", "{}", "4:111 `gpu` never has this value: "),
        (f"{GPU}, {KIND}", "{GPU type: b}", "5:34 `GPU type` is asked for where `gpu` is `true`, and with this"),
    ],
)
def test_a_condition_that_cannot_hold_is_refused_at_its_place(
    tmp_path: Path, parameters: str, preset: str, finding: str
) -> None:
    presets = f"presets: [{{name: P, parameters: {preset}}}]\n"
    (found,) = refused(tmp_path, f"{BASE}parameters: [{parameters}]\n{presets}")
    assert found.startswith(finding), found


def test_a_preset_may_give_it_where_it_makes_it_asked_for_and_coder_takes_that(tmp_path: Path) -> None:
    text = f"{BASE}parameters: [{GPU}, {KIND}]\npresets: [{{name: P, parameters: {{gpu: true, GPU type: b}}}}]\n"
    assert made(tmp_path, text).diagnostics == ()
    (found,) = refused(tmp_path, text, "2.31")
    assert found.startswith("5:45 this Coder refuses a preset that gives `GPU type`"), found
