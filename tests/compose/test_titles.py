"""What a name becomes for people, where the spec gives no name for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.escapes import titled

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("aws-claude", "AWS Claude"),
        ("docs-site", "Docs site"),
        ("gcp-ci", "GCP CI"),
        ("opencode-api", "OpenCode API"),
        ("github", "GitHub"),
        ("instance", "Instance"),
        ("a", "A"),
        ("2x", "2x"),
    ],
)
def test_words_are_written_as_what_they_name(name: str, title: str) -> None:
    assert titled(name, "AWS EC2 instance Claude Code OpenCode GitHub Copilot CLI") == title


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*/*/*.tf")), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_no_file_has_two_empty_lines_in_a_row(path: Path) -> None:
    assert "\n\n\n" not in path.read_text(encoding="utf-8")
