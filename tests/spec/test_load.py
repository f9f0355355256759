"""A spec that is wrong gets one clear line for each thing that is wrong, at its place, and quickly."""

from __future__ import annotations

import os
import time
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from generator.source.problems import InvalidInputError
from tests.helpers import build_tree
from tests.spec.reading import THREE, findings, load, refusal

if TYPE_CHECKING:
    from pathlib import Path


def test_the_shortest_spec_is_three_lines(tmp_path: Path) -> None:
    spec = load(tmp_path, THREE)
    assert (spec.name, spec.blueprint, spec.agent and spec.agent.id, spec.coder) == ("demo", "docker", "codex", None)


# What is wrong with the values


@pytest.mark.parametrize(
    ("added", "finding"),
    [
        ("agnt: x\n", "4:1 unknown-key: the file has no key `agnt`. Did you mean `agent`?"),
        ("setup: {pakages: [jq]}\n", "4:9 unknown-key: `setup` has no key `pakages`. Did you mean `packages`?"),
        ("zzz: 1\n", "4:1 unknown-key: the file has no key `zzz`."),
        ("coder: 2.30\n", '4:8 invalid-value: `coder` must be a string, not 2.30; write it in quotes: "2.30"'),
        ("icon: yes\n", '4:7 invalid-value: `icon` must be a string, not yes; write it in quotes: "yes"'),
        (
            "coder: latest\n",
            '4:8 invalid-value: `coder` must be a version in quotes, such as "2.34", not "latest"',
        ),
        ("tags: [a, a]\n", "4:7 invalid-value: `tags` must not hold the same item twice"),
        ("setup:\n  - jq\n", "5:3 invalid-value: `setup` must be a mapping, not a list"),
        ("setup:\n", "4:7 invalid-value: `setup` must be a mapping, not nothing"),
        (
            "setup: {script: a, script_file: b}\n",
            "4:8 invalid-value: `setup` must be either `script` or `script_file`, not both",
        ),
        ("apps:\n  - {slug: a}\n", "5:5 invalid-value: `apps[0]` must be an app with either `port` or `command`"),
        ("apps: [{slug: a, port: 0}]\n", "4:24 invalid-value: `apps[0].port` must be at least 1, not 0"),
        (
            "parameters: [{name: a, type: strng}]\n",
            "4:30 invalid-value: `parameters[0].type` must be one of `string`, `number`, `bool`, `list(string)`, not ",
        ),
        ("parameters: [{name: ''}]\n", "4:21 invalid-value: `parameters[0].name` must not be empty"),
        (
            "triggers: [{github: issue-label, gitlab: issue-label, label: a}]\n",
            "4:12 invalid-value: `triggers[0]` must be a trigger with either `github` or `gitlab`",
        ),
        (
            "triggers: [{github: issue}]\n",
            "4:21 invalid-value: `triggers[0].github` must be one of `issue-label`, `pull-request`, `failed-run`, not ",
        ),
        (
            'triggers: [{github: issue-label, label: "a\\nb"}]\n',
            '4:41 invalid-value: `triggers[0].label` must be one line of text, not "a\\nb"',
        ),
        (
            "lifetime: {default_ttl: 2d}\n",
            '4:25 invalid-value: `lifetime.default_ttl` must be hours and minutes, such as "8h" or "1h30m", not "2d"',
        ),
        (
            "lifetime: {autostop_requirement_weeks: 17}\n",
            "4:40 invalid-value: `lifetime.autostop_requirement_weeks` must be at most 16, not 17",
        ),
        (
            "lifetime: {autostop_requirement_weekdays: [sunday, none]}\n",
            "4:52 invalid-value: `lifetime.autostop_requirement_weekdays[1]` must be one of `monday`, ",
        ),
        ("lifetime: {dormancy: 30d}\n", "4:12 unknown-key: `lifetime` has no key `dormancy`."),
        ("env: {A-B: x}\n", '4:7 invalid-value: `env`: "A-B" is no valid name here'),
        ('env: {"A\\n": x}\n', '4:7 invalid-value: `env`: "A\\n" is no valid name here'),
        ("env: {A: 1}\n", "4:10 invalid-value: `env.A` must be text, {expr: ...}, {variable: ...} or {external_auth: "),
        ("env: {A: {variable: count}}\n", '4:21 invalid-value: `env.A.variable` must not be "count"'),
        ("identity: {git: maybe}\n", '4:17 invalid-value: `identity.git` must be true or false, not "maybe"'),
    ],
)
def test_a_wrong_value_is_told_at_its_place(tmp_path: Path, added: str, finding: str) -> None:
    (found,) = findings(tmp_path, THREE + added)
    assert found.startswith(finding)


