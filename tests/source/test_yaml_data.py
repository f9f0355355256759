"""Our own data files are read from JSON where the wheel brings that, and from YAML in a checkout."""

from pathlib import Path

import pytest

from generator.errors import ToolError
from generator.source.yaml_data import load_data


def test_yaml_is_read_in_a_checkout(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("a: [1, b]\n")
    assert load_data(tmp_path / "x.yaml") == {"a": [1, "b"]}


def test_json_beside_it_is_taken_instead(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("a: [1, b]\n")
    (tmp_path / "x.yaml.json").write_text('{"a": 2}')
    assert load_data(tmp_path / "x.yaml") == {"a": 2}


@pytest.mark.parametrize("files", [{}, {"x.yaml": "a: [\n"}, {"x.yaml": "a: 1\n", "x.yaml.json": "{"}])
def test_what_cannot_be_read_is_a_failure_of_the_tool(tmp_path: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(ToolError, match=r"x\.yaml"):
        load_data(tmp_path / "x.yaml")
