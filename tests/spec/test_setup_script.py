"""The setup script beside the spec is taken as it is, and never from outside of the spec's folder."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.helpers import build_tree
from tests.spec.reading import THREE, findings, load

if TYPE_CHECKING:
    from pathlib import Path


def with_script(name: str) -> str:
    return f"{THREE}setup:\n  script_file: {name}\n"


def test_a_script_beside_the_spec_is_taken_as_it_is(tmp_path: Path) -> None:
    script = "#!/bin/sh\r\necho ${HOME} %{x}\n"
    build_tree(tmp_path, {"scripts/setup.sh": script})
    assert load(tmp_path, with_script("scripts/setup.sh")).setup.script == script


def test_a_script_may_be_reached_by_a_link_inside_the_folder(tmp_path: Path) -> None:
    build_tree(tmp_path, {"real.sh": "true\n"})
    (tmp_path / "setup.sh").symlink_to("real.sh")
    assert load(tmp_path, with_script("setup.sh")).setup.script == "true\n"


@pytest.mark.parametrize("name", ["../outside.sh", "{root}/outside.sh", "{root}/spec/inside.sh", "link.sh", "up/x.sh"])
def test_a_script_outside_of_the_folder_is_never_read(tmp_path: Path, name: str) -> None:
    build_tree(tmp_path, {"outside.sh": "secret", "x.sh": "secret", "spec/inside.sh": "true"})
    (tmp_path / "spec" / "link.sh").symlink_to(tmp_path / "outside.sh")
    (tmp_path / "spec" / "up").symlink_to(tmp_path, target_is_directory=True)
    (found,) = findings(tmp_path / "spec", with_script(name.format(root=tmp_path)))
    assert found.startswith("5:16 unusable-file: ")
    assert found.endswith("lies outside the spec's folder; put the script beside the spec")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("missing.sh", "missing.sh: there is no such file"),
        ("folder", "folder: is a folder, not a file"),
        ("pipe", "pipe: is not a regular file"),
        ("latin1.sh", "latin1.sh:1:3: is not UTF-8 text (byte 0xe9)"),
        ("huge.sh", "huge.sh: is larger than 1,048,576 bytes"),
        ("nul.sh", "nul.sh: text cannot hold the character U+0000; neither Coder nor the workspace could take it"),
    ],
)
@pytest.mark.timeout(20)
def test_a_script_that_cannot_be_used_is_told_where_it_is_named(tmp_path: Path, name: str, says: str) -> None:
    build_tree(
        tmp_path, {"folder/x": "", "latin1.sh": b"# \xe9", "huge.sh": "#" * (1024 * 1024 + 1), "nul.sh": "echo \0"}
    )
    os.mkfifo(tmp_path / "pipe")
    assert findings(tmp_path, with_script(name)) == [f"5:16 unusable-file: {says}"]


def test_a_loop_of_links_is_no_script(tmp_path: Path) -> None:
    build_tree(tmp_path, {"spec.yaml": ""})
    (tmp_path / "a.sh").symlink_to("b.sh")
    (tmp_path / "b.sh").symlink_to("a.sh")
    (found,) = findings(tmp_path, with_script("a.sh"))
    assert found.startswith("5:16 unusable-file: ")
