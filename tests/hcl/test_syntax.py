"""What Terraform's parser refuses is said once, in its words, at the place it means."""

from __future__ import annotations

import pytest

from generator.hcl.syntax import MAX_NESTING_SIGNS, syntax_problem
from generator.hcl.tree import parse
from generator.source.files import SourceFile

PROBLEMS = {
    "two equals signs": ("a = = 1\n", "1:5-1:6", "Invalid expression: Expected the start of an expression"),
    "an unclosed block": ("a {\n  b = 1\n", "1:3-1:4", "Unclosed configuration block"),
    "an argument twice": (
        "a = 1\nb = 2\na = 3\n",
        "3:1-3:2",
        'Attribute redefined: The argument "a" was already set at',
    ),
    "a bad escape": ('a = "\\q"\n', "1:6-1:8", "Invalid escape sequence"),
    "two arguments on a line": ("a = 1 b = 2\n", "1:7-1:8", "Missing newline after argument"),
    "a string over lines": ('a = "b\nc"\n', "1:7-2:1", "Invalid multi-line string"),
    "a stray word": ("\n\n  a\n", "3:3-3:4", "Argument or block definition required"),
    "behind CRLF": ("a = 1\r\nb = = 2\r\n", "2:5-2:6", "Invalid expression"),
    "behind a byte order mark": ("\ufeffa = = 1\n", "1:5-1:6", "Invalid expression"),
    "behind wide letters": ('a = "日本" = 1\n', "1:10-1:11", "Missing newline after argument"),
    "behind clusters of letters": ('a = "👩‍👩‍👧e\u0301" = 1\n', "1:15-1:16", "Missing newline after argument"),
}


def problem_at(text: str | bytes) -> tuple[str, str] | None:
    source = SourceFile("main.tf", text if isinstance(text, bytes) else text.encode())
    problem = syntax_problem(source)
    if problem is None:
        return None
    span = problem.span
    return f"{source.position(span.start)}-{source.position(span.end)}", problem.message


@pytest.mark.parametrize(("text", "place", "message"), PROBLEMS.values(), ids=PROBLEMS.keys())
def test_a_problem_has_its_place_and_words(text: str, place: str, message: str) -> None:
    found = problem_at(text)
    assert found is not None
    assert found[0].startswith(place)
    assert found[1].startswith(message)


@pytest.mark.parametrize("text", [text for text, _, _ in PROBLEMS.values()])
def test_words_are_one_line_without_the_parsers_own_file_name(text: str) -> None:
    found = problem_at(text)
    assert found is not None
    assert "\n" not in found[1]
    assert "tmp.hcl" not in found[1]
    assert "diagnostic" not in found[1]


@pytest.mark.parametrize(
    "text",
    ["", "\n", "\ufeffa = 1\n", "a = 1", "名前 = 1\n", "a = <<E\n${<<F\nx\nF\n}\nE\n", 'a "b" {}\n', "a = 1e400\n"],
)
def test_what_terraform_takes_has_no_problem(text: str) -> None:
    assert problem_at(text) is None


def test_a_nul_is_refused_where_it_stands() -> None:
    assert problem_at(b"a = 1\nb = \0\n") == ("2:5-2:6", "the file holds a NUL byte")


@pytest.mark.parametrize("text", ["x = " + "[" * 5000 + "]" * 5000, "b {\n" * 5000 + "}\n" * 5000])
def test_deep_nesting_is_no_problem_by_itself(text: str) -> None:
    assert problem_at(text) is None


@pytest.mark.parametrize("sign", ["[", "{", "(", "!", "-"])
def test_nesting_that_would_end_the_process_is_not_tried(sign: str) -> None:
    problem = syntax_problem(SourceFile("main.tf", b"a = " + sign.encode() * (MAX_NESTING_SIGNS + 1)))
    assert problem is not None
    assert not problem.refused


@pytest.mark.parametrize("text", [f"<<{'E' * 130}\nx\n{'E' * 130}", '"${' * 300 + "a" + '}"' * 300])
def test_a_file_that_only_terraform_can_read_is_broken_for_us(text: str) -> None:
    source = SourceFile("main.tf", f"x = {text}\n".encode())
    assert syntax_problem(source) is None
    assert parse(source).broken
