"""Where Go's and Python's regular expressions agree, the answer is Go's; elsewhere there is none."""

import time

import pytest

from generator.catalog.portable_regex import searches


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("^[a-z0-9]+(-[a-z0-9]+)*$", "us-east-1", True),
        ("^[a-z0-9]+(-[a-z0-9]+)*$", "us--east", False),
        ("^https?://", "http://x", True),
        (r"^\d{1,3}$", "1234", False),
        (r"^[\w.+-]+@[\w-]+\.[a-z]{2,}$", "me@example.com", True),
        ("(?i)^ABC$", "abc", True),
        ("(?:a|b)c", "bc", True),
        ("(?P<x>a)+", "aa", True),
        ("^$", "", True),
        ("[^/]", "/", False),
        ("[]x]", "]", True),
        (r"a\.b", "axb", False),
        ("a+?b", "aab", True),
    ],
)
def test_common_patterns_are_decided(pattern, text, found):
    assert searches(pattern, text) is found


@pytest.mark.parametrize(
    "pattern",
    [
        "(?!a)",
        "(?=a)",
        "(?<!a)b",
        r"(a)\1",
        "[[:alpha:]]",
        r"\p{L}",
        r"\Qa.b\E",
        r"a\z",
        r"a\Z",
        "a++",
        "a{,3}",
        "a{2}{3}",
        "(?<x>a)",
        "(?U)a+",
        "a(?i)b",
        "(?s:.)",
        "[a-z&&[^b]]",
        "[a--b]",
        r"\x{41}",
        r"\C",
        "(a",
        "a)",
        "*a",
        "a}",
        "{",
        "[b-a]",
    ],
)
def test_what_the_two_read_otherwise_or_refuse_is_not_decided(pattern):
    assert searches(pattern, "a") is None


@pytest.mark.parametrize("text", ["a\n", "é", "a\x0bb", "\x7f"])
def test_text_that_the_two_see_otherwise_is_not_decided(text):
    assert searches("^a$", text) is None


@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "(a*)*$", "(a|a)*$", "(a{1,9}){1,9}$", "((a+)+)+$", ".*.*.*.*.*.*b", "a?" * 40 + "b"]
)
@pytest.mark.parametrize("length", [19, 40, 5000])
def test_no_pattern_takes_long(pattern, length):
    started = time.process_time()
    searches(pattern, "a" * length + "!")
    assert time.process_time() - started < 2