def test_a_missing_key_is_told_at_what_lacks_it(tmp_path: Path) -> None:
    assert findings(tmp_path, "name: demo\nblueprint: docker\nagent: {model: x}\n") == [
        "3:1 missing-key: `agent` lacks the key `id`"
    ]
    assert findings(tmp_path, "name: demo\n") == ["1:1 missing-key: the file lacks the key `blueprint`"]


def test_everything_wrong_is_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = """\
name: demo
blueprint: {name: docker, options: {cpus: {expr: 1}, image: {parameter: {mn: 1}}}}
agent:
  id: codex
  release: 4.9
  form: bin
  modle: gpt
"""
    assert [found.split(": ")[0] for found in findings(tmp_path, text)] == [
        "2:50 invalid-value",
        "2:74 unknown-key",
        "5:12 invalid-value",
        "6:9 invalid-value",
        "7:3 unknown-key",
    ]


@pytest.mark.parametrize("name", ["new", "a--b", "-a", "a_b", "", "x" * 33, '"demo\\n"', "..", "a/b"])
def test_a_name_that_coder_refuses_is_refused(tmp_path: Path, name: str) -> None:
    (found,) = findings(tmp_path, f"name: {name or repr('')}\nblueprint: docker\n")[:1]
    assert found.startswith("1:7 invalid-value: `name`")


def test_an_expression_is_text_and_stands_alone(tmp_path: Path) -> None:
    text = "name: demo\nblueprint: docker\nagent: {id: codex, inputs: {a: {b: {expr: 1}}, c: {expr: a, d: 1}}}\n"
    assert findings(tmp_path, text) == [
        "3:51 invalid-value: `agent.inputs.c` must be a value, or {expr: ...} with nothing beside it"
    ]
    assert findings(tmp_path, text.replace(", d: 1", "")) == [
        "3:43 invalid-expression: an expression is written as text"
    ]


@pytest.mark.parametrize(
    ("key", "text", "takes"),
    [
        ("display_name", "é" * 32, True),
        ("display_name", "é" * 33, False),
        ("group", "é" * 33, False),
    ],
)
def test_limits_that_coder_counts_in_bytes_are_counted_in_bytes(
    tmp_path: Path, key: str, text: str, takes: bool
) -> None:
    spec = f"{THREE}apps: [{{slug: a, port: 1, {key}: {text}}}]\n"
    if takes:
        assert load(tmp_path, spec).apps[0].display_name == text
    else:
        assert findings(tmp_path, spec)[0].endswith(f"`apps[0].{key}` must be at most 64 bytes long, not 66")


@pytest.mark.parametrize(
    ("icon", "takes"),
    [
        ("/icon/a%20b.svg", True),
        ("/icon/é ${b}.svg", True),
        ("https://example.com:80/a.png?b=c#d", True),
        ("data:image/png;base64,AA==", True),
        ("/icon/%zz.svg", False),
        ("/icon/a\\x01.svg", False),
        ("http://[::1", False),
        ("//[/a", False),
    ],
)
def test_an_icon_is_what_the_coder_provider_takes(tmp_path: Path, icon: str, takes: bool) -> None:
    spec = f'{THREE}icon: "{icon}"\n'
    if takes:
        assert load(tmp_path, spec).icon == icon
    else:
        assert findings(tmp_path, spec)[0].startswith(
            "4:7 invalid-value: `icon` must be a path that begins with / or a URL"
        )


