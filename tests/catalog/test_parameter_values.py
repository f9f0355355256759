"""A parameter refuses what Coder's provider refuses, and nothing is said where that cannot be told."""

import pytest

from generator.catalog.parameter_values import option_refusal, refusal, validation_faults
from generator.hcl.unknown import UNKNOWN


def refused(type_, value, options=(), validation=None, *, multi=False):
    return refusal(type_, value, options, validation, multi_select=multi)


@pytest.mark.parametrize(
    ("type_", "values"),
    [
        ("string", ["", "anything", "1", "é\n"]),
        ("number", ["1", "-1.5", "+.5", "5.", "1e3", "Inf", "-infinity", "NaN", "0x1p-2"]),
        ("bool", ["1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False"]),
        ("list(string)", ["[]", '["a"]', ' ["a", "b"] ', "null", "[null]"]),
    ],
)
def test_a_value_of_the_type_is_taken(type_, values):
    assert {value: refused(type_, value) for value in values} == dict.fromkeys(values)


@pytest.mark.parametrize(
    ("type_", "values"),
    [
        ("number", ["", "ten", "1,5", "1 ", "0x10", "--1", "٣"]),
        ("bool", ["", "yes", "tRUE", "on"]),
        ("list(string)", ["", "a,b", "[1]", '{"a": "b"}', '"a"', "[" * 5000]),
    ],
)
def test_a_value_of_another_type_is_refused(type_, values):
    assert not [value for value in values if refused(type_, value) is None]


def test_underscores_in_a_number_are_not_judged():
    assert refused("number", "1_000") is None
    assert refused("number", "many_cores") == "it is no number"


def test_an_unknown_type_is_not_judged():
    assert refused("object", "anything", ("a",), {"regex": "^b$"}) is None


@pytest.mark.parametrize("type_", ["string", "number", "bool"])
def test_a_value_must_equal_an_option_character_by_character(type_):
    assert refused(type_, "1", ("1", "0")) is None
    assert refused(type_, "01", ("1", "0")) == "it is none of its options (`1`, `0`)"
    assert refused(type_, "", ("1", "0")) is not None


def test_options_that_cannot_be_told_are_not_judged():
    assert refused("string", "x", None) is None


def test_only_the_first_options_are_listed():
    assert refused("string", "x", tuple("abcdefgh")) == "it is none of its options (`a`, `b`, `c`, `d`, `e`, `f`, ...)"


def test_a_multi_select_takes_a_list_of_options():
    assert refused("list(string)", '["b", "a"]', ("a", "b"), multi=True) is None
    assert refused("list(string)", "[]", ("a", "b"), multi=True) is None
    assert refused("list(string)", '["a", "z"]', ("a", "b"), multi=True) == "`z` is none of its options (`a`, `b`)"
    assert "JSON list" in (refused("list(string)", "a", ("a", "b"), multi=True) or "")


def test_a_list_in_one_option_must_equal_its_text():
    assert refused("list(string)", '["a","b"]', ('["a","b"]',)) is None
    assert refused("list(string)", '["a", "b"]', ('["a","b"]',)) is not None


def test_bounds_are_inclusive():
    bounds = {"min": 1, "max": 8}
    assert [refused("number", text, (), bounds) for text in ("1", "8", "+4")] == [None, None, None]
    assert refused("number", "0", (), bounds) == "it is below the minimum of 1"
    assert refused("number", "9", (), bounds) == "it is above the maximum of 8"


def test_a_validation_block_asks_for_a_whole_number():
    assert refused("number", "1.5") is None
    assert refused("number", "1.5", (), {}) == "it is no whole number, which a validation block asks for"
    assert refused("number", "9" * 30, (), {}) is not None


def test_a_validation_block_asks_for_a_plain_bool():
    assert refused("bool", "T") is None
    assert refused("bool", "T", (), {}) == "it is neither `true` nor `false`"


def test_a_bound_that_cannot_be_told_is_passed_over():
    assert refused("number", "99", (), {"max": object(), "min": None}) is None


def test_a_regex_is_searched_not_anchored():
    assert refused("string", "xay", (), {"regex": "a"}) is None
    assert refused("string", "xay", (), {"regex": "^a"}) == "it does not match `^a`"


def test_a_regex_of_another_type_or_unknown_is_passed_over():
    assert refused("string", "x", (), {"regex": object()}) is None
    assert refused("string", "x", (), {"regex": ""}) is None


@pytest.mark.parametrize(
    ("type_", "validation", "names"),
    [
        ("number", {"min": 1, "max": 2, "monotonic": "increasing"}, []),
        ("number", {"monotonic": "up"}, ["monotonic"]),
        ("number", {"regex": "x", "error": "no"}, ["regex"]),
        ("string", {"min": 0, "max": 0, "monotonic": "up"}, ["min", "max", "monotonic"]),
        ("string", {"min": None, "monotonic": "", "regex": ""}, []),
        ("string", {"regex": "(?!x)", "error": "no"}, ["regex"]),
        ("string", {"regex": "(?!x)"}, ["regex", "regex"]),
        ("string", {"regex": "x", "error": UNKNOWN}, []),
        ("string", {"regex": UNKNOWN, "min": UNKNOWN}, []),
        ("bool", {"regex": "x"}, ["regex"]),
        ("other", {"min": 1}, []),
    ],
)
def test_a_validation_block_is_refused_for_what_does_not_fit(type_, validation, names):
    assert [name for name, _ in validation_faults(type_, validation, ("increasing", "decreasing"))] == names


def test_an_option_must_be_of_the_type():
    assert option_refusal("number", "2.5") is None
    assert option_refusal("number", "two") == "it is no number"
    assert option_refusal("string", "") is None
