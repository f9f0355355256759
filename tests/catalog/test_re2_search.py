"""Patterns are read as Go reads them, in time that grows with the text alone."""

import time

import pytest

from generator.catalog.re2_search import pattern_error, searches


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("^[a-z0-9]+(-[a-z0-9]+)*$", "us-east-1", True),
        ("^[a-z0-9]+(-[a-z0-9]+)*$", "us--east", False),
        ("a", "bab", True),  # not anchored, as Coder matches
        ("^a$", "a\n", False),  # where Python's `$` would match
        (r"^\d+$", "٣", False),  # ASCII classes, where Python's are Unicode
        ("[[:alpha:]]", "1a", True),
        (r"\p{L}", "é", True),
        (r"\Qa.b\E", "axb", False),
        (r"^x\z", "x", True),
        ("(?P<x>a)+", "aa", True),
        ("(?s:a.b)", "a\nb", True),
        ("", "anything", True),
    ],
)
def test_a_pattern_means_what_it_means_in_go(pattern, text, found):
    assert searches(pattern, text) is found


@pytest.mark.parametrize("pattern", ["(?!a)", "(?<!a)b", r"(a)\1", "a++", "(a", "a)", "*a", "[b-a]", r"\C", r"a\Z"])
def test_nothing_is_said_of_a_pattern_that_go_refuses(pattern):
    assert searches(pattern, "a") is None
    assert pattern_error(pattern)


def test_no_pattern_takes_long():
    start = time.perf_counter()
    assert searches("(a*)*(a|aa)+$", "a" * 20_000 + "b") is False
    assert time.perf_counter() - start < 5


def test_a_pattern_too_large_for_re2_may_be_fine_in_go():
    pattern = r"[\p{L}]{1,1000}"
    assert pattern_error(pattern) is None
    assert searches(pattern, "a") is None
