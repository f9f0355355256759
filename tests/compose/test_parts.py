"""Parameters, presets, options, expressions and what surrounds the agent: what is wrong is said at its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.app import generate
from generator.catalog.catalog import Catalog
from generator.source.problems import InvalidInputError
from tests.helpers import build_tree

if TYPE_CHECKING:
    from pathlib import Path

    from generator.app import Generated

CATALOG = Catalog()
BASE = "name: demo\nblueprint: docker\nagent: codex\n"
"""Lines 1 to 3; what a test adds begins on line 4."""


def made(folder: Path, text: str, coder: str | None = None) -> Generated:
    build_tree(folder, {"spec.yaml": text})
    return generate(folder / "spec.yaml", folder / "out", coder=coder, write=False, catalog=CATALOG)


def refused(folder: Path, text: str, coder: str | None = None) -> list[str]:
    """Every finding as `line:column message`; there is at least one."""
    with pytest.raises(InvalidInputError) as caught:
        made(folder, text, coder)
    return [
        f"{caught.value.sources[d.primary.path].position(d.primary.start)} {d.message}"
        for d in caught.value.diagnostics
    ]


# Parameters


@pytest.mark.parametrize(
    ("parameters", "findings"),
    [
        ("[{name: a, default: x}, {name: a, default: y}]", ["4:44 there is another parameter `a`"]),
        (
            "[{name: a, ephemeral: true, default: x}]",
            ["4:35 `a` is ephemeral, so it needs `mutable: true` and a default"],
        ),
        (
            "[{name: c, default: z, options: [{name: A, value: a}]}]",
            ["4:33 `c` does not take its own default: it is none of its options (`a`)"],
        ),
        (
            "[{name: c, type: number, default: 1, options: [{name: A, value: 1}, {name: A, value: 1.0}]}]",
            ["4:88 two options have the name `A`", "4:98 two options have the value `1`"],
        ),
        (
            "[{name: c, type: number, default: 1, options: [{name: A, value: 1}, {name: B, value: x}]}]",
            ["4:98 an option of a number cannot be `x`: it is no number"],
        ),
        ("[{name: c, type: number, default: x}]", ["4:47 `c` does not take its own default: it is no number"]),
        (
            "[{name: c, type: number, default: 9, validation: {min: 1, max: 8}}]",
            ["4:47 `c` does not take its own default: it is above the maximum of 8"],
        ),
        (
            "[{name: c, type: number, default: 1.5, validation: {min: 1}}]",
            ["4:47 `c` does not take its own default: it is no whole number, which a validation block asks for"],
        ),
        (
            '[{name: c, default: ab, validation: {regex: "^[a-z]$", error: One letter.}}]',
            ["4:33 `c` does not take its own default: it does not match `^[a-z]$`"],
        ),
        ("[{name: c, default: a, validation: {regex: a}}]", ["4:48 `regex` needs `error`: what to say when it fails"]),
        ("[{name: c, default: a, validation: {min: 1}}]", ["4:54 `min` is for numbers, not for a string"]),
        (
            "[{name: c, type: number, default: 1, validation: {regex: x, error: y, max: 1}}]",
            ["4:70 `regex` is for text, not for a number", "4:88 `max` and `regex` exclude each other"],
        ),
    ],
)
def test_a_parameter_that_coder_refuses_is_refused(tmp_path: Path, parameters: str, findings: list[str]) -> None:
    assert refused(tmp_path, f"{BASE}parameters: {parameters}\n") == findings


def test_how_a_field_looks_is_json(tmp_path: Path) -> None:
    text = BASE + "parameters: [{name: c, default: a, styling: {placeholder: '${x}', mask_input: true}}]\n"
    result = made(tmp_path, text)
    shown = result.files["parameters.tf"].decode()
    assert 'jsonencode({\n    placeholder = "$${x}"\n    mask_input  = true\n  })' in shown
    assert result.diagnostics == ()


def test_defaults_and_choices_may_follow_from_another_parameter(tmp_path: Path) -> None:
    text = (
        BASE + "parameters:\n  - {name: size, type: number, default: 2}\n"
        "  - name: limit\n    type: number\n    default: {expr: data.coder_parameter.size.value * 2}\n"
        "    options: [{name: Twice, value: {expr: data.coder_parameter.size.value * 2}}, {name: Ten, value: 10}]\n"
    )
    result = made(tmp_path, text)
    shown = result.files["parameters.tf"].decode()
    assert "default = (data.coder_parameter.size.value * 2)" in shown
    assert shown.count("value = (data.coder_parameter.size.value * 2)") == 1
    assert result.diagnostics == ()


@pytest.mark.parametrize(
    ("parameter", "finding"),
    [
        ("{name: c, default: {expr: data.coder_parameter.nothing.value}}", "4:40 "),
        ("{name: c, default: a, options: [{name: A, value: {expr: local.}}]}", "4:70 "),
    ],
)
def test_an_expression_of_a_parameter_is_read(tmp_path: Path, parameter: str, finding: str) -> None:
    (found,) = refused(tmp_path, f"{BASE}parameters: [{parameter}]\n")
    assert found.startswith(finding)


def test_a_number_without_validation_may_be_a_fraction(tmp_path: Path) -> None:
    result = made(tmp_path, BASE + "parameters: [{name: c, type: number, default: 1.5}]\n")
    assert result.composition.parameters[0].arguments["default"] == "1.5"


def test_a_pattern_that_coder_cannot_read_is_refused(tmp_path: Path) -> None:
    (found,) = refused(tmp_path, BASE + "parameters: [{name: c, default: a, validation: {regex: '(?!a)', error: x}}]\n")
    assert found.startswith("4:56 Coder cannot read this pattern (RE2)")


def test_a_validated_parameter_without_default_is_refused(tmp_path: Path) -> None:
    """Coder validates the empty text at import, which is no number."""
    text = (
        BASE + "parameters: [{name: c, type: number, validation: {min: 1}}]\npresets: [{name: p, parameters: {c: 1}}]\n"
    )
    (found,) = refused(tmp_path, text)
    assert found.startswith("4:21 `c` needs a default")


@pytest.mark.parametrize(("name", "coder"), [("setup_script", "2.34"), ("AI Prompt", "2.27"), ("cpus", "2.34")])
def test_a_parameter_cannot_take_a_name_that_the_template_has(tmp_path: Path, name: str, coder: str) -> None:
    text = (
        "name: demo\nblueprint: {name: docker, options: {cpus: {parameter: {default: 1}}}}\nagent: codex\n"
        f"setup: {{script: x}}\nparameters: [{{name: {name}, default: x}}]\n"
    )
    assert refused(tmp_path, text, coder) == [f"5:21 there is another parameter `{name}`"]


def test_a_required_parameter_that_no_preset_gives_is_refused_in_a_task_template(tmp_path: Path) -> None:
    text = BASE + "parameters: [{name: a}]\n"
    assert refused(tmp_path, text) == ["4:21 `a` has no default and no preset gives it, so no task could be started"]
    assert made(tmp_path, text, "2.38").composition.parameters[0].required


# Presets

SIZE = (
    BASE + "parameters: [{name: size, type: number, default: 3, validation: {min: 1, max: 8}}, {name: a, default: x}]\n"
)


@pytest.mark.parametrize(
    ("presets", "findings"),
    [
        (
            "[{name: p, parameters: {sise: 1}}]",
            ["5:34 there is no parameter `sise`. Did you mean `size`?"],
        ),
        (
            "[{name: p, parameters: {size: 9}}]",
            ["5:40 `size` does not take this value: it is above the maximum of 8"],
        ),
        (
            "[{name: p, parameters: {size: many}}]",
            [
                "5:40 `size` does not take this value: it is no whole number, which a validation block asks for",
            ],
        ),
        ("[{name: p}, {name: p}]", ["5:29 there is another preset `p`"]),
        (
            "[{name: p, default: true}, {name: q, default: true}]",
            ["5:56 another preset is the default already; keep one"],
        ),
    ],
)
def test_a_preset_that_coder_refuses_is_refused(tmp_path: Path, presets: str, findings: list[str]) -> None:
    assert refused(tmp_path, f"{SIZE}presets: {presets}\n") == findings


def test_a_preset_gives_every_required_parameter(tmp_path: Path) -> None:
    text = BASE + "parameters: [{name: a}]\npresets: [{name: p, parameters: {a: 1}}, {name: q}]\n"
    assert refused(tmp_path, text) == ["5:42 the preset must give `a`, which has no default"]


@pytest.mark.parametrize(("prebuilds", "refuses"), [("", False), (", prebuilds: {instances: 1}", True)])
def test_a_preset_of_a_workspace_must_be_whole_for_prebuilds_only(
    tmp_path: Path, prebuilds: str, refuses: bool
) -> None:
    text = f"{BASE}parameters: [{{name: a}}]\npresets: [{{name: q{prebuilds}}}]\n"
    if refuses:
        assert refused(tmp_path, text, "2.38") == ["5:11 the preset must give `a`, which has no default"]
    else:
        assert made(tmp_path, text, "2.38").composition.presets[0].parameters == {}


# Options of the blueprint


@pytest.mark.parametrize(
    ("options", "findings"),
    [
        ("imgae: x", ["2:37 the blueprint `docker` has no option `imgae`. Did you mean `image`?"]),
        ("cpus: 0", ["2:43 `cpus` is at least 1, not 0"]),
        ("memory_gb: 5000", ["2:48 `memory_gb` is at most 2048, not 5000"]),
        ("privileged: 1", ["2:49 `privileged` is a bool, not `1`"]),
        ("cpus: true", ["2:43 `cpus` is a number, not `True`"]),
        ("image: 5", ["2:44 `image` is a string, not `5`"]),
        ("cpus: {parameter: true}", ["2:55 `cpus` has no default of its own; give the parameter a `default`"]),
        (
            "cpus: {parameter: {default: 500}}",
            ["2:55 the parameter `cpus` does not take its own default: it is above the maximum of 256"],
        ),
        (
            "image: {parameter: {default: z, options: [{name: A, value: a}]}}",
            ["2:56 the parameter `image` does not take its own default: it is none of its options (`a`)"],
        ),
    ],
)
def test_an_option_that_the_blueprint_does_not_take_is_refused(
    tmp_path: Path, options: str, findings: list[str]
) -> None:
    text = f"name: demo\nblueprint: {{name: docker, options: {{{options}}}}}\nagent: codex\n"
    assert refused(tmp_path, text) == findings


def test_an_option_may_be_a_parameter_of_its_type(tmp_path: Path) -> None:
    options = "{cpus: {parameter: {default: 2}}, privileged: {parameter: true}}"
    text = f"name: demo\nblueprint: {{name: docker, options: {options}}}\nagent: codex\n"
    composition = made(tmp_path, text).composition
    assert {name: composition.options[name] for name in ("cpus", "privileged")} == {
        "cpus": "tonumber(data.coder_parameter.cpus.value)",
        "privileged": "tobool(data.coder_parameter.privileged.value)",
    }
    assert [p.validation for p in composition.parameters] == [{"min": 1, "max": 256}, None]


@pytest.mark.parametrize("written", ["dockr", "{name: ../docker}", "_shared", "'docker/'"])
def test_an_unknown_blueprint_is_refused(tmp_path: Path, written: str) -> None:
    (found,) = refused(tmp_path, f"name: demo\nblueprint: {written}\nagent: codex\n")
    assert found.startswith("2:")
    assert "there is no blueprint `" in found


# Expressions


@pytest.mark.parametrize(
    "text", ["1 +", "a b", "1\\n2", "}", "# only", '\\"x', " ", "(1", "1)", "1 /* open", "a = b", "[1", "${x}", "x }"]
)
def test_what_is_not_one_expression_is_refused(tmp_path: Path, text: str) -> None:
    (found,) = refused(tmp_path, f'{BASE}env: {{A: {{expr: "{text}"}}}}\n')
    assert found.startswith("4:17 ")
    assert found.endswith(" is not one Terraform expression")


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("upper(var.docker_hst)", "4:24 the template has no `var.docker_hst`. Did you mean `var.docker_host`?"),
        (
            '"a ${data.coder_parameter.x.value}"',
            "4:23 the template has no `data.coder_parameter.x`. Did you mean `data.coder_task.me`?",
        ),
        ("coder_agent.man.id", "4:18 the template has no `coder_agent.man`. Did you mean `coder_agent.main`?"),
        ("local.x", "4:18 the template has no `local.x`."),
        ("module.codx.task_app_id", "4:18 the template has no `module.codx`. Did you mean `module.codex`?"),
    ],
)
def test_a_reference_to_nothing_is_told_inside_the_expression(tmp_path: Path, text: str, finding: str) -> None:
    assert refused(tmp_path, f"{BASE}env: {{A: {{expr: '{text}'}}}}\n") == [finding]


@pytest.mark.parametrize(
    ("text", "rendered"),
    [
        ("data.coder_workspace.me.name", "  value    = data.coder_workspace.me.name\n"),
        ("true ? 1 : 2", "  value    = (true ? 1 : 2)\n"),
        ('"#${1}"', '  value = (\n    "#${1}"\n  )\n'),
        ("[\n1, # one\n2\n][0]", "  value = (\n    [\n      1, # one\n      2\n    ][0]\n  )\n"),
        ("<<-X\n  hi # ${1}\n  X", "  value = (\n    <<-X\n  hi # ${1}\n  X\n  )\n"),
    ],
)
def test_an_expression_cannot_reach_beyond_its_place(tmp_path: Path, text: str, rendered: str) -> None:
    quoted = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    result = made(tmp_path, f'{BASE}env:\n  A: {{expr: "{quoted}"}}\n  B: after\n')
    shown = result.files["workspace.tf"].decode()
    assert rendered in shown
    assert 'value    = "after"' in shown


# What surrounds the agent


@pytest.mark.parametrize(
    ("added", "findings"),
    [
        ("apps: [{slug: a, port: 1}, {slug: a, port: 2}]", ["4:35 there is another app `a`"]),
        ("apps: [{slug: codex, port: 1}]", ["4:15 there is another app `codex`, which the agent `codex` makes"]),
        (
            "modules: [{id: zed, inputs: {slug: codex}}]",
            ["4:36 `codex` has an app `codex` already; two of one slug are refused"],
        ),
        (
            "apps: [{slug: a, command: x, subdomain: true}]",
            ["4:8 an app with a command takes neither `subdomain` nor `healthcheck`"],
        ),
        ("env: {A: {external_auth: github}}", ["4:26 `github` is not listed under identity.external_auth."]),
        (
            "env: {A: {external_auth: githb}}\nidentity: {external_auth: [github]}",
            ["4:26 `githb` is not listed under identity.external_auth. Did you mean `github`?"],
        ),
        (
            "env: {A: {variable: docker_host}}",
            ["4:6 the template has a variable `docker_host` that is no secret; take another name"],
        ),
        ("modules: [code-servr]", ["4:11 there is no module `code-servr` in the catalog. Did you mean `code-server`?"]),
        (
            'modules: [{id: code-server, release: "0.0.1"}]',
            ["4:38 coder/code-server has no release 0.0.1; 1.5.2 serves Coder 2.34"],
        ),
        ("modules: [{id: git-clone}]", ["4:11 coder/git-clone 2.0.3 requires the input `url`; give it under `inputs`"]),
    ],
)
def test_what_cannot_be_had_is_said(tmp_path: Path, added: str, findings: list[str]) -> None:
    assert refused(tmp_path, f"{BASE}{added}\n") == findings


def test_an_app_may_have_a_slug_that_the_agent_does_not_make(tmp_path: Path) -> None:
    assert made(tmp_path, f"{BASE}apps: [{{slug: codex-cli, port: 1}}]\n").diagnostics == ()
    told = BASE.replace("codex", "{id: codex, inputs: {cli_app: true}}") + "apps: [{slug: codex-cli, port: 1}]\n"
    assert refused(tmp_path, told) == ["4:15 there is another app `codex-cli`, which the agent `codex` makes"]


def test_an_environment_variable_of_the_agent_cannot_be_set_again(tmp_path: Path) -> None:
    text = BASE.replace("codex", "{id: custom, start_command: x}") + "env: {TASK_PROMPT: x}\n"
    assert refused(tmp_path, text) == ["4:7 `TASK_PROMPT` is set from the agent's keys of the spec"]


def test_names_that_look_alike_get_labels_of_their_own(tmp_path: Path) -> None:
    text = (
        f"{BASE}env: {{{'A' * 90}: x, {'A' * 91}: y, a_b: z, A_B: z, T: {{external_auth: a.b}}}}\n"
        "parameters: [{name: a.b, default: x}, {name: A B, default: x}, {name: 'é', default: x}]\n"
        "identity: {external_auth: [a.b, a-b, a.b]}\n"
    )
    composition = made(tmp_path, text).composition
    labels = [variable.label for variable in composition.env]
    assert len(set(labels)) == len(labels)
    assert max(map(len, labels)) <= 64  # what Coder's database takes of a resource's label
    assert [auth.label for auth in composition.external_auth] == ["a_b", "a_b_2"]
    assert [parameter.label for parameter in composition.parameters] == ["a_b", "a_b_2", "item"]


@pytest.mark.parametrize(
    ("repository", "workdir"),
    [
        ("https://github.com/a/b.git", "/home/coder/b"),
        ("git@github.com:a/b.git", "/home/coder/b"),
        ("https://github.com/a/b/", "/home/coder/b"),
        ("https://github.com/a/..", "/home/coder/project"),
        ("https://github.com/a/b/tree/main", "/home/coder/b"),
        ("https://gitlab.com/a/b/-/tree/main/docs", "/home/coder/b"),
        ("{url: https://github.com/a/tree/b, branch: main}", "/home/coder/b"),
        ("https://github.com/a/b?x=1", "/home/coder/b"),
        ("https://github.com/a/site.github.io", "/home/coder/site.github.io"),
        ("{url: https://github.com/a/b, folder: c}", "/home/coder/c"),
        ("{url: {expr: data.coder_workspace.me.name}}", "/home/coder/project"),
    ],
)
def test_the_agent_starts_in_the_first_repository(tmp_path: Path, repository: str, workdir: str) -> None:
    assert made(tmp_path, f"{BASE}repositories: [{repository}]\n").composition.workdir == workdir


def test_a_name_that_the_clone_would_read_otherwise_is_given_to_it(tmp_path: Path) -> None:
    text = f"{BASE}repositories: [https://github.com/a/site.github.io, https://github.com/a/b.git]\n"
    told = [call.arguments.get("folder_name") for call in made(tmp_path, text).composition.modules]
    assert told == ["site.github.io", None]
