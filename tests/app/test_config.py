"""Configuration is found, read with its places, and gives way to the command line."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from generator import assets
from generator.app.config import Choices, ConfigFinder, Settings, _fits, settle
from generator.check.registry import usual_families
from generator.diagnostics import Severity
from generator.errors import UsageError
from tests.helpers import build_tree


def settings(root: Path, folder: str = "t", command_line: Choices | None = None) -> Settings:
    (root / folder).mkdir(parents=True, exist_ok=True)
    with contextlib.chdir(root):
        return ConfigFinder().settings_for(Path(folder), command_line or Choices())


def test_without_configuration_the_defaults_hold(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    assert settings(tmp_path) == Settings()


def test_every_key_has_its_effect(tmp_path: Path) -> None:
    text = """
        coder = "2.30"
        select = ["task", "security"]
        extend-select = ["unpinned-module"]
        ignore = ["missing-app-id"]
        fail-on = "warning"
        [severity]
        secret-parameter = "error"
        wrong-app-id = "off"
        """
    assert settings(build_tree(tmp_path, {"taskplate.toml": text})) == Settings(
        coder="2.30",
        select=("task", "security", "unpinned-module"),
        ignore=("missing-app-id",),
        off=frozenset({"wrong-app-id"}),
        severities={"secret-parameter": Severity.ERROR},
        threshold=Severity.WARNING,
    )


@pytest.mark.parametrize(
    ("files", "coder"),
    [
        ({"t/taskplate.toml": 'coder = "2.31"', "taskplate.toml": 'coder = "2.30"'}, "2.31"),
        ({"taskplate.toml": 'coder = "2.30"', "pyproject.toml": '[tool.taskplate]\ncoder = "2.31"'}, "2.30"),
        ({"pyproject.toml": '[tool.taskplate]\ncoder = "2.31"'}, "2.31"),
        ({"t/pyproject.toml": "[tool.other]", "taskplate.toml": 'coder = "2.30"'}, "2.30"),
        ({"t/.git/x": "", "taskplate.toml": 'coder = "2.30"'}, None),
        ({"t/.git": "gitdir: elsewhere", "taskplate.toml": 'coder = "2.30"'}, None),
        ({"t/.git/x": "", "t/taskplate.toml": 'coder = "2.30"'}, "2.30"),
        ({"taskplate.toml": "\ufeffcoder = '2.30'\r\n"}, "2.30"),
    ],
)
def test_the_nearest_file_up_to_the_repository_holds(tmp_path: Path, files: dict[str, str], coder: str | None) -> None:
    assert settings(build_tree(tmp_path, files)).coder == coder


@pytest.mark.parametrize(
    ("glob", "folder", "matches"),
    [
        ("old", "old", True),
        ("old", "old/a/b", True),
        ("old/*", "old", False),
        ("old/*", "old/a", True),
        ("*/a", "old/b/a", False),
        ("**/a", "old/b/a", True),
        ("**/a", "a", True),
        ("old/", "old/a", True),
        ("o", "old", False),
        ("**", "anything", True),
    ],
)
def test_a_glob_matches_folders_and_all_below(tmp_path: Path, glob: str, folder: str, matches: bool) -> None:
    build_tree(tmp_path, {"taskplate.toml": f'fail-on = "info"\n[per-folder."{glob}"]\nfail-on = "never"\n'})
    assert (settings(tmp_path, folder).threshold is None) is matches


def test_what_a_folder_says_wins_or_adds() -> None:
    said = (
        Choices(coder="2.30", select=("task",), ignore=("preset",), severity={"a": "error", "b": "off"}),
        Choices(coder="2.31", select=("security",), ignore=("syntax",), severity={"b": "info"}),
    )
    assert settle(said, Choices()) == Settings(
        coder="2.31",
        select=("security",),
        ignore=("preset", "syntax"),
        severities={"a": Severity.ERROR, "b": Severity.INFO},
    )


def test_the_command_line_wins() -> None:
    said = (Choices(coder="2.30", select=("task",), ignore=("preset",), extend_select=("x",), fail_on="never"),)
    command_line = Choices(coder="2.31", select=("security",), ignore=("secret-in-text",), fail_on="info")
    assert settle(said, command_line) == Settings(
        coder="2.31", select=("security",), ignore=("secret-in-text",), threshold=Severity.INFO
    )
    assert settle(said, Choices(ignore=("module",), extend_select=("preset",))) == Settings(
        coder="2.30", select=("task", "x", "preset"), ignore=("preset", "module"), threshold=None
    )


def test_what_is_added_to_no_selection_is_added_to_what_usually_runs() -> None:
    assert settle((Choices(extend_select=("unformatted",)),), Choices()).select == (*usual_families(), "unformatted")
    assert "deep" in usual_families()


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("a = ", "1:5", "this is not TOML: Invalid value"),
        ("\n[severity", "2:10", "this is not TOML"),
        ("a = " + "[" * 3000, "1:1", "nested too deeply"),
        ("ignor = []", "1:1", "the file has no key `ignor`. Did you mean `ignore`?"),
        (
            '\nfail-on = "often" # why',
            "2:11",
            '`fail-on` must be one of `error`, `warning`, `info`, `never`, not "often"',
        ),
        ("coder = 2.34 # x", "1:9", '`coder` must be a string, not 2.34; write it in quotes: "2.34"'),
        ("coder = 2024-01-01", "1:9", "`coder` must be a string, not 2024-01-01"),
        ('coder = "soon"', "1:9", "`soon` is no Coder release"),
        ('select = ["secret-in-txt"]', "1:10", "there is no rule `secret-in-txt`. Did you mean `secret-in-text`?"),
        ('[severity]\nsecret-in-text = "bad"', "2:18", "`severity.secret-in-text` must be one of"),
        ('[severity]\nnothing = "error"', "2:1", "there is no rule `nothing`."),
        ('[per-folder."a/*"]\nx = 1', "2:1", "`per-folder.a/*` has no key `x`."),
        ('[per-folder.a]\ncoder = "x"', "2:9", "`x` is no Coder release"),
    ],
)
def test_what_is_wrong_is_said_at_its_place(tmp_path: Path, text: str, place: str, words: str) -> None:
    build_tree(tmp_path, {"taskplate.toml": text})
    with pytest.raises(UsageError) as error:
        settings(tmp_path)
    assert error.value.message.startswith(f"taskplate.toml:{place}: ")
    assert words in error.value.message


def test_places_in_a_project_file_are_those_of_its_table(tmp_path: Path) -> None:
    text = '[project]\nignor = 1\n\n[tool.taskplate]\nignor = 1\n[tool.taskplate.severity]\nx = "error"\n'
    build_tree(tmp_path, {"pyproject.toml": text})
    with pytest.raises(UsageError, match=r"^pyproject.toml:5:1: "):
        settings(tmp_path)


names = st.lists(st.sampled_from(["task", "", 1]), max_size=2)
values = st.one_of(
    st.sampled_from(["error", "off", "never", "", 1, True, None, []]),
    names,
    st.dictionaries(st.text(max_size=1), names),
)
graded = st.dictionaries(st.text(max_size=2), st.sampled_from(["error", "off", "never", 1]), max_size=2)
keys = st.sampled_from(["coder", "select", "ignore", "extend-select", "fail-on", "severity", "$schema", "x"])
tables = st.dictionaries(keys, values | graded, max_size=2)


@given(tables, st.dictionaries(st.text(max_size=1), tables | values, max_size=1))
def test_the_quick_look_and_the_schema_agree(table: dict[str, Any], folders: dict[str, Any]) -> None:
    schema = json.loads((assets.schemas() / "config.schema.json").read_bytes())
    data = {**table, "per-folder": folders}
    assert _fits(data) is Draft202012Validator(schema).is_valid(data)
