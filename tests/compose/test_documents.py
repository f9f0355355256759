"""Documents that modules take as text say what was put into them, whatever it holds."""

from __future__ import annotations

import json
import tomllib

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator.compose.documents import Document, server_in_form
from generator.hcl.literals import HclText

texts = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\x7f"))
names = st.text("abcXYZ019_-", min_size=1)
servers = st.dictionaries(
    names,
    st.fixed_dictionaries(
        {"command": texts, "args": st.lists(texts), "env": st.dictionaries(names, texts, min_size=1)}
    ),
    min_size=1,
)


def text_of(format_: str, member: tuple[str, ...], value: object) -> str:
    document = Document(format_)
    document.put(member, value)
    return str(document.text())


@given(servers)
def test_toml_reads_back_as_what_was_put_in(value: dict[str, object]) -> None:
    assert tomllib.loads(text_of("toml", ("mcp_servers",), value)) == {"mcp_servers": value}


@given(servers)
def test_yaml_reads_back_as_what_was_put_in(value: dict[str, object]) -> None:
    assert yaml.safe_load(text_of("yaml", (), value)) == value


@given(servers)
def test_every_server_stands_on_a_line_of_its_own_in_yaml(value: dict[str, object]) -> None:
    """The goose module indents each line of it."""
    lines = text_of("yaml", (), value).removesuffix("\n").split("\n")  # a text may hold other ends of lines
    assert [json.loads(line.partition(":")[0]) for line in lines] == list(value)


def test_an_expression_makes_the_text_one() -> None:
    document = Document("toml")
    document.put(("s",), {"a": {"url": 'x"${y}', "env": {"K": HclText("var.key")}}})
    assert document.text() == (
        r'join("\n", ["[s.a]", "url = \"x\\\"$${y}\"", "[s.a.env]", "K = ${jsonencode(var.key)}"])'
    )


def test_members_of_one_document_stand_beside_each_other() -> None:
    document = Document("json")
    document.put(("model",), "m")
    document.put(("permission", "edit"), "allow")
    document.put(("permission", "bash"), "ask")
    assert document.text() == 'jsonencode({\nmodel = "m"\npermission = {\nedit = "allow"\nbash = "ask"\n}\n})'


@pytest.mark.parametrize(
    ("server", "written"),
    [
        ({"command": "npx", "args": ["a", "b"]}, {"run": ["npx", "a", "b"], "as": "it", "env": {}}),
        ({"command": "npx"}, {"run": ["npx"], "as": "it", "env": {}}),
        ({"url": "https://x", "headers": {"A": "b"}}, {"url": "https://x", "headers": {"A": "b"}}),
    ],
)
def test_a_server_is_written_in_the_form_of_its_kind(server: dict[str, object], written: object) -> None:
    forms = {"command": {"run": ["$command", "$args"], "as": "$name", "env": "$env"}}
    assert server_in_form("it", server, forms) == written