def test_a_parameter_that_presets_could_not_give_is_refused(tmp_path: Path) -> None:
    (found,) = findings(tmp_path, THREE + "parameters: [{name: '%a'}]\n")
    assert found.startswith("4:21 invalid-value: `parameters[0].name` must be text that does not begin with %")


# What is wrong with the YAML


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("", "1:1 invalid-value: the file is empty"),
        ("# nothing\n", "1:1 invalid-value: the file is empty"),
        ("- a\n- b\n", "1:1 invalid-value: the file must be a mapping, not a list"),
        ("text\n", '1:1 invalid-value: the file must be a mapping, not "text"'),
        (THREE + "name: other\n", "4:1 duplicate-key: `name` stands twice in this mapping; keep one"),
        (THREE + "env: {é: a, e\u0301: b}\n", "4:13 duplicate-key: `é` stands twice in this mapping; keep one"),
        (
            THREE + "env:\n  <<: {A: b}\n",
            "5:3 invalid-yaml: merge keys (`<<`) are not read here; write the keys out",
        ),
        (THREE + "icon: !Ref x\n", "4:7 invalid-yaml: the tag `!Ref` is not known here; plain YAML values only"),
        (THREE + "icon: !!binary eA==\n", "4:7 invalid-yaml: the tag `!!binary` is not known here; plain YAML values "),
        (THREE + "env: !!set {A, B}\n", "4:6 invalid-yaml: the tag `!!set` is not known here; plain YAML values only"),
        (
            THREE + "icon: !!python/object/apply:os.system [x]\n",
            "4:7 invalid-yaml: the tag `!!python/object/apply:os.system` is not known here; plain YAML values only",
        ),
        (THREE + "icon: !!bool maybe\n", "4:7 invalid-yaml: `maybe` cannot be read as bool"),
        (THREE + "icon: !!int ''\n", "4:7 invalid-yaml: `` cannot be read as int"),
        (THREE + "icon: .inf\n", "4:7 invalid-yaml: `.inf` is no number that Terraform has"),
        (THREE + f"icon: {'9' * 5000}\n", f"4:7 invalid-yaml: `{'9' * 60}…` cannot be read as int"),
        (THREE + "env: {[a]: b}\n", "4:7 invalid-yaml: a key must be plain text"),
        (THREE + "env: {A: b\n", "5:1 invalid-yaml: not valid YAML: did not find expected ',' or '}'"),
        (THREE + "env:\n\tA: b\n", "5:1 invalid-yaml: not valid YAML: found character that cannot start any token"),
        (THREE + "---\na: b\n", "4:1 invalid-yaml: not valid YAML: but found another document"),
        (THREE + "tags: &a [*a]\n", "4:7 invalid-yaml: an alias points back at what it is in"),
        (THREE + "icon: a\0b\n", "4:8 invalid-yaml: the character U+0000 cannot stand in YAML; write it as an escape "),
        (
            THREE + "icon: é\x07\n",
            "4:8 invalid-yaml: the character U+0007 cannot stand in YAML; write it as an escape ",
        ),
        (
            "\ufeff" + THREE + "é: \x07\n",
            "4:4 invalid-yaml: the character U+0007 cannot stand in YAML; write it as an ",
        ),
        (THREE + 'description: "a\\0b"\n', "4:14 nul-character: text cannot hold the character U+0000; neither Coder "),
        (THREE + 'setup: {script: "\\0"}\n', "4:17 nul-character: text cannot hold the character U+0000; neither "),
    ],
)
def test_yaml_that_cannot_be_read_safely_is_refused_at_its_place(tmp_path: Path, text: str, finding: str) -> None:
    (found,) = findings(tmp_path, text)
    assert found.startswith(finding)


def test_a_duplicate_key_points_at_the_first_one(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError) as caught:
        load(tmp_path, THREE + "agent: claude-code\n")
    (note,) = caught.value.diagnostics[0].related
    place = caught.value.sources["spec.yaml"].position(note.span.start)
    assert (str(place), note.message) == ("3:1", "`agent` stands here first")


