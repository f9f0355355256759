"""What an expression is worth is what Terraform says; what is not known stays unknown and never raises."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.hcl.evaluation import evaluate, wholly_known
from generator.hcl.tree import parse_expression
from generator.hcl.unknown import UNKNOWN

if TYPE_CHECKING:
    from pathlib import Path

    from tests.lab.lab import Lab

KNOWN = [
    "1 + 2 * 3",
    "(1 + 2) * 3",
    "7 % 3",
    "-3 + 10",
    "10 / 4 == 2.5",
    "6 / 3",
    "1 < 2 && 2 <= 2",
    "!true || false",
    'true ? "a" : "b"',
    '"x" == "x"',
    '1 == "1"',
    "true == 1",
    "null == null",
    "[1, 2] == [1, 2]",
    '"a-${1 + 1}-${true}"',
    "[for v in [1, 2, 3] : v * 2 if v != 2]",
    "{for k, v in {a = 1, b = 2} : upper(k) => v}",
    '{for v in ["a", "b", "a"] : v => upper(v)...}',
    "core::merge([{a = 1}, {b = 2}]...)",
    "max(1, [3, 2]...)",
    "[for i, v in [5, 6] : i]",
    '[for k, v in toset(["b", "a"]) : k]',
    '[for k, v in tolist(toset(["b", "a"])) : k]',
    "{a = {b = [1, 2]}}.a.b[1]",
    '{a = 1}["a"]',
    "[{x = 1}, {x = 2}][*].x",
    "concat([1], [2, 3])",
    'contains(["a", "b"], "b")',
    'join("-", ["a", "b"])',
    'split(",", "a,b")',
    'length("abc") + length([1]) + length({a = 1})',
    'lookup({a = 1}, "b", 9)',
    "merge({a = 1}, {b = 2}, {a = 3})",
    'coalesce("", null, "z")',
    "keys({b = 1, a = 2})",
    "values({b = 1, a = 2})",
    'toset(["b", "a", "b"])',
    'distinct(["b", "a", "b"])',
    'compact(["a", "", null])',
    "flatten([[1, [2]], [], [3]])",
    "max(1, 5, 3) - min(4, 2)",
    "range(3)",
    "range(1, 4)",
    "element([1, 2, 3], 4)",
    'replace("a.b.c", ".", "-")',
    'substr("hello", 1, 3)',
    'trimprefix("v1", "v")',
    'trimsuffix("a.git", ".git")',
    'trimspace("  a ")',
    'startswith("abc", "ab")',
    'endswith("abc", "bc")',
    'jsonencode({b = [1, true, null], a = "<&>"})',
    'jsondecode("{\\"a\\":[1]}").a[0]',
    'base64encode("hi")',
    'base64decode("aGk=")',
    'zipmap(["a", "b"], [1, 2])',
    "sum([1, 2])",
    'alltrue([true, "true"])',
    "anytrue([false])",
    "reverse([1, 2])",
    "slice([1, 2, 3], 0, 2)",
    'sort(["b", "a"])',
    "one([7])",
    "one([])",
    'index(["a", "b"], "b")',
    'tonumber("12")',
    "tostring(1.5)",
    'tobool("true")',
    "try(1, 2)",
    "abs(-2)",
    'lower("ABC")',
    'chomp("a\\n")',
]


def value(text: str) -> object:
    expression = parse_expression(text)
    assert expression is not None, text
    return evaluate(expression)


@pytest.mark.terraform
def test_terraform_agrees_on_every_expression(lab: Lab, tmp_path: Path) -> None:
    folder = tmp_path / "console"
    folder.mkdir()
    (folder / "main.tf").write_text("terraform {}\n")
    with lab.workspace(folder, coder_provider="2.18.0") as terraform:
        together = "jsonencode([" + ", ".join(f"[{text}]" for text in KNOWN) + "])"
        said = json.loads(json.loads(terraform.console(together)))
    wrong = {
        text: (value(text), theirs[0]) for text, theirs in zip(KNOWN, said, strict=True) if [value(text)] != theirs
    }
    # 10 / 4 does not divide evenly, and lists may be tuples, which equal none; so nothing is said of them
    assert {text for text, (ours, _) in wrong.items() if ours is not UNKNOWN} == set()
    assert set(wrong) == {"10 / 4 == 2.5", "[1, 2] == [1, 2]"}


@pytest.mark.parametrize(
    ("text", "worth"),
    [
        ("var.x", UNKNOWN),
        ("0.1 + 0.2 == 0.3", UNKNOWN),
        ("[1] == tolist([1])", UNKNOWN),
        ('upper("straße")', UNKNOWN),
        ('distinct([1, "1"])', UNKNOWN),
        ('concat(["a"], toset(["b"]))', UNKNOWN),
        ('jsonencode("\u2028")', '"\\u2028"'),
        ("var.x ? 1 : 1", 1),
        ("var.x ? 1 : 2", UNKNOWN),
        ("false && var.x", False),
        ("true || var.x", True),
        ("true && var.x", UNKNOWN),
        ("true ? 1 : var.x", 1),
        ("{a = var.x, b = 2}.b", 2),
        ("[var.x, 5][1]", 5),
        ("length([var.x])", UNKNOWN),
        ("merge({a = 1}, var.x)", UNKNOWN),
        ("try(var.x, 1)", UNKNOWN),
        ("coalesce(var.x, 1)", UNKNOWN),
        ('"${var.x}-a"', UNKNOWN),
        ("[for v in var.x : v]", UNKNOWN),
        ('toset(["b", "a"])[0]', UNKNOWN),
        ("[for v in [1, 2] : var.x]", [UNKNOWN, UNKNOWN]),
        ("nosuch(1)", UNKNOWN),
        ('tonumber("x")', UNKNOWN),
        ("[1][5]", UNKNOWN),
        ("{}.a", UNKNOWN),
        ("1 / 0", UNKNOWN),
        ('"a" + 1', UNKNOWN),
        ("lower(1, 2, 3)", UNKNOWN),
    ],
)
def test_what_is_not_known_stays_unknown(text: str, worth: object) -> None:
    found = value(text)
    assert found == worth
    assert type(found) is type(worth)


def test_a_long_chain_of_operations_ends() -> None:
    assert value("(" * 200 + "1" + ")" * 200) in (1, UNKNOWN)


@given(
    st.recursive(
        st.sampled_from(["1", '"a"', "null", "true", "var.x", "[]", "{}"]),
        lambda inner: st.builds(
            lambda form, a, b: form.format(a=a, b=b),
            st.sampled_from(
                [
                    "({a} + {b})",
                    "({a} == {b})",
                    "({a} ? {b} : {a})",
                    "[{a}, {b}]",
                    "{{k = {a}}}",
                    "length({a})",
                    "merge({a}, {b})",
                    "[for v in [{a}] : {b}]",
                    "({a} && {b})",
                    "element({a}, {b})",
                    "join({a}, {b})",
                    "tonumber({a})",
                    "jsonencode({a})",
                    "contains({a}, {b})",
                    "{a}[{b}]",
                ]
            ),
            inner,
            inner,
        ),
        max_leaves=12,
    )
)
def test_no_expression_raises(text: str) -> None:
    expression = parse_expression(text)
    if expression is not None:
        wholly_known(evaluate(expression))


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "text",
    [
        "[for a in range(1000) : [for b in range(1000) : [for c in range(1000) : a]]]",
        "1" * 5000 + " + 1",
    ],
)
def test_what_would_take_long_is_unknown(text: str) -> None:
    assert not wholly_known(value(text))


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    ("seed", "doubled"), [('["a"]', "concat(local.x, local.x)"), ('"ab"', '"${local.x}${local.x}"')]
)
def test_what_doubles_again_and_again_ends(seed: str, doubled: str) -> None:
    held: dict[str, object] = {"x": evaluate(parse_expression(seed))}
    for _ in range(60):
        held["x"] = evaluate(parse_expression(doubled), lambda _traversal: (held["x"], 1))
    assert held["x"] is UNKNOWN


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("false ? 1 : true ? 2 : 3", 2),
        ("true ? 1 : true ? 2 : 3", 1),
        ("false ? 1 : false ? 2 : true ? 3 : 4", 3),
        ("(false ? 1 : true) ? 2 : 3", 2),
        ("true ? false ? 1 : 2 : 3", 2),
    ],
)
def test_conditions_in_a_row_group_to_the_right(text, value):
    assert evaluate(parse_expression(text)) == value
