"""Every key and value of a YAML document knows where it stands, whatever the text around it holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.source.files import SourceFile
from generator.source.problems import InvalidInputError
from generator.source.yaml_tree import MAX_DEPTH, Path, YamlTree, read_yaml


def tree(text: str) -> YamlTree:
    return read_yaml(SourceFile("spec.yaml", text.encode()))


def value_text(tree: YamlTree, *path: str | int) -> str:
    return tree.source.slice(tree.span(path))


@pytest.mark.parametrize(
    ("text", "path", "shown"),
    [
        ("a: 1\n", ("a",), "1"),
        ("a: 'x y'\n", ("a",), "'x y'"),
        ("a:\n  - b\n  - c: 2\n", ("a", 1, "c"), "2"),
        ("a:\n  - b\n  - c: 2\n", ("a",), "- b\n  - c: 2"),
        ("a: {b: [1, 22]}\n", ("a", "b", 1), "22"),
        ("a: |\n  one\n  two\nb: 1\n", ("a",), "|\n  one\n  two"),
        ("a: >-\n  one\n", ("a",), ">-\n  one"),
        ("a: &x 1\nb: *x\n", ("b",), "&x 1"),
        ("\ufeffa: 1\n", ("a",), "1"),
        ("a: 1\r\nb: 22\r\n", ("b",), "22"),
        ("é: ü\nb: 日本\n", ("b",), "日本"),
        ('a: "x\u2028y"\nb: 22\n', ("b",), "22"),
        ('a: "x\u0085y"\nb: 22\n', ("b",), "22"),
        ("a: \U0001f600 \U0001f600\nb: 22\n", ("b",), "22"),
        ("# " + "ü" * 3000 + "\na: 22\n", ("a",), "22"),
    ],
)
def test_a_value_knows_its_place(text: str, path: Path, shown: str) -> None:
    assert value_text(tree(text), *path) == shown


def test_a_key_knows_its_place() -> None:
    read = tree("a:\n  long key: 1\n")
    assert read.source.slice(read.key_span(("a", "long key"))) == "long key"


def test_what_is_not_there_is_where_it_would_be() -> None:
    read = tree("a:\n  b: 1\n")
    assert read.span(("a", "gone", 3)) == read.span(("a",))
    assert read.key_span(("a", "gone")) == read.span(("a",))


@pytest.mark.parametrize("text", ["", "\n", "# only words\n", "---\n"])
def test_an_empty_document_has_no_value(text: str) -> None:
    read = tree(text)
    assert read.value is None
    assert read.span(()).start == 0 or text == "---\n"


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a: x ${var.b} y\n", "var.b} y"), ("a: |\n  x ${var.b}\n", "var.b}"), ('a: "\\x76ar.b"\n', '"\\x76ar.b"')],
)
def test_a_place_inside_a_string_is_found_where_it_is_written_as_it_is(text: str, shown: str) -> None:
    read = tree(text)
    found = read.source.slice(read.offset_in_text(("a",), "var.b", 0))
    assert found.rstrip() == shown


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("a: 1\nb: [1, 2\n", "3:1", "not valid YAML"),
        ("é: ü\nb: @x\n", "2:4", "not valid YAML"),
        ("\ufeffb: @x\n", "1:4", "not valid YAML"),
        ('a: "\u2028"\nb: @x\n', "2:4", "not valid YAML"),
        ("a: 1\na: 2\n", "2:1", "`a` stands twice in this mapping; keep one"),
        ("b:\n  a: 1\n  <<: {}\n", "3:3", "merge keys (`<<`) are not read here; write the keys out"),
        ("a: !secret x\n", "1:4", "the tag `!secret` is not known here; plain YAML values only"),
        ("a: &x [*x]\n", "1:4", "an alias points back at what it is in"),
        ("[1]: 2\n", "1:1", "a key must be plain text"),
        ("a: 1\n---\nb: 1\n", "2:1", "not valid YAML"),
        ("a: " + "[" * (MAX_DEPTH + 2) + "]" * (MAX_DEPTH + 2), f"1:{MAX_DEPTH + 4}", "levels deep"),
        ("a: " + "[" * 5000 + "]" * 5000, "1:", "levels deep"),
    ],
)
def test_what_is_refused_says_where(text: str, place: str, words: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        tree(text)
    finding = caught.value.diagnostics[0]
    assert words in finding.message
    source = caught.value.sources["spec.yaml"]
    assert str(source.position(finding.primary.start)).startswith(place)


def test_a_repeated_key_shows_the_first() -> None:
    with pytest.raises(InvalidInputError) as caught:
        tree("a: 1\nb: 2\na: 3\n")
    note = caught.value.diagnostics[0].related[0]
    assert (note.span.start, note.span.end) == (0, 1)


def test_aliases_cannot_make_a_document_grow_without_end() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 9)]
    with pytest.raises(InvalidInputError, match="more than 50,000 values"):
        tree("\n".join(lines))


@pytest.mark.parametrize(
    ("text", "value"), [("2026-01-02", "2026-01-02"), ("1:30", "1:30"), ("yes", True), ("~", None), ("1.10", 1.1)]
)
def test_a_plain_scalar_is_what_was_written(text: str, value: object) -> None:
    assert tree(f"a: {text}\n").value == {"a": value}


_PLAIN = st.text(st.sampled_from("abé日\U0001f600"), min_size=1, max_size=8)


@given(entries=st.dictionaries(_PLAIN, st.lists(_PLAIN, min_size=1, max_size=3), min_size=1, max_size=5))
def test_every_place_shows_its_value(entries: dict[str, list[str]]) -> None:
    text = "".join(f"{key}:\n" + "".join(f"  - '{item}'\n" for item in items) for key, items in entries.items())
    read = tree(text)
    for key, items in read.value.items():
        assert read.source.slice(read.key_span((key,))) == key
        for i, item in enumerate(items):
            assert value_text(read, key, i) == f"'{item}'"


@given(data=st.binary(max_size=200))
def test_no_bytes_do_more_than_be_refused(data: bytes) -> None:
    source = SourceFile("spec.yaml", data.decode(errors="replace").encode())
    try:
        read = read_yaml(source)
        spans = [*read.values.values(), *read.keys.values()]
    except InvalidInputError as error:
        spans = [diagnostic.primary for diagnostic in error.diagnostics]
    assert all(span.end <= len(data.decode(errors="replace").encode()) for span in spans)