def test_text_that_yaml_would_make_something_else_of_stays_text(tmp_path: Path) -> None:
    spec = load(tmp_path, THREE + "description: 2024-01-01\nenv: {A: '1:30', B: =, C: 12:30:45, D: \"012\"}\n")
    assert spec.description == "2024-01-01"
    assert spec.env == {"A": "1:30", "B": "=", "C": "12:30:45", "D": "012"}


def test_text_is_read_as_terraform_keeps_it(tmp_path: Path) -> None:
    assert load(tmp_path, THREE + "description: e\u0301\n").description == "é"


# What would take too long or too much


def bomb(levels: int) -> str:
    """Aliases that come to 9 to the power of `levels` values."""
    names = [chr(ord("a") + i) for i in range(levels)]
    lines = [f"{names[0]}: &{names[0]} [{', '.join('x' * 9)}]"]
    lines += [f"{n}: &{n} [{', '.join([f'*{p}'] * 9)}]" for p, n in pairwise(names)]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (bomb(9), "the document holds more than 50,000 values"),
        (f"a: &a {'x' * 500_000}\nb: [{', '.join(['*a'] * 40_000)}]\n", "the values of the document hold more than "),
        (f"a: &a {'x' * 500_000}\nb: [{', '.join(['{*a : b}'] * 40_000)}]\n", "the values of the document hold more "),
        (f"a: {'[' * 5000}{']' * 5000}\n", "the document is nested more than 60 levels deep"),
        (f"a: {'{a: ' * 100}1{'}' * 100}\n", "the document is nested more than 60 levels deep"),
        ("\n".join(f"{' ' * depth}a:" for depth in range(900)), "the document is nested more than 60 levels deep"),
    ],
    ids=["values", "text", "keys", "lists", "mappings", "blocks"],
)
def test_a_bomb_ends_fast_with_one_clear_line(tmp_path: Path, text: str, says: str) -> None:
    start = time.monotonic()
    (found,) = findings(tmp_path, text)
    assert says in found
    assert time.monotonic() - start < 10


# What is wrong with the file


def test_a_file_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    build_tree(tmp_path, {"spec.yaml": THREE + "#" * 1024 * 1024})
    assert refusal(tmp_path / "spec.yaml") == "spec.yaml: is larger than 1,048,576 bytes"


def test_bytes_that_are_not_utf8_are_refused_at_their_place(tmp_path: Path) -> None:
    build_tree(tmp_path, {"spec.yaml": THREE.encode() + b"icon: \xc3\xa9\xff\n"})
    assert refusal(tmp_path / "spec.yaml") == "spec.yaml:4:8: is not UTF-8 text (byte 0xff)"


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    assert load(tmp_path, "\ufeff" + THREE).name == "demo"


def test_a_folder_is_refused(tmp_path: Path) -> None:
    build_tree(tmp_path, {"spec.yaml/inside": ""})
    assert refusal(tmp_path / "spec.yaml") == "spec.yaml: is a folder, not a file"


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "spec.yaml") == "spec.yaml: there is no such file"


def test_a_name_that_no_file_can_have_is_refused(tmp_path: Path) -> None:
    assert "is no path" in refusal(tmp_path / "a\0b")
    assert refusal(tmp_path / ("x" * 5000)).endswith("cannot be read: File name too long")


def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path) -> None:
    build_tree(tmp_path, {"spec.yaml": THREE})
    (tmp_path / "spec.yaml").chmod(0)
    if os.access(tmp_path / "spec.yaml", os.R_OK):
        pytest.skip("this user may read every file")
    assert refusal(tmp_path / "spec.yaml") == "spec.yaml: cannot be read: Permission denied"


@pytest.mark.timeout(20)
def test_a_pipe_is_refused_without_waiting_for_a_writer(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "spec.yaml")
    assert refusal(tmp_path / "spec.yaml") == "spec.yaml: is not a regular file"


def test_a_loop_of_links_is_refused(tmp_path: Path) -> None:
    (tmp_path / "spec.yaml").symlink_to("spec.yaml")
    assert refusal(tmp_path / "spec.yaml").startswith("spec.yaml: cannot be read: ")
